"""The lines of a page and what their shape says: headline or text, cut or whole, numbered or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import re2

from cleaners.articles import bylines
from cleaners.articles.runs import group_runs, usable_blocks
from cleaners.books import Books
from schemas.records import Segmented

# A headline longer than this is set as a deck or is text.
HEAD_MAX = 36
# Up to this length a line without a full stop is a headline; a longer one is a cut sentence unless its place or a
# break in the middle (a headline set in two lines) says otherwise.
SHORT_HEAD = 16
# A deck (the long line under a headline) is at most this long.
DECK_MAX = 60
# Section labels are a word: 武汉, 教育, 东湖街道.
LABEL_MAX = 6
# A page has no more labels than this; more candidates are words of a list.
LABELS_MAX = 40

_SENTENCE_END = "。！？!?…；;：:"
_CLOSERS = "”’」』)）】》\"'"
# No sentence begins with these; 的 and 了 begin words so rarely that they count too.
_NEVER_FIRST = "，。、；：！？,.;:!?”’」』）)】》%％的了"
_HEAD_NEVER_LAST = "。；;，,、：:…"
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "【": "】"}
_MARKUP = re2.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?)|[*_]{2,}|^\*|\*$|\s+#+\s*$")
_ORNAMENT = re2.compile(r"^[◎●■◆▶►▲★☆◇□○▪•]\s*")
_BREAK = re2.compile(r"\p{Han}[ \x{3000}]+\p{Han}")  # where a headline was set in two lines
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_NUMBERED = re2.compile(
    r"(?:第?([一二三四五六七八九十]{1,3})|[(（]([一二三四五六七八九十]{1,3})[)）]|(\d{1,2}))([、.．]|\p{Han}|[)）])?"
)
_INLINE = re2.compile(r"[。；：;:，,]([一二三四五六七八九十]{1,2})([是要则])")
_FURNITURE = re2.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日.{0,30}|(?:第\s*)?[A-Za-z]?\d{1,2}\s*版?.{0,6}版?|.{0,8}(?:责任?编辑?|美编|版式|校对|主编|值班).{0,40}[:：].{0,40}"
    r"|[(（][下上][转接].{1,12}[)）]"
)
_CARRIED_OUT = re2.compile(r"[(（]下转.{1,12}[)）]\s*$")
_CARRIED_IN = re2.compile(r"[(（](?:上接|紧接|接上).{1,12}[)）]")

# Families whose numbers count sections (一、 (一) 1.); those of items (一是 一要) restart more freely.
SECTION_FAMILIES = ("、", "()", "1、")
ITEM_FAMILIES = ("是", "要", "则")


@dataclass(frozen=True, slots=True)
class Number:
    """An enumerator: its family (、 是 要 ...), its number, and whether it opens the line."""

    family: str
    value: int
    opens: bool


@dataclass(slots=True)
class Line:
    """One printed line: its blocks, its text without markup, and its role on the page.

    role: head, label, byline, credit, other (page furniture) or body.
    """

    blocks: list[int]
    text: str
    kind: str
    level: int
    role: str
    claimed: bool  # metadata claimed it before: a title or a byline
    numbers: list[Number] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.role == "body"

    @property
    def is_cut(self) -> bool:
        """Text that stops in mid-sentence."""
        return self.role == "body" and not ends_sentence(self.text)

    @property
    def is_fresh(self) -> bool:
        """Certainly no continuation of a cut sentence: a headline, a numbered paragraph, a dateline."""
        first = self.numbers[0] if self.numbers else None
        counted = first and first.opens and first.family in SECTION_FAMILIES + ITEM_FAMILIES
        return self.role == "head" or bool(counted) or bylines.read_dateline(self.text)[0]

    @property
    def section_number(self) -> Number | None:
        """The enumerator of a numbered section heading."""
        first = self.numbers[0] if self.numbers else None
        return first if first and first.opens and first.family in SECTION_FAMILIES else None


def read_lines(segmented: Segmented, books: Books) -> list[Line]:
    """The lines of a page in printed order, titles and bylines that are claimed already included."""
    lines = []
    for run in line_runs(segmented, usable_blocks(segmented, books)):
        blocks = [segmented.blocks[i] for i in run]
        text = "".join(_MARKUP.sub("", segmented.source_text[b.start : b.end]).strip() for b in blocks)
        claimed = not any(books.free(b.start, b.end) for b in blocks)
        line = Line(run, text, blocks[0].kind, blocks[0].level, "body", claimed)
        line.numbers = list(read_numbers(text))
        line.role = role_of(line)
        lines.append(line)
    promote_heads(lines)
    return lines


def line_runs(segmented: Segmented, indexes: list[int]) -> list[list[int]]:
    """Runs of one group each, but a headline set solid on its paragraph is a line of its own."""
    runs = []
    for run in group_runs(segmented, indexes):
        first = segmented.blocks[run[0]]
        length = first.end - first.start
        if len(run) > 1 and length <= HEAD_MAX and segmented.blocks[run[1]].end - first.end > 2 * length:
            runs.append(run[:1])
            run = run[1:]
        runs.append(run)
    return runs


def role_of(line: Line) -> str:
    """What a line is by its own shape."""
    text = line.text
    if line.kind == "caption" or (bylines.is_credit(text) and line.kind != "heading"):
        return "credit"
    if line.kind not in ("paragraph", "heading"):
        return "body"
    if len(text) <= DECK_MAX and _FURNITURE.fullmatch(text):
        return "other"
    if bylines.read_byline(text):
        return "byline"
    return "head" if is_head(line) else "body"


def is_head(line: Line) -> bool:
    """Shaped like a headline: short, and neither a sentence nor the beginning of one."""
    text = _ORNAMENT.sub("", line.text)
    if not text or text[-1] in _HEAD_NEVER_LAST or text[0] in _NEVER_FIRST:
        return False
    if line.kind == "heading" or line.claimed:
        return len(text) <= 2 * HEAD_MAX
    if "。" in text or (text[-1] in "？！?!" and text == line.text):
        return False
    if text.startswith(("—", "――")) or line.section_number:
        return len(text) <= DECK_MAX
    if len(text) <= SHORT_HEAD:
        return True
    return len(text) <= HEAD_MAX and _BREAK.search(text) is not None


def promote_heads(lines: list[Line]) -> None:
    """Long headlines and decks that only their place shows: over a byline or a dateline, under a label or a title."""
    labels = label_words(lines)
    for i, line in enumerate(lines):
        if (
            not line.is_cut
            or line.kind != "paragraph"
            or len(line.text) > DECK_MAX
            or line.text[-1] in _CLOSERS + "，、"
        ):
            continue
        above = lines[i - 1] if i else None
        below = next((other for other in lines[i + 1 : i + 3] if other.role != "credit"), None)
        opens_text = below is not None and (below.role == "byline" or bylines.read_dateline(below.text)[0])
        under_label = above is not None and above.text in labels and len(line.text) <= HEAD_MAX
        opens_text |= above is not None and bool(bylines.read_signature(above.text)) and len(line.text) <= HEAD_MAX
        under_title = above is not None and above.role == "head" and (i == 1 or lines[i - 2].text in labels)
        if opens_text or under_label or under_title:
            line.role = "head"


def is_label(line: Line) -> bool:
    """Shaped like a section label: one word of two to six characters."""
    return (
        line.role == "head" and 2 <= len(line.text) <= LABEL_MAX and all("\u4e00" <= c <= "\u9fff" for c in line.text)
    )


def label_words(lines: list[Line]) -> set[str]:
    """The words shaped like section labels that the text names at least twice; none if there are too many."""
    words = {line.text for line in lines if is_label(line)}
    if len(words) > LABELS_MAX:
        return set()
    count = Counter(w for line in lines if line.role == "body" for w in words if w in line.text)
    return {w for w in words if count[w] >= 2}


def ends_sentence(text: str) -> bool:
    """The last sentence is finished. A bracket or quotation mark at the end counts by what stands before it."""
    text = text.rstrip()
    bare = text.rstrip(_CLOSERS)
    if bare != text and bylines.read_signature(text):
        return True
    return bool(bare) and (bare[-1] in _SENTENCE_END or bool(_CARRIED_OUT.search(text)))


def starts_inside(text: str) -> bool:
    """The text certainly begins in mid-sentence: closing punctuation first, or a bracket closed before any opens."""
    return text[:1] in _NEVER_FIRST or unbalanced(text)[0] != ""


def unbalanced(text: str) -> tuple[str, str]:
    """Brackets and quotation marks that close something opened before the text, and those it leaves open."""
    closed, opened = "", ""
    for c in text:
        if c in _PAIRS:
            opened += c
        elif c in _PAIRS.values():
            if opened and _PAIRS[opened[-1]] == c:
                opened = opened[:-1]
            elif not opened:
                closed += c
        if len(opened) + len(closed) > 8:  # no sentence nests so deep: the text is not prose
            return "", ""
    return closed, opened


def read_numbers(text: str) -> Iterator[Number]:
    """Enumerators at the start of a line and inside it (`一是...；二是...`)."""
    bare = _ORNAMENT.sub("", text)
    found = _NUMBERED.match(bare)
    if found:
        plain, bracketed, digits, after = found.groups()
        if bracketed:
            yield Number("()", han_number(bracketed), True)
        elif digits:
            if after and not ("\u4e00" <= after <= "\u9fff") and not bare[found.end() : found.end() + 1].isdigit():
                yield Number("1、", int(digits), True)
        elif after or bare.startswith("第"):
            yield Number("、" if after in ("、", ".", "．") else after or "第", han_number(plain), True)
    for match in _INLINE.finditer(text):
        yield Number(match.group(2), han_number(match.group(1)), False)


def han_number(text: str) -> int:
    """一 to 九十九 as a number."""
    if "十" not in text:
        return _DIGITS.get(text[-1:], 0)
    tens, _, ones = text.partition("十")
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def is_carried_out(text: str) -> bool:
    """The article goes on on another page: (下转第3版)."""
    return bool(_CARRIED_OUT.search(text[-40:]))


def is_carried_in(text: str) -> bool:
    """The article began on another page: (上接第1版)."""
    return bool(_CARRIED_IN.search(text[-40:])) or bool(_CARRIED_IN.match(text[:40]))
