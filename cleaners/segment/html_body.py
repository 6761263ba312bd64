"""The article's element, read by BeautifulSoup: blocks with their kind, group, links and removal selector."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, NavigableString, Tag
from lxml import etree

from cleaners.chrome.rules import SelectorRule
from cleaners.segment.html_page import is_block, is_hidden

HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))

# A cell longer than this, in characters, is running text: the table lays out the page and is no data.
LAYOUT_CELL = 300

# Hidden text at least this long, or half a line of it without a sentence, is written for search engines; any other
# is a dialog waiting to be shown.
SPAM_CHARS = 120
SPAM_WORDS = 20

# Pictures show no text, and these attributes say nothing a block or a selector asks for: BeautifulSoup need not
# build them.
PICTURES = ("img", "source", "wbr", "input")
PLAIN_ATTRIBUTES = (
    "href", "src", "srcset", "sizes", "alt", "title", "target", "width", "height", "align", "valign", "border",
    "cellpadding", "cellspacing", "bgcolor", "color", "face", "size", "lang", "onclick", "data-src", "data-ratio",
    "data-w", "data-s", "data-copyright", "data-fail", "data-croporisrc", "data-cropx1", "data-cropx2",
)  # fmt: skip

HIDDEN_RULE = "html.hidden@1"


@dataclass(slots=True)
class BodyLine:
    """One line of the article: what a Block needs but its offsets."""

    text: str
    kind: str
    group: int
    level: int
    link_chars: int
    path: str
    rule: SelectorRule | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds inside an open element."""

    kind: str = "paragraph"
    level: int = 0
    path: str = ""
    rule: SelectorRule | None = None
    hidden: bool = False
    link: bool = False


def read_body(element: etree._Element, hits: list[tuple[str, SelectorRule, int]]) -> list[BodyLine]:
    """The lines of the article's element, read by BeautifulSoup.

    `hits` are the removal selectors known to match in it: CSS, rule, how often. A selector sees the element and what
    it holds, nothing above it. Where two rules name one element the later one decides: a pack's own rules come last.
    """
    etree.strip_elements(element, *PICTURES, with_tail=False)
    etree.strip_attributes(element, *PLAIN_ATTRIBUTES)
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    return _Reader({id(tag): rule for css, rule, n in hits for tag in soup.select(css, limit=n)}).read(soup)


def is_spam(hidden: str) -> bool:
    """Hidden text that was written for search engines: a long one, or words in a row."""
    return len(hidden) >= SPAM_CHARS or (
        len(hidden) >= SPAM_WORDS and not any(c in "，。！？；：,;:!?" for c in hidden)
    )


class _Reader:
    """Walks the subtree without recursion: hostile pages are nested deeper than Python's stack."""

    def __init__(self, rules: dict[int, SelectorRule]):
        self.rules = rules
        self.lines: list[BodyLine] = []
        self.group = 0
        self.parts: list[str] = []
        self.linked = 0
        self.breaks = 0  # <br> since the last text

    def read(self, soup: BeautifulSoup) -> list[BodyLine]:
        """All lines of the subtree in order."""
        stack = [(iter(soup.contents), _Context(), True, True)]
        while stack:
            children, context, cuts, opens = stack[-1]
            for child in children:
                if isinstance(child, Tag):
                    if frame := self._open(child, context):
                        stack.append(frame)
                        break
                elif type(child) is NavigableString:
                    self._text(child, context)
            else:
                stack.pop()
                if cuts:
                    self._flush(context)
                    self.group += opens
        return self.lines

    def _open(self, tag: Tag, context: _Context) -> tuple | None:
        """Step into an element: the frame to walk, or None when it was read here."""
        name = tag.name
        if name == "br":
            self._break(context)
            return None
        style = tag.get("style")
        rule = self.rules.get(id(tag))
        hidden = is_hidden(style, tag)
        opens = is_block(name, style)
        cuts = opens or rule is not None or hidden
        if cuts:
            self._flush(context)
            self.group += opens  # a hidden word inside a sentence does not end the paragraph
            context = self._inner(tag, name, context, rule, hidden, opens)
        if name == "pre":
            self._code(tag, context)
            return None
        if name == "table" and _is_data(tag):
            self._table(tag, context)
            return None
        if name == "a" and not context.link:
            context = replace(context, link=True)
        return iter(tag.contents), context, cuts, opens

    def _inner(self, tag, name, context, rule, hidden, opens) -> _Context:
        kind, level = context.kind, context.level
        if name in HEADINGS:
            kind, level = "heading", HEADINGS[name]
        elif name == "li" or name == "dd" or name == "dt":
            kind = "list_item"
            level = context.level if context.kind == "list_item" else 1
        elif name in LISTS and kind == "list_item":
            level += 1
        elif name == "blockquote":
            kind = "quote"
        elif name in ("figcaption", "caption"):
            kind = "caption"
        path = name if not (c := tag.get("class")) else f"{name}.{c.split()[0]}" if c.split() else name
        return _Context(
            kind, level, path if opens else context.path, context.rule or rule, context.hidden or hidden, context.link
        )

    def _text(self, text: str, context: _Context) -> None:
        if self.breaks:
            if text.isspace() and "　" not in text:
                return
            # Two breaks in a row, or a break and the indent of Chinese typesetting, begin a new paragraph.
            if self.breaks > 1 or text.lstrip(" \t\r\n").startswith("　"):
                self.group += 1
            self.breaks = 0
        self.parts.append(text)
        if context.link:
            self.linked += len(text.strip())

    def _break(self, context: _Context) -> None:
        self._flush(context)
        self.breaks += 1

    def _flush(self, context: _Context) -> None:
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            self._line(text, context, min(self.linked, len(text)))
        self.linked = 0

    def _line(self, text: str, context: _Context, linked: int = 0, kind: str | None = None) -> None:
        self.breaks = 0
        self.lines.append(
            BodyLine(
                text,
                kind or context.kind,
                self.group,
                context.level,
                linked,
                context.path,
                context.rule,
                context.hidden,
            )
        )

    def _code(self, pre: Tag, context: _Context) -> None:
        """Lines of a <pre> as they were typed; a token in its own <span> does not end a line."""
        for line in _code_text(pre).split("\n"):
            if line.strip():
                self._line(" ".join(line.splitlines()).rstrip(), context, kind="code")
        self.group += 1

    def _table(self, table: Tag, context: _Context) -> None:
        """One line per row, cells parted by a bar."""
        for row in table.find_all("tr"):
            cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(("td", "th"), recursive=False)]
            if any(cells):
                linked = sum(len(a.get_text(strip=True)) for a in row.find_all("a"))
                self._line(" | ".join(c for c in cells if c), context, linked, kind="table")
        self.group += 1


def _code_text(pre: Tag) -> str:
    parts: list[str] = []
    for node in pre.descendants:
        if isinstance(node, Tag):
            # Editors wrap each line of code in <code>, <li>, <div> or <p>, or end it with <br>.
            if node.name == "br" or (
                node.name in ("code", "li", "div", "p") and parts and not parts[-1].endswith("\n")
            ):
                parts.append("\n")
        elif type(node) is NavigableString:
            parts.append(str(node).replace("\r\n", "\n"))
    return "".join(parts)


def _is_data(table: Tag) -> bool:
    """The table holds data: more than one column, no table in a table, no cell of running text."""
    if table.find("table") or not table.find(("td", "th")):
        return False
    columns = max((len(row.find_all(("td", "th"), recursive=False)) for row in table.find_all("tr")), default=0)
    if columns < 2:
        return False
    return all(len(cell.get_text()) <= LAYOUT_CELL for cell in table.find_all(("td", "th")))
