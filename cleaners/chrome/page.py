"""The text lines of a source as the rules see them: in order, with their numbers, and what has been decided of each."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.chrome.article import CONTACTS, DATED, MAX_CONTACTS
from cleaners.chrome.rules import CutRule, LineRule, SectionRule
from schemas.records import Block, Segmented

# A line of this many characters that ends like a sentence is body text, unless a rule names it: it bounds the head
# and the tail, and a section that has no other end.
BODY_CHARS = 40
# Head and tail are at least this many text lines without a mark, however long the document ...
EDGE_LINES = 12
# ... and at least this share of its text lines.
EDGE_SHARE = 0.15

_TEXT_KINDS = frozenset(("paragraph", "heading", "caption", "list_item", "quote", "table", "code"))
_SENTENCE_END = frozenset("。!?;…”」)》")


@dataclass(slots=True)
class Mark:
    """A line is chrome: reason, rule id, and evidence for a reviewer."""

    reason: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Edges:
    """Positions in a page: lines before `head` are its head, lines from `tail` on its tail, `last` is the last body line."""

    head: int
    tail: int
    last: int

    def allow(self, where: str, first: int, last: int) -> bool:
        """Whether lines `first` to `last` stand where a rule looks: any, head, tail, edge (head or tail), or end (no
        body line that is not marked follows)."""
        if where == "any":
            return True
        if where == "end":
            return last >= self.last
        in_head, in_tail = first < self.head, last >= self.tail
        return (in_head and where != "tail") or (in_tail and where != "head")


class Page:
    """Blocks that show text, with their marks. Positions count text blocks, line numbers count source lines from 1."""

    def __init__(self, segmented: Segmented):
        self.segmented = segmented
        self.blocks: list[Block] = [b for b in segmented.blocks if self._shows(b)]
        self.marks: list[Mark | None] = [None] * len(self.blocks)
        self.rules: dict[int, list[LineRule]] | None = None  # lines and the line rules that match them, once asked for
        self.openers: list[tuple[int, list[SectionRule]]] | None = None  # lines that open a section, once asked for
        self.runs: list[list[int]] | None = None  # short lines that could hold a torn prompt, once asked for
        self.groups: list[tuple[list[int], str, list[LineRule]]] | None = None  # lines of one text, once asked for
        self.torn: dict[str, list[int]] = {}  # rules for torn prompts that match joined lines, once asked for
        self.cuts: list[tuple[int, int, CutRule, str]] = []  # spans within lines that stay
        self.body = [self._looks_like_body(block) for block in self.blocks]
        self.front = self._front()
        self.lines = self._numbers(segmented.source_text)
        self.images = self._images(segmented.blocks)
        heads = [
            i
            for i, block in enumerate(self.blocks)
            if len(block.match) <= BODY_CHARS and CONTACTS.fullmatch(block.match)
        ]
        self.contacts = frozenset(k for i in heads for k in range(i, i + 1 + MAX_CONTACTS))

    @staticmethod
    def _shows(block: Block) -> bool:
        """Text of the article: what a page shows beside it, or a selector covers, is decided by the page's structure."""
        return block.kind in _TEXT_KINDS and bool(block.match) and block.inside and block.selector is None

    def _front(self) -> range:
        """The title on top and the line under it that names account and time: never chrome, whatever they say."""
        if not self.blocks or self.blocks[0].level != 1:
            return range(0)
        return range(2 if len(self.blocks) > 1 and DATED.search(self.blocks[1].match) else 1)

    def __len__(self) -> int:
        return len(self.blocks)

    def _numbers(self, text: str) -> list[int]:
        numbers, line, at = [], 1, 0
        for block in self.blocks:
            line += text.count("\n", at, block.start)
            at = block.start
            numbers.append(line)
        return numbers

    def _images(self, blocks: list[Block]) -> list[int]:
        """Per text block the pictures between it and the text block before it; one more entry for after the last."""
        counts = [0] * (len(self.blocks) + 1)
        at = 0
        for block in blocks:
            if block.kind == "image":
                counts[at] += 1
            elif at < len(self.blocks) and block is self.blocks[at]:
                at += 1
        return counts

    def mark(self, i: int, reason: str, rule: str, evidence: str) -> None:
        """Mark a line as chrome; the first mark stands. The title on top is never chrome, whatever it says, nor whom a
        notice names to be asked."""
        if i in self.contacts and reason == "follow":
            return
        if self.marks[i] is None and i not in self.front:
            self.marks[i] = Mark(reason, rule, evidence)

    def where(self, i: int) -> str:
        """ "line 12", for evidence."""
        return f"line {self.lines[i]}"

    def quote(self, i: int, length: int = 40) -> str:
        """The beginning of a line's matching form in quotation marks, for evidence."""
        form = self.blocks[i].match
        return f"“{form[:length]}{'…' if len(form) > length else ''}”"

    def is_body(self, i: int) -> bool:
        """Whether the line looks like running text, code or a table: no furniture looks like that by itself."""
        return self.body[i]

    @staticmethod
    def _looks_like_body(block: Block) -> bool:
        if block.kind in ("code", "table"):
            return True
        form = block.match
        return len(form) >= BODY_CHARS and (form[-1] in _SENTENCE_END or len(form) >= 3 * BODY_CHARS)

    def edges(self) -> Edges:
        """Where the head ends, where the tail begins, and the last body line, as positions.

        The head is what stands before the first line of running text that is not marked, the tail what stands after
        the last one; neither is ever smaller than EDGE_LINES lines or EDGE_SHARE of all lines, because furniture
        itself may look like text.
        """
        count = len(self)
        free = [i for i in range(count) if self.marks[i] is None]
        body = [i for i in free if self.body[i]]
        first, last = (body[0], body[-1]) if body else (count, -1)
        share = int(count * EDGE_SHARE)
        few = len(free) <= EDGE_LINES  # then all of it is head and tail
        head = count if few else max(share, free[EDGE_LINES])
        tail = 0 if few else min(count - share, free[-EDGE_LINES])
        return Edges(max(first, head), min(last + 1, tail), last)

    def is_heading(self, i: int) -> bool:
        """Whether the line is typeset as a heading."""
        return self.blocks[i].kind == "heading"
