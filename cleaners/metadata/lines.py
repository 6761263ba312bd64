"""The lines of a source as a reader sees them."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from cleaners.books import Books
from schemas.records import Block, Segmented

# A paragraph of the article has at least so many characters and a full stop; before the first one is the head.
MIN_BODY = 40
# The head of a text are at most so many of its first lines, the tail so many of its last.
HEAD_LINES, TAIL_LINES = 15, 15
# Longer lines are cut before any pattern looks at them.
MAX_LINE = 4000

# Each with the marks without which it matches nothing. Linear in Python's engine too, which replaces much faster: classes
# exclude what opens them again, and repeats are possessive. Each branch begins with a character, which is found fastest.
_TARGET = r"\([^()]*+(?:\([^()]*+\)[^()]*+)?\)"
_MARKUP = (
    (("![",), re.compile(rf"!\[[^\[\]]*+\]{_TARGET}"), ""),
    (("](",), re.compile(rf"\[([^\[\]]*+)\]{_TARGET}"), r"\1"),
    (("<",), re.compile(r"</?[A-Za-z][^<>]*+>"), ""),
    (("#", ">"), re.compile(r"^[ \t\n\f\r]*+(?:#{1,6}[ \t\n\f\r]++|>++[ \t\n\f\r]*+)++"), ""),
    (("*", "`", "__"), re.compile(r"\*(?:\*++|(?<=^\*)|\Z)|`++|__(?:(?<=^__)|\Z)"), ""),
    (("\\",), re.compile(r"\\([\\*_`#|()\[\]-])"), r"\1"),
)
_MARKS = re.compile(r"[*`#>\[<_\\&]")
_NO_LINES = frozenset(("front_matter", "image", "code", "table", "stray"))
_BODY_END = re.compile(r"[。！？；…”]")


@dataclass(slots=True)
class Line:
    """A block and its visible text, with white space as it stands in the source."""

    block: Block
    text: str

    @property
    def is_body(self) -> bool:
        """A paragraph of running text."""
        return len(self.text) >= MIN_BODY and bool(_BODY_END.search(self.text))


def visible_lines(segmented: Segmented) -> list[Line]:
    """The blocks that show text, in order, without markup. Code and tables are left out: they are never metadata."""
    marked = _MARKS.search if segmented.media_type == "text/markdown" else None
    markup = [one for one in _MARKUP if any(mark in segmented.source_text for mark in one[0])] if marked else []
    lines = []
    for block in segmented.blocks:
        if block.kind in _NO_LINES:
            continue
        text = segmented.source_text[block.start : min(block.end, block.start + MAX_LINE)]
        if marked and marked(text):
            text = _without(markup, text)
        if not text.isspace() and text:
            lines.append(Line(block, text.strip("\n")))
    return lines


def without_markup(text: str) -> str:
    """A line of Markdown as it shows: no marks, link targets, tags and pictures."""
    return _without(_MARKUP, text) if _MARKS.search(text) else text


def _without(markup, text: str) -> str:
    for marks, pattern, replacement in markup:
        if any(mark in text for mark in marks):
            text = pattern.sub(replacement, text)
    return html.unescape(text) if "&" in text else text


def is_free(line: Line, books: Books) -> bool:
    """Nobody has claimed any of the line."""
    return books.is_free(line.block.start, line.block.end)


def claim(line: Line, books: Books, reason: str, rule: str, evidence: str) -> bool:
    """Claim a free line; one that only stands outside the article's element is told more precisely. True if it was."""
    start, end = line.block.start, line.block.end
    if books.is_free(start, end):
        return books.remove(start, end, reason, rule, evidence)
    return is_outside(line) and books.specify(start, end, reason, rule, evidence, "outside")


def is_outside(line: Line) -> bool:
    """The line stands outside the article's element and no selector names it."""
    return not (line.block.inside or line.block.selector)


# Claims that name people, sources and times: their lines are read though they are claimed.
TELLING = frozenset(("credits", "origin", "byline", "dateline", "header_meta", "title"))


def telling(lines: list[Line], books: Books) -> list[Line]:
    """The lines of the article itself: those nobody claimed, or claimed as credits or source, not as other chrome."""
    chrome = [r for r in books.removals if r.reason not in TELLING]
    starts = [r.start for r in chrome]
    kept = []
    for line in lines:
        at = bisect_right(starts, line.block.start) - 1
        covered = at >= 0 and chrome[at].end >= line.block.end
        if not covered:
            kept.append(line)
    return kept
