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
        self._linked = 0
        self._read(index, cover, skip, styles)

    def _read(self, index, cover, skip, styles) -> None:
        """One pass in document order. A frame is an open element with what holds inside it."""
        inside_skip = set(skip.iterdescendants()) if skip is not None else ()
        blocks, hides, parts = styles.blocks, styles.hidden, self._parts
        frame = outside = (None, False, index.root, False, (), False, 0)
        stack = [outside]
        for element in index.elements:
            if element in inside_skip:
                continue
            parent = element.getparent()
            while frame[0] is not parent:
                frame = self._close(stack)
            tag = element.tag
            _, _, block, link, covers, hidden, _ = frame
            opens = OPENS[tag] or element in blocks or element is skip
            if tag in CELLS and element is not skip and not _is_layout(element):
                opens = False
                if parts:
                    parts.append(" ")
            if opens:
                block = element
                if parts:
                    self._flush(frame)
            if element in cover:
                covers = (*covers, element)
            frame = (element, opens, block, link or tag == "a", covers, hidden or element in hides, len(self.lines))
            stack.append(frame)
            if element is skip:
                self.at = len(self.lines)
            elif (text := element.text) and (parts or not text.isspace()):
                parts.append(text)
                if frame[3]:
                    self._linked += len(text.strip())
        while len(stack) > 1:
            self._close(stack)

    def _flush(self, frame: tuple) -> None:
        """End the line."""
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            self.lines.append(Line(text, frame[2], min(self._linked, len(text)), frame[4], frame[5]))
        self._linked = 0

    def _close(self, stack: list[tuple]) -> tuple:
        """Close the innermost element; the one around it comes back."""
        frame = stack.pop()
        around = stack[-1]
        if frame[1]:
            if self._parts:
                self._flush(frame)
            self.ranges[frame[0]] = (frame[6], len(self.lines))
        if (tail := frame[0].tail) and (self._parts or not tail.isspace()) and len(stack) > 1:
            self._parts.append(tail)
            if around[3]:
                self._linked += len(tail.strip())
        return around
