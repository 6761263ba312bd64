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
# A line without any of these shows as it stands.
_MARKS = re.compile(r"[\[*`\\&<]")
_MARKS_AHEAD = re.compile(r"\s*[#>+\u200b\ufeff-]")
# One class each, or a literal first: an alternation is searched many times slower.
_INLINE = re.compile(r"[\[*`\\&]")
_BREAK_TAG = re.compile(r"<[bB][rR]")
_BOLD = re.compile(r"\*{2,}")
_CODE_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]++)\1(?!`)")
_ESCAPE = re.compile(r"\\(?=[*_#\[\]<>`~])")
_BREAK = re.compile(r"<[bB][rR]\s*/?>")
_TORN_FENCE = re.compile(r"`{3,}[\w+#.-]{0,20}\s*$")
_FENCE = re.compile(r"\s*(?:>\s?)*(?:`{3,}|~{3,})[^`]*$")
_CELL_END = re.compile(r"</[tT][dDhH]\s*>")
_ROW_END = re.compile(r"</[tT][rR]\s*>")

# Tags that set what stands around them apart.
_SPACED_TAG = re.compile(r"<(?:[pP]>|(?:[bB][rR]|/[pPlLdD])[^<>]*+>)")
_WORD_OR_GAP = re.compile(r"\s+|\S+")

# Between these and anything else two lines join without a space.
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")


# A stretch of the text shown: its characters, the place of the first one, and 1 if the others follow it in the source, 0 if
# all of them stand for that place.
Piece = tuple[str, int, int]


def render(source_text: str, spans: list[tuple[int, int]], kind: str, media_type: str) -> tuple[str, list[int]]:
    """Text of `spans` without markup, and for each of its characters the code point of `source_text` it came from.

    JOINED stands for a character that was added between joined lines or table cells. `kind` is one of
    PARAGRAPH_KINDS: code keeps its lines and indents, a table has one line per row, all others become one line.
    """
    pieces = _pieces(source_text, spans, kind, media_type)
    places: list[int] = []
    for text, place, step in pieces:
        places += range(place, place + len(text)) if step else [place] * len(text)
    return _text(pieces), places


def shown(source_text: str, spans: list[tuple[int, int]], kind: str, media_type: str) -> str:
    """The text of `render` alone."""
    if len(spans) == 1 and kind != "code":
        line = source_text[spans[0][0] : spans[0][1]]
        if "\n" not in line and (media_type != "text/markdown" or not _is_marked(line)):
            return line.strip()
    return _text(_pieces(source_text, spans, kind, media_type))


def _text(pieces: list[Piece]) -> str:
    return pieces[0][0] if len(pieces) == 1 else "".join([text for text, _, _ in pieces])


def _pieces(source_text: str, spans: list[tuple[int, int]], kind: str, media_type: str) -> list[Piece]:
    marked = media_type == "text/markdown"
    if kind == "code":
        return _code(source_text, spans, marked)
    lines = [line for start, end in spans for line in _lines(source_text, start, end)]
    if not marked:
        read = _plain
    else:
        read = _table if kind == "table" else _marked
    rendered = [read(line, start) for line, start in lines]
    return _joined(rendered, always="\n" if kind == "table" else None)


def _lines(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The lines of a span, each with its place."""
    lines = []
    for line in text[start:end].split("\n"):
        lines.append((line, start))
        start += len(line) + 1
    return lines


def _plain(line: str, offset: int) -> list[Piece]:
    stripped = line.lstrip()
    offset += len(line) - len(stripped)
    stripped = stripped.rstrip()
    return [(stripped, offset, 1)] if stripped else []


def _is_marked(line: str) -> bool:
    return _MARKS.search(line) is not None or _MARKS_AHEAD.match(line) is not None


def _marked(line: str, offset: int) -> list[Piece]:
    """One line of Markdown. A list number stays: it may be a section's own number."""
    if not _is_marked(line):
        return _plain(line, offset)
    gone: list[tuple[int, int, str]] = []  # what is replaced, by what
    lead = _LEADING.match(line).end()
    if lead:
        gone.append((0, lead, ""))
    if "```" in line:
        gone += [(m.start(), m.end(), "") for m in _TORN_FENCE.finditer(line)]
    gone += _inline(line)
    return _apply(line, offset, gone)


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
    if _BREAK_TAG.search(line):
        gone += [(m.start(), m.end(), " ") for m in _BREAK.finditer(line)]
    if "&" in line:
        gone += [(m.start(), m.end(), unescape(m[0])) for m in ENTITY.finditer(line)]
    return gone


def _apply(line: str, offset: int, gone: list[tuple[int, int, str]]) -> list[Piece]:
    """The line with the replacements made, stripped; where two overlap the first one stands."""
    if not gone:
        return _plain(line, offset)
    pieces, at = [], 0
    for start, end, instead in sorted(gone):
        if start < at:
            continue
        if start > at:
            pieces.append((line[at:start], offset + at, 1))
        if instead:
            pieces.append((instead, offset + start, 0))
        at = end
    if at < len(line):
        pieces.append((line[at:], offset + at, 1))
    return _stripped(pieces)


def _stripped(pieces: list[Piece], characters: str | None = None) -> list[Piece]:
    """The pieces without white space, or without `characters`, at both ends of the text."""
    first, last = 0, len(pieces)
    while first < last and not pieces[first][0].strip(characters):
        first += 1
    while first < last and not pieces[last - 1][0].strip(characters):
        last -= 1
    pieces = pieces[first:last]
    if pieces:
        text, place, step = pieces[0]
        left = text.lstrip(characters)
        pieces[0] = (left, place + step * (len(text) - len(left)), step)
        text, place, step = pieces[-1]
        pieces[-1] = (text.rstrip(characters), place, step)
    return pieces


def _table(line: str, offset: int) -> list[Piece]:
    """One line of a table: HTML, or a row of a pipe table, which stays as it is but for emphasis."""
    if "<" not in line:
        return _marked(line, offset)
    rows: list[list[Piece]] = []
    for row, row_start in _parts(line, offset, _ROW_END):
        cells = [_cell(cell, start) for cell, start in _parts(row, row_start, _CELL_END)]
        rows.append(_joined(cells, always=CELL))
    return _joined(rows, always="\n")


def _parts(line: str, offset: int, separator: re.Pattern) -> list[tuple[str, int]]:
    """What stands between the separators, each part with its place."""
    parts, at = [], 0
    for match in separator.finditer(line):
        parts.append((line[at : match.start()], offset + at))
        at = match.end()
    parts.append((line[at:], offset + at))
    return parts


def _has_inline(cell: str) -> bool:
    return _INLINE.search(cell) is not None or _BREAK_TAG.search(cell) is not None


def _cell(cell: str, offset: int) -> list[Piece]:
    gone = [(*tag.span(), " " if _SPACED_TAG.match(tag[0]) else "") for tag in TAG.finditer(cell)]
    if _has_inline(cell):
        gone += _inline(cell)
    pieces = _apply(cell, offset, gone)
    text = _text(pieces)
    return pieces if text == " ".join(text.split()) else _tight(pieces)


def _tight(pieces: list[Piece]) -> list[Piece]:
    """The pieces with one space for all white space that stands together."""
    tight, spaced = [], False
    for text, place, step in pieces:
        for match in _WORD_OR_GAP.finditer(text):
            at = place + step * match.start()
            if not match[0].isspace():
                tight.append((match[0], at, step))
            elif not spaced:
                tight.append((" ", at, step))
            spaced = match[0].isspace()
    return tight


def _code(text: str, spans: list[tuple[int, int]], marked: bool) -> list[Piece]:
    """Code with its line breaks and indents, blank lines included, without the lines that hold the fence."""
    covered = [line for start, end in spans for line in _lines(text, start, end)]
    if marked:
        covered = [(line, start) for line, start in covered if not _FENCE.match(line)]
    pieces: list[Piece] = []
    above: int | None = None  # where the line above ends
    for line, start in covered:
        if above is not None:
            gap = max(1, text.count("\n", above, start)) if start >= above else 1
            pieces.append(("\n" * gap, JOINED, 0))
        above = start + len(line)
        if line := line.rstrip():
            pieces.append((line, start, 1))
    return _stripped(pieces, "\n")


def _joined(lines: list[list[Piece]], always: str | None = None) -> list[Piece]:
    """Lines as one text: with `always` between them, or else nothing next to a wide character and a space elsewhere."""
    lines = [line for line in lines if line]
    if len(lines) == 1:
        return lines[0]
    pieces: list[Piece] = []
    for line in lines:
        if pieces:
            between = always
            if between is None:
                between = "" if _WIDE.match(pieces[-1][0][-1]) or _WIDE.match(line[0][0]) else " "
            if between:
                pieces.append((between, JOINED, 0))
        pieces += line
    return pieces
