"""Markdown and plain text, cut into blocks: one line each, with its kind, its paragraph and its matching form.

Written for what converters make of web pages, not for the CommonMark test suite: a blank line ends a paragraph, a line
break inside one is usually a sentence cut at a bold word or a link, fences open in mid-line and stay open, a table
stands in one line. One pass over the lines, linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.segment import fences
from cleaners.segment.form import ENDS, NOTHING, fold
from cleaners.segment.inline import without_links, without_tags
from schemas.records import Block, Segmented

# A YAML block longer than this is no front matter but a document between two rules.
MAX_FRONT_MATTER_LINES = 200
# A bold line on its own is a heading up to this length of its matching form; longer ones are emphasis.
MAX_BOLD_HEADING = 30
# "图1 ..." is a caption up to this length; longer ones are sentences that begin with a reference.
MAX_CAPTION = 60
# Lines of at most this many characters, one under the other, are one text that was shredded.
SHRED = 2
# A section number ("01", "part 2", "第三章") is no longer than this.
MAX_NUMBER = 8

# Quote, list and heading marks at the beginning of a line, in any order.
_LEADING = re.compile(
    r"\s*(?:\*{4}(?=#))?((?:>[ \t]?|[-*+](?:[ \t\u00a0]++|$)|\d{1,9}[.)](?:[ \t]++|$)|#{1,6}(?:[ \t\u00a0]++|$))++)"
)
_MARKERS = frozenset("#>-*+0123456789")
_NUMBER = re.compile(r"(?:part|no|chapter)?[.:]?\d{1,2}|第?[一二三四五六七八九十]{1,3}[章节部分]{0,2}")
_CAPTION = re.compile(
    r"[(\[【]?(?:图|表|fig(?:ure)?\.?|table)[0-9一二三四五六七八九十]{1,2}(?:[-.][0-9]{1,2})?(?![0-9])[^。]*"
)
_CREDIT = re.compile(r"[^。,:]{1,20}/(?:供图|摄|制图|图)")
_ENUMERATED = re.compile(r"(?:[(\[【]?[0-9一二三四五六七八九十]{1,3}[)\]】.、:,]|[•·●◆■▪▶►➤✓√-])")
_LABEL = re.compile(r"[^,。:?!]{1,12}:")

# Punctuation that never begins a sentence; a line that does continues the one above.
CLOSING = frozenset(",。、:;!?)]}》」』】〉”’%…")
# The part of it that says so even across a blank line: the rest begins lines of code.
_CONTINUES = frozenset(",。、;!?)》」』】〉”’")
_TERMINAL = frozenset("。!?;:…")
# A line of nothing else is ornament, unless it is the torn-off end of the line above.
_ORNAMENT = frozenset(",。、:;!?…·.《》「」『』【】〈〉“”‘’")
_PROSE = ("paragraph", "list_item", "quote", "caption")


def segment_markdown(text: str) -> Segmented:
    """Cut Markdown into blocks. Never fails: any text is Markdown."""
    return _segment(text, "text/markdown")


def segment_plain(text: str) -> Segmented:
    """Cut plain text into blocks: no markup, every line is a paragraph unless it plainly continues the last one."""
    return _segment(text, "text/plain")


def _segment(text: str, media_type: str) -> Segmented:
    marked = media_type == "text/markdown"
    lines = text.split("\n")
    seen = _shown(lines) if marked else _Shown(lines, {}, {}, set())
    forms = fold("\n".join(seen.lines)).split("\n")
    code = fences.find(lines) if marked and fences.present(text) else {}
    cutter = _Cutter(lines, forms, seen, code, marked)
    cutter.run(_front_matter_end(lines) if marked else 0)
    return Segmented(text, media_type, cutter.blocks)


@dataclass(slots=True)
class _Shown:
    """Per line the text a reader sees, but for emphasis; by line number the marks in front of it, the text of its
    links, and whether it holds a picture."""

    lines: list[str]
    marks: dict[int, tuple[str, int]]
    links: dict[int, str]
    pictures: set[int]


def _shown(lines: list[str]) -> _Shown:
    seen = _Shown(list(lines), {}, {}, set())
    for i, line in enumerate(lines):
        if "](" in line:
            line, inside, picture = without_links(line)
            if inside:
                seen.links[i] = inside
            if picture:
                seen.pictures.add(i)
            seen.lines[i] = line
        first = line.lstrip()[:1]
        if first in _MARKERS and first:
            kind, level, length = _leading(line)
            if length:
                seen.marks[i] = (kind, level)
                seen.lines[i] = line[length:]
        elif first == "<" and "<table" in line:
            seen.lines[i] = without_tags(line)
    return seen


def _leading(line: str) -> tuple[str, int, int]:
    """Kind and level that the marks at the beginning of a line give it, and their length with the indent."""
    match = _LEADING.match(line)
    if match is None:
        return "paragraph", 0, 0
    marks = match[1]
    if "#" in marks:
        return "heading", min(6, marks.count("#")), match.end()
    if ">" in marks:
        return "quote", marks.count(">"), match.end()
    if match.end() == len(line) and marks[0].isdigit():
        return "paragraph", 0, 0  # a lone number is a heading, not an empty item
    return "list_item", 1 + (len(line) - len(line.lstrip())) // 2, match.end()


def _front_matter_end(lines: list[str]) -> int:
    """Number of lines of the YAML block on top, fences included; 0 if there is none."""
    if lines[0].rstrip() != "---" or len(lines) < 3 or ":" not in lines[1]:
        return 0
    for i in range(1, min(len(lines), MAX_FRONT_MATTER_LINES)):
        if lines[i].rstrip() in ("---", "..."):
            return i + 1
    return 0


class _Cutter:
    """The pass over the lines. Keeps the last block, because a line may continue its paragraph."""

    def __init__(self, lines, forms, seen, code, marked):
        self.lines, self.forms, self.seen, self.code, self.marked = lines, forms, seen, code, marked
        self.blocks: list[Block] = []
        self.group = 0
        self.last_line = -2  # number of the line of the last block
        self.table_open = False

    def run(self, front: int) -> None:
        """Cut all lines; the first `front` are front matter."""
        position = 0
        for i, line in enumerate(self.lines):
            end = position + len(line)
            if not line or line.isspace():
                self.table_open = False
            elif i < front:
                self._add(i, position, end, "front_matter", self.forms[i], joined=i > 0)
            else:
                self._line(i, line, position, end)
            position = end + 1

    def _line(self, i: int, line: str, start: int, end: int) -> None:
        form = self.forms[i].strip(ENDS)
        if i in self.code:
            kind, first = self.code[i]
            self._add(i, start, end, kind, form if kind == "code" else "", joined=not first)
        elif self.marked and (self.table_open or ("<" in line and line.lstrip()[:6].lower() == "<table")):
            joined = self.table_open
            self.table_open = "</table" not in line.lower()
            if joined and "<" in line:
                form = fold(without_tags(line)).strip(ENDS)
            self._add(i, start, end, "table", form, joined)
        else:
            self._text(i, line, start, end, form)

    def _text(self, i: int, line: str, start: int, end: int, form: str) -> None:
        kind, level = self.seen.marks.get(i, ("paragraph", 0))
        folded = self.forms[i]
        if not form and i in self.seen.pictures:
            return self._add(i, start, end, "image", "", joined=False)
        if not form and NOTHING.fullmatch(line):
            return None
        if not form or _ORNAMENT.issuperset(form):
            if self._continues(i, "table", form) and line.lstrip()[0] == "|":
                return self._add(i, start, end, "table", "", joined=True)  # the rule under the head of a table
            if self._torn_off(i, folded):
                last = self.blocks[-1]
                return self._add(i, start, end, last.kind, folded, joined=True, level=last.level)
            return self._add(i, start, end, "stray", "", joined=False, level=level)
        if kind == "paragraph":
            kind = self._prose(i, line, form)
        joined = self._continues(i, kind, form)
        if joined and kind == "paragraph":
            kind, level = self.blocks[-1].kind, self.blocks[-1].level
        link_chars = min(len(form), len(fold(self.seen.links[i]))) if i in self.seen.links else 0
        self._add(i, start, end, kind, form, joined, level, link_chars)
        return None

    def _prose(self, i: int, line: str, form: str) -> str:
        """Kind of an unmarked line: headings, captions and table rows that nothing but their look shows."""
        if len(form) <= MAX_NUMBER and _NUMBER.fullmatch(form):
            return "heading"
        if len(form) <= MAX_CAPTION and (_CAPTION.fullmatch(form) or ("/" in form and _CREDIT.fullmatch(form))):
            return "caption"
        if not self.marked:
            return "paragraph"
        stripped = line.strip()
        if stripped[0] == "|" and stripped.count("|") > 1:
            return "table"
        bold = stripped.startswith("**") and stripped.endswith("**")
        if bold and len(form) <= MAX_BOLD_HEADING and form[-1] not in "。,;:" and self._alone(i):
            return "heading"
        return "paragraph"

    def _alone(self, i: int) -> bool:
        return self.last_line != i - 1 and (i + 1 == len(self.lines) or not self.lines[i + 1].strip())

    def _torn_off(self, i: int, folded: str) -> bool:
        """Punctuation on a line of its own that ends the sentence above."""
        if not self.blocks or self.last_line != i - 1 or not folded or folded[0] not in CLOSING:
            return False
        last = self.blocks[-1]
        return last.kind in _PROSE and last.match[-1:] not in _TERMINAL

    def _continues(self, i: int, kind: str, form: str) -> bool:
        """The line belongs to the paragraph of the last block."""
        if not self.blocks or kind in ("heading", "list_item", "caption"):
            return False
        last = self.blocks[-1]
        adjacent = self.last_line == i - 1
        if kind in ("table", "quote"):
            return adjacent and last.kind == kind and (kind == "table" or last.match[-1:] not in _TERMINAL)
        if last.kind not in _PROSE:
            return False
        if not adjacent:
            return form[0] in _CONTINUES and last.match[-1:] not in _TERMINAL
        if form[0] in CLOSING or (len(form) <= SHRED and len(last.match) <= SHRED):
            return True
        if not self.marked or last.match[-1:] in _TERMINAL:
            return False
        return not (_ENUMERATED.match(form) or _LABEL.match(form))

    def _add(self, i, start, end, kind, form, joined, level=0, link_chars=0) -> None:
        if not joined:
            self.group += 1
        self.blocks.append(Block(start, end, kind, self.group, form, level, link_chars))
        self.last_line = i
