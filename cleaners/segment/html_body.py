"""The article's element read: blocks with their kind, group, links and removal selector. BeautifulSoup reads its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from cleaners.chrome.rules import SelectorRule
from cleaners.segment import html_table
from cleaners.segment.html_page import OPENS, Styles

HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))

# Hidden text at least this long, or half a line of it without a sentence, is written for search engines; any other
# is a dialog waiting to be shown.
SPAM_CHARS = 120
SPAM_WORDS = 20

# Pictures show no text.
PICTURES = ("img", "source", "wbr", "input")

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


@dataclass(slots=True)  # never changed, but a frozen one takes thrice as long to make
class _Context:
    """What holds inside an open element."""

    kind: str = "paragraph"
    level: int = 0
    path: str = ""
    rule: SelectorRule | None = None
    hidden: bool = False
    link: bool = False


def read_body(element: etree._Element, rules: dict[etree._Element, SelectorRule], styles: Styles) -> list[BodyLine]:
    """The lines of the article's element. `rules`: the elements in it that removal selectors name."""
    etree.strip_elements(element, *PICTURES, with_tail=False)
    return _Reader(rules, styles).read(element)


def is_spam(hidden: str) -> bool:
    """Hidden text that was written for search engines: a long one, or words in a row."""
    return len(hidden) >= SPAM_CHARS or (
        len(hidden) >= SPAM_WORDS and not any(c in "，。！？；：,;:!?" for c in hidden)
    )


class _Reader:
    """Walks the subtree without recursion: hostile pages are nested deep."""

    def __init__(self, rules: dict[etree._Element, SelectorRule], styles: Styles):
        self.rules = rules
        self.styles = styles
        self.lines: list[BodyLine] = []
        self.group = 0
        self.parts: list[str] = []
        self.linked = 0
        self.breaks = 0  # <br> since the last text

    def read(self, top: etree._Element) -> list[BodyLine]:
        """All lines of the subtree in order."""
        outside = _Context()
        # a frame is an open element: its children, what holds inside and around it, whether it ends lines and paragraphs
        stack = [frame] if (frame := self._open(top, outside)) else []
        while stack:
            element, children, context, around, cuts, opens = stack[-1]
            for child in children:
                if frame := self._open(child, context):
                    stack.append(frame)
                    break
                if child.tail:
                    self._text(child.tail, context)
            else:
                stack.pop()
                if cuts:
                    self._flush(context)
                    self.group += opens
                if stack and element.tail:
                    self._text(element.tail, around)
        return self.lines

    def _open(self, element: etree._Element, around: _Context) -> tuple | None:
        """Step into an element: the frame to walk, or None when it was read here."""
        name, context = element.tag, around
        if name == "br":
            self._break(context)
            return None
        rule = self.rules.get(element)
        hidden = element in self.styles.hidden
        opens = OPENS[name] or element in self.styles.blocks
        cuts = opens or rule is not None or hidden
        if cuts:
            self._flush(context)
            self.group += opens  # a hidden word inside a sentence does not end the paragraph
            context = self._inner(element, name, context, rule, hidden, opens)
        if name == "pre":
            self._code(element, context)
            return None
        if name == "table" and (rows := html_table.rows(element)):
            self._table(rows, context)
            return None
        if name == "a" and not context.link:
            context = replace(context, link=True)
        if element.text:
            self._text(element.text, context)
        return element, iter(element), context, around, cuts, opens

    def _inner(self, element, name, context, rule, hidden, opens) -> _Context:
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
        path = name if not (c := element.get("class")) else f"{name}.{c.split()[0]}" if c.split() else name
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

    def _code(self, pre: etree._Element, context: _Context) -> None:
        """Lines of a <pre> as they were typed; a token in its own <span> does not end a line."""
        for line in _code_text(pre).split("\n"):
            if line.strip():
                self._line(" ".join(line.splitlines()).rstrip(), context, kind="code")
        self.group += 1

    def _table(self, rows: list[html_table.Row], context: _Context) -> None:
        """One line per row, cells parted by a bar."""
        for cells, linked in rows:
            if any(cells):
                self._line(" | ".join(c for c in cells if c), context, linked, kind="table")
        self.group += 1


def _code_text(pre: etree._Element) -> str:
    parts: list[str] = []
    for event, element in etree.iterwalk(pre, events=("start", "end")):
        # Editors wrap each line of code in <code>, <li>, <div> or <p>, or end it with <br>.
        wraps = element.tag in ("code", "li", "div", "p") and parts and not parts[-1].endswith("\n")
        if event == "start" and element is not pre and (wraps or element.tag == "br"):
            parts.append("\n")
        text = element.text if event == "start" else element.tail if element is not pre else None
        if text:
            parts.append(text.replace("\r\n", "\n"))
    return "".join(parts)
