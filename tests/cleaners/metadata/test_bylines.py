"""Bylines, datelines and signatures: who is named, and which lines only look like it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import bylines, datelines

CASES = tomllib.loads((Path(__file__).parent / "cases" / "bylines.toml").read_text(encoding="utf-8"))


def people(byline):
    return (byline.authors, byline.editors) if byline else ([], [])


@pytest.mark.parametrize("case", CASES["line"], ids=lambda c: c["text"][:24])
def test_line(case):
    byline = bylines.parse_byline(case["text"])
    assert people(byline) == (case.get("authors", []), case.get("editors", []))
    if byline:
        assert byline.kind == case.get("kind", "credit")
        assert case.get("publisher") in (None, byline.publisher)
    else:
        assert "authors" not in case


@pytest.mark.parametrize("kind", ["dateline", "signature"])
def test_within_a_paragraph(kind):
    read = getattr(datelines, kind)
    for case in CASES[kind]:
        byline = read(case["text"])
        assert people(byline) == (case.get("authors", []), case.get("editors", [])), case["text"]
        if byline:
            assert byline.kind == kind
            assert case["text"][byline.start : byline.end] == case["span"]


def test_a_note_on_the_author():
    assert datelines.about_author("钟小北,系河湾大学城市学院教授,研究河流。") == ["钟小北"]
    assert datelines.about_author("本文系河湾大学教授口述。") == []
    assert datelines.about_author("关系网络由三部分组成。") == []


def test_negatives_outnumber_positives():
    cases = [case for group in CASES.values() for case in group]
    assert 2 * sum("authors" in c or "editors" in c for c in CASES["line"]) <= len(CASES["line"]) + 1
    assert len(cases) > 40


@given(st.text(alphabet="记者作编辑文图/|:：（）() 钟小北、,，。A1", max_size=160))
def test_any_line_is_read_in_bounds(text):
    for read in (bylines.parse_byline, datelines.dateline, datelines.signature):
        byline = read(text)
        if byline:
            assert byline.authors or byline.editors
            assert 0 <= byline.start <= byline.end <= len(text)
