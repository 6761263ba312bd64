"""What the text of a line says about itself: whole or cut, begun in mid-sentence, numbered, carried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import re2

from cleaners.articles import bylines

_SENTENCE_END = "。！？!?…；;：:"
CLOSERS = "”’」』)）】》\"'"
# No sentence begins with these; 的 and 了 begin words so rarely that they count too.
NEVER_FIRST = "，。、；：！？,.;:!?”’」』）)】》%％的了"
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "【": "】"}
ORNAMENT = re2.compile(r"^[◎●■◆▶►▲★☆◇□○▪•]\s*")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_NUMBERED = re2.compile(
    r"(?:第?([一二三四五六七八九十]{1,3})|[(（]([一二三四五六七八九十]{1,3})[)）]|(\d{1,2}))([、.．]|\p{Han}|[)）])?"
)
_NUMBER_FIRST = frozenset("第一二三四五六七八九十(（0123456789")
_INLINE = re2.compile(r"[。；：;:，,]([一二三四五六七八九十]{1,2})([是要则])")
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


def ends_sentence(text: str) -> bool:
    """The last sentence is finished. A bracket or quotation mark at the end counts by what stands before it."""
    text = text.rstrip()
    bare = text.rstrip(CLOSERS + " \u3000")
    if bare != text and bylines.read_signature(text):
        return True
    return bool(bare) and (bare[-1] in _SENTENCE_END or bare.endswith("——") or bool(_CARRIED_OUT.search(text)))


def starts_inside(text: str) -> bool:
    """The text certainly begins in mid-sentence: closing punctuation first, or a bracket closed before any opens."""
    return text[:1] in NEVER_FIRST or unbalanced(text)[0] != ""


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
    bare = ORNAMENT.sub("", text)
    found = _NUMBERED.match(bare) if bare[:1] in _NUMBER_FIRST else None
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
