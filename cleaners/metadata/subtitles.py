"""Subtitles: the line under the headline that a dash or a label marks as one."""

from __future__ import annotations

import re2

from cleaners.books import Books
from cleaners.metadata import titles
from cleaners.metadata.lines import HEAD_LINES, Line, claim
from schemas.records import Metadata

SUBTITLE = "metadata.subtitle@1"
# A subtitle is one typeset line.
MAX_CHARS = 60
# Lines looked through for the headline; pages print navigation over it.
MAX_LINES = 200

_DASHED = re2.compile(r"^(?:——|――|--|—|―)\s*([^\s—―-].*[^。；;，,：:])$")
_LABELLED = re2.compile(r"^副\s?[标標]?[题題]\s*[:：]\s*(\S.*)$")
_SIGNS = ("—", "―", "--", "副")


def read_subtitle(lines: list[Line], text: str, known: Metadata, books: Books) -> None:
    """Read and claim the subtitle under the line that prints the title. `text`: the source, asked for the signs first."""
    if not known.title or not any(sign in text for sign in _SIGNS):
        return
    for number, line in enumerate(lines[1:MAX_LINES], 1):
        shown = line.text.strip()
        if not shown.startswith(_SIGNS) or len(shown) > MAX_CHARS or not _follows_title(lines, number, known.title):
            continue
        if match := _LABELLED.match(shown) or _DASHED.match(shown):
            if not known.subtitle:
                known.subtitle, known.evidence["subtitle"] = match[1], "the line under the headline"
            claim(line, books, "title", SUBTITLE, f"subtitle: {match[1]}")
            return


def _follows_title(lines: list[Line], number: int, title: str) -> bool:
    above = lines[number - 1]
    is_headline = above.block.kind == "heading" or number <= HEAD_LINES
    return is_headline and titles.fold(above.text) == titles.fold(title)
