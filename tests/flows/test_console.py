"""What a run shows in the terminal."""

from __future__ import annotations

from flows.console import summary_table
from flows.outcome import RunSummary


def test_the_summary_tells_what_an_audit_found(capsys):
    counts = dict.fromkeys(
        ("inputs", "skipped", "still_rejected", "rejects", "documents", "paragraphs", "repeats", "source_chars", "kept_chars"), 0
    )  # fmt: skip
    summary_table(RunSummary("r1", "out", "report", counts, []))
    assert "exact join" not in capsys.readouterr().out
    summary_table(RunSummary("r1", "out", "report", counts, [], quality={"repeats_found": 1990, "repeats_exact": 2000}))
    assert "1,990 of 2,000 (99.5%)" in capsys.readouterr().out


def test_the_summary_tells_inputs_rejected_before_by_themselves(capsys):
    names = ("rejects", "documents", "paragraphs", "repeats", "source_chars", "kept_chars")
    counts = dict.fromkeys(names, 0) | {"inputs": 9, "skipped": 5, "still_rejected": 3}
    summary_table(RunSummary("r1", "out", "report", counts, []))
    lines = [line.strip("│ ").split("│") for line in capsys.readouterr().out.splitlines()]
    told = {name.strip(): rest[0].strip() for name, *rest in lines if rest}
    assert told["done before, skipped"] == "5" and told["rejected before, unchanged"] == "3" and told["rejected"] == "0"
    summary_table(RunSummary(None, "out", None, counts, []))
    assert "9 inputs, 5 cleaned and 3 rejected before" in capsys.readouterr().out
    summary_table(RunSummary(None, "out", None, counts | {"inputs": 0}, []))
    assert "Nothing to clean again" in capsys.readouterr().out
