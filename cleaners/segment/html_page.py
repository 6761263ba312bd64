"""The page as lines of visible text, in page order: what the choice of the article's element is made from, and what
stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from cleaners.segment.html_select import Index

# Elements that stay in the line. Any other unknown one does too, but custom elements (their name has a hyphen).
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "input", "button", "select", "option",
))  # fmt: skip

# Elements that begin a line of their own.
BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br",
))  # fmt: skip
CELLS = frozenset(("td", "th"))

# A cell with more characters than this is a place on the page and no value in a table.
DATA_CELL = 100

# Tag names that are remembered; hostile pages make up more.
MAX_TAG_NAMES = 1_000

_HIDDEN = re.compile(r"(?i)(?:^|[;\s])display\s*:\s*none")
_BLOCK_STYLE = re.compile(r"(?i)(?:^|[;\s])display\s*:\s*(?:block|flex|table|list-item|grid)")


class _Opens(dict):
    """Whether an element of a tag begins a line of its own. Fills itself: each tag is looked at once."""

    def __missing__(self, tag: str) -> bool:
        opens = tag in BLOCK or (tag not in INLINE and "-" in tag)
        if len(self) < MAX_TAG_NAMES:
            self[tag] = opens
        return opens


OPENS = _Opens()


class Styles:
    """The elements of a page that are not shown (`hidden`, or an inline style display:none), and those that an inline
    style makes begin a line (`blocks`)."""

    def __init__(self, index: Index):
        self.hidden: set[etree._Element] = set(index.having("hidden"))
        self.blocks: set[etree._Element] = set()
        for element in index.having("style"):
            style = element.get("style")
            if "none" in style and _HIDDEN.search(style):
                self.hidden.add(element)
            if "display" in style and _BLOCK_STYLE.search(style):
                self.blocks.add(element)


def _is_layout(cell: etree._Element) -> bool:
    """The cell holds blocks or running text, so it lays out the page; a cell of data stays in the line of its row."""
    if any(OPENS[child.tag] for child in cell):
        return True
    return sum(len(text) for text in cell.itertext()) > DATA_CELL


@dataclass(slots=True)
class Line:
    """One line of visible text, and where it stood."""

    text: str
    element: etree._Element  # the block it stood in
    link_chars: int
    covers: tuple[etree._Element, ...]  # the elements above it that removal selectors name, outermost first
    hidden: bool


class Page:
    """The page as lines in page order; `ranges` gives for each block element the lines [first, last) under it.

    The text under `skip` is left out (the article is read elsewhere): `at` is the number of the line before which
    it stands. `cover` holds the elements that removal selectors name.
    """

    def __init__(self, index: Index, styles: Styles, cover=(), skip: etree._Element | None = None):
        self.lines: list[Line] = []
        self.ranges: dict[etree._Element, tuple[int, int]] = {}
        self.at = 0
        self._parts: list[str] = []  # of the line that is open; white space does not open one
        self._read(index, cover, skip, styles)

    def _read(self, index, cover, skip, styles) -> None:
        """One pass in document order. A frame is an open element with what holds inside it."""
        inside_skip = set(skip.iterdescendants()) if skip is not None else ()
        marked = {*cover, *styles.blocks, *styles.hidden, skip}  # nearly no element is, and one look tells
        parts, lines, linked = self._parts, self.lines, 0
        frame = (None, False, index.root, False, (), False, 0)
        stack = [frame]
        for element in (*index.elements, None):  # None ends the page
            if element in inside_skip:
                continue
            parent = element.getparent() if element is not None else None
            while (closed := frame[0]) is not parent:
                if frame[1]:
                    if parts:
                        linked = self._flush(frame, linked)
                    self.ranges[closed] = (frame[6], len(lines))
                stack.pop()
                frame = stack[-1]
                if (tail := closed.tail) and (parts or not tail.isspace()):
                    parts.append(tail)
                    linked += len(tail.strip()) if frame[3] else 0
            if element is None:
                return
            tag = element.tag
            _, _, block, link, covers, hidden, _ = frame
            opens = OPENS[tag]
            if element in marked:
                opens = opens or element in styles.blocks or element is skip
                hidden = hidden or element in styles.hidden
                if element in cover:
                    covers = (*covers, element)
            if tag in CELLS and element is not skip and not _is_layout(element):
                opens = False
                if parts:
                    parts.append(" ")
            if opens:
                block = element
                if parts:
                    linked = self._flush(frame, linked)
            frame = (element, opens, block, link or tag == "a", covers, hidden, len(lines))
            stack.append(frame)
            if element is skip:
                self.at = len(lines)
            elif (text := element.text) and (parts or not text.isspace()):
                parts.append(text)
                linked += len(text.strip()) if frame[3] else 0

    def _flush(self, frame: tuple, linked: int) -> int:
        """End the line, `linked` characters of which stand in links; so many stand in those of the next: none."""
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            self.lines.append(Line(text, frame[2], min(linked, len(text)), frame[4], frame[5]))
        return 0
