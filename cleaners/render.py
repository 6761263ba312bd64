"""Render: the text a reader sees of a paragraph's spans, and for each of its characters where it stood.

Markup goes, links keep their text, entities become characters, lines of one sentence are joined. Never edits what it
does not understand: an angle bracket outside a table is text.
"""

from __future__ import annotations

import re
from html import unescape

from cleaners.segment.inline import ENTITY, IMAGE, LINK, TAG

JOINED = -1  # the place of a character that stands in no source: a space or line break between joined lines
CELL = " | "

_LEADING = re.compile(
    r"[\s\u200b\ufeff]*(?:\*{4}(?=#))?(?:(?:>[ \t]?|[-*+](?:[ \t\u00a0]++|$)|#{1,6}(?:[ \t\u00a0]++|$))++)?"
)
_NUMBERED = re.compile(r"\d{1,9}[.)][ \t]++")
_BOLD = re.compile(r"\*{2,}")
_CODE_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]++)\1(?!`)")
_ESCAPE = re.compile(r"\\(?=[*_#\[\]<>`~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TORN_FENCE = re.compile(r"`{3,}[\w+#.-]{0,20}\s*$")
_FENCE = re.compile(r"\s*(?:>\s?)*(?:`{3,}|~{3,})[^`]*$")
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)

# White space in a cell that is not one plain space.
_LOOSE = re.compile(r"[^\S ]|\s\s")

# Between these and anything else two lines join without a space.
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")


def render(source_text: str, spans: list[tuple[int, int]], kind: str, media_type: str) -> tuple[str, list[int]]:
    """Text of `spans` without markup, and for each of its characters the code point of `source_text` it came from.

    JOINED stands for a character that was added between joined lines or table cells. `kind` is one of
    PARAGRAPH_KINDS: code keeps its lines and indents, a table has one line per row, all others become one line.
    """
    marked = media_type == "text/markdown"
    if kind == "code":
        return _code(source_text, spans, marked)
    lines = [line for start, end in spans for line in _lines(source_text, start, end)]
    if kind == "table":
        rendered = [_table(source_text, a, b) if marked else _plain(source_text, a, b) for a, b in lines]
        return _joined(rendered, always="\n")
    rendered = [_marked(source_text, a, b) if marked else _plain(source_text, a, b) for a, b in lines]
    return _joined(rendered)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    for line in text[start:end].split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


Rendered = tuple[str, list[int]]


def _plain(text: str, start: int, end: int, offset: int = 0) -> Rendered:
    stripped = text[start:end].strip()
    at = offset + (text.find(stripped, start) if stripped else start)
    return stripped, list(range(at, at + len(stripped)))


def _marked(text: str, start: int, end: int) -> Rendered:
    """One line of Markdown. A list number stays: it may be a section's own number."""
    line = text[start:end]
    gone: list[tuple[int, int, str]] = []  # what is replaced, by what
    lead = _LEADING.match(line).end()
    if lead:
        gone.append((0, lead, ""))
    if "```" in line:
        gone += [(m.start(), m.end(), "") for m in _TORN_FENCE.finditer(line)]
    gone += _inline(line)
    return _apply(line, start, gone)


def _inline(line: str) -> list[tuple[int, int, str]]:
    gone: list[tuple[int, int, str]] = []
    if "](" in line:
        # pictures first: a link may hold one
        bare = IMAGE.sub(lambda m: "\0" * len(m[0]), line)
        gone += [(m.start(), m.end(), "") for m in IMAGE.finditer(line)]
        for m in LINK.finditer(bare):
            gone += [(m.start(), m.start(1), ""), (m.end(1), m.end(), "")]
    if "*" in line:
        gone += [(m.start(), m.end(), "") for m in _BOLD.finditer(line)]
    if "`" in line:
        for m in _CODE_SPAN.finditer(line):
            gone += [(m.start(), m.start(2), ""), (m.end(2), m.end(), "")]
    if "\\" in line:
        gone += [(m.start(), m.end(), "") for m in _ESCAPE.finditer(line)]
    if "<br" in line.lower():
        gone += [(m.start(), m.end(), " ") for m in _BREAK.finditer(line)]
    if "&" in line:
        gone += [(m.start(), m.end(), unescape(m[0])) for m in ENTITY.finditer(line)]
    return gone


def _apply(line: str, offset: int, gone: list[tuple[int, int, str]]) -> Rendered:
    """The line with the replacements made, stripped; where two overlap the first one stands."""
    if not gone:
        return _plain(line, 0, len(line), offset)
    parts, places, at = [], [], 0
    for start, end, instead in sorted(gone):
        if start < at:
            continue
        parts.append(line[at:start] + instead)
        places += range(offset + at, offset + start)
        places += [offset + start] * len(instead)
        at = end
    parts.append(line[at:])
    places += range(offset + at, offset + len(line))
    out = "".join(parts)
    left = len(out) - len(out.lstrip())
    out = out.strip()
    return out, places[left : left + len(out)]


def _table(text: str, start: int, end: int) -> Rendered:
    """One line of a table: HTML, or a row of a pipe table, which stays as it is but for emphasis."""
    line = text[start:end]
    if "<" not in line:
        return _marked(text, start, end)
    rows: list[Rendered] = []
    for row_start, row_end in _pieces(line, _ROW_END):
        cells = [_cell(line[a:b], start + a) for a, b in _pieces(line[row_start:row_end], _CELL_END, row_start)]
        row = _joined([cell for cell in cells if cell[0]], always=CELL)
        if row[0]:
            rows.append(row)
    return _joined(rows, always="\n")


def _pieces(line: str, separator: re.Pattern, offset: int = 0) -> list[tuple[int, int]]:
    pieces, at = [], 0
    for match in separator.finditer(line):
        pieces.append((offset + at, offset + match.start()))
        at = match.end()
    pieces.append((offset + at, offset + len(line)))
    return pieces


def _cell(cell: str, offset: int) -> Rendered:
    gone = [
        (m.start(), m.end(), " " if m[0][1:3].lower() in ("br", "p>", "/p", "/l", "/d") else "")
        for m in TAG.finditer(cell)
    ]
    gone += _inline(cell)
    text, places = _apply(cell, offset, gone)
    if not _LOOSE.search(text):
        return text, places
    kept = [i for i, c in enumerate(text) if not (c.isspace() and (i == 0 or text[i - 1].isspace()))]
    return "".join(" " if text[i].isspace() else text[i] for i in kept), [places[i] for i in kept]


def _code(text: str, spans: list[tuple[int, int]], marked: bool) -> Rendered:
    """Code with its line breaks and indents, blank lines included, without the lines that hold the fence."""
    if not spans:
        return "", []
    parts, places = [], []
    covered = [(a, b) for start, end in spans for a, b in _lines(text, start, end)]
    if marked:
        covered = [(a, b) for a, b in covered if not _FENCE.match(text[a:b])]
    for n, (start, end) in enumerate(covered):
        if n:
            gap = max(1, text.count("\n", covered[n - 1][1], start)) if start >= covered[n - 1][1] else 1
            parts.append("\n" * gap)
            places += [JOINED] * gap
        line = text[start:end].rstrip()
        parts.append(line)
        places += range(start, start + len(line))
    out = "".join(parts)
    left = len(out) - len(out.lstrip("\n"))
    return out.strip("\n"), places[left : left + len(out.strip("\n"))]


def _joined(lines: list[Rendered], always: str | None = None) -> Rendered:
    """Lines as one text: with `always` between them, or else nothing next to a wide character and a space elsewhere."""
    parts: list[str] = []
    places: list[int] = []
    last = ""
    for text, where in lines:
        if not text:
            continue
        between = always if always is not None else ("" if _WIDE.match(last) or _WIDE.match(text[0]) else " ")
        if last and between:
            parts.append(between)
            places += [JOINED] * len(between)
        parts.append(text)
        places += where
        last = text[-1]
    return "".join(parts), places
