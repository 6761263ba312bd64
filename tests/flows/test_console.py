"""What a run shows in the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from flows.console import progress_bar, summary_table
from flows.outcome import RunSummary
from flows.progress import START


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


def test_a_person_is_told_at_once_that_a_run_begins_and_a_script_is_not(tmp_path):
    command = [Path(sys.executable).with_name("winnow"), "run", tmp_path / "absent.md", "--out", tmp_path / "out"]
    terminal, theirs = pty.openpty()
    try:
        assert subprocess.run(command, stderr=theirs, timeout=60).returncode == 2
        first, second = os.read(terminal, 4096).decode().splitlines()
    finally:
        os.close(terminal)
        os.close(theirs)
    assert first.startswith("looking for new inputs") and second.startswith("winnow: ")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines() == [second]


@pytest.mark.parametrize(("terminal", "shown"), [("1", ["look", "start"]), ("0", ["look"])])
def test_that_prefect_starts_is_shown_to_a_person_alone(monkeypatch, capsys, terminal, shown):
    monkeypatch.setenv("TTY_COMPATIBLE", terminal)
    monkeypatch.setenv("TERM", "dumb")  # bars are printed once, at the end
    with progress_bar() as show:
        show("look", 1, 1)
        show(START, 0, 1)
        show(START, 1, 1)
    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if "1/1" in line]
    assert told == shown
