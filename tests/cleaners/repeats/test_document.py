"""Repeats inside one document: what goes, what is marked, and above all what stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.repeats import within_document
from schemas.records import Paragraph

CASES = tomllib.loads((Path(__file__).parent / "documents.toml").read_text("utf-8"))["case"]


def paragraphs_of(lines: list[str]) -> list[Paragraph]:
    """Lines of a case: "kind| text", a paragraph where no kind is given."""
    found, at = [], 0
    for line in lines:
        kind, bar, text = line.partition("| ")
        if not bar:
            kind, text = "paragraph", line
        found.append(Paragraph([(at, at + len(text))], kind, text))
        at += len(text) + 1
    return found


@pytest.mark.parametrize("case", CASES, ids=[c["about"] for c in CASES])
def test_case(case):
    repeats = within_document(paragraphs_of(case["lines"]))
    assert [r.member for r in repeats if r.decision == "removed"] == case.get("removed", [])
    if "marked" in case:
        assert [r.member for r in repeats if r.decision == "marked"] == case["marked"]
    assert all(r.representative < r.member for r in repeats)


def test_representatives_of_removed_paragraphs_stay():
    lines = next(c["lines"] for c in CASES if c["about"] == "extraction loop")
    repeats = within_document(paragraphs_of(lines))
    removed = {r.member for r in repeats if r.decision == "removed"}
    assert not removed & {r.representative for r in repeats}
