"""Header lines: what they say, and what they do not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.metadata import dates
from cleaners.metadata.lines import without_markup
from cleaners.metadata.said import read_header

CASES = tomllib.loads((Path(__file__).parent / "cases" / "headers.toml").read_text(encoding="utf-8"))["line"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:30])
def test_header_line(case):
    said = read_header(case["text"], marked=case.get("marked", False))
    when = dates.parse(said.published).at.strftime("%Y-%m-%dT%H:%M:%S") if said.published else None
    assert (when, said.publisher, said.authors) == tuple(case.get(k) for k in ("published", "publisher", "authors"))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("#  **标题**  ", "标题  "),
        ("> **来源：[河湾](https://example.org/(a))**", "来源：河湾"),
        ("![图](https://example.org/a.png)正文", "正文"),
        ("<font color=red>正文</font> &amp; 尾", "正文 & 尾"),
        (r"a\_b", "a_b"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_markup_goes_and_text_stays(line, shown):
    assert without_markup(line) == shown
