"""The lines of a page and their roles, told from their shape and their place."""

from __future__ import annotations

from collections import Counter

import re2

from cleaners.articles import bylines
from cleaners.articles.language import beginning
from cleaners.articles.lines import Line
from cleaners.articles.runs import TITLE_REASONS, claimed_reasons, group_runs, usable_blocks
from cleaners.articles.sentences import CLOSERS, NEVER_FIRST, ORNAMENT, ends_sentence, read_numbers
from cleaners.books import Books
from schemas.records import Segmented

# A headline longer than this is set as a deck or is text.
HEAD_MAX = 36
# Up to this length a line without a full stop is a headline; a longer one is a cut sentence unless its place or a
# break in the middle (a headline set in two lines) says otherwise.
SHORT_HEAD = 16
# A deck (the long line under a headline) is at most this long.
DECK_MAX = 60
# Text is not wrapped when this share of its lines of at least so many characters end a sentence.
WHOLE_SHARE, WRAPPED_MIN = 0.5, 25
# A page has no more labels than this; more candidates are words of a list.
LABELS_MAX = 40

_OPENERS = "“「『"
_HEAD_NEVER_LAST = "。；;，,、：:…"
_MARKUP = re2.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?)|[*_]{2,}|^\*|\*$|\s+#+\s*$")
_BREAK = re2.compile(r"\p{Han}[ \x{3000}]+\p{Han}")  # where a headline was set in two lines
_FURNITURE = re2.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日.{0,30}|(?:第\s*)?[A-Za-z]?\d{1,2}\s*版?.{0,6}版?|.{0,8}(?:责任?编辑?|美编|版式|校对|主编|值班).{0,40}[:：].{0,40}"
    r"|[(（][下上][转接].{1,12}[)）]"
)


def read_lines(segmented: Segmented, books: Books) -> list[Line]:
    """The lines of a page in printed order, titles and bylines that are claimed already included."""
    lines: list[Line] = []
    reason = claimed_reasons(segmented, books)
    usable = usable_blocks(segmented, books)
    unwrapped = are_lines_paragraphs(segmented, usable)
    for run in line_runs(segmented, usable, unwrapped):
        blocks = [segmented.blocks[i] for i in run]
        text = "".join(_MARKUP.sub("", segmented.source_text[b.start : b.end]).strip() for b in blocks)
        claimed = not any(books.free(b.start, b.end) for b in blocks)
        kind = blocks[0].kind
        if unwrapped and kind == "caption" and not bylines.is_credit(text):
            kind = "paragraph"  # it only stands right under a caption
        line = Line(run, text, kind, blocks[0].level, "body", claimed)
        line.numbers = list(read_numbers(text))
        line.role = role_of(line)
        if claimed and line.role != "byline" and reason.get(run[0]) not in TITLE_REASONS:
            line.role = "other"
        lines.append(line)
    promote_heads(lines)
    return lines


def line_runs(segmented: Segmented, indexes: list[int], unwrapped: bool) -> list[list[int]]:
    """Runs of one group each, parted at blank lines, and after a headline set solid on its paragraph.

    On a page that interleaves, a line over a blank line need not be the one that goes on under it. Where text is
    `unwrapped`, a line is a paragraph, with or without blank lines between.
    """
    blocks = segmented.blocks
    runs: list[list[int]] = []
    for group in group_runs(segmented, indexes):
        first = blocks[group[0]]
        length = first.end - first.start
        for at, i in enumerate(group):
            is_apart = at == 0 or unwrapped or blocks[i].start > blocks[group[at - 1]].end + 1
            is_under_head = at == 1 and length <= HEAD_MAX and blocks[i].end - blocks[i].start > 2 * length
            if (is_apart and blocks[i].kind != "code") or is_under_head or at == 0:
                runs.append([i])
            else:
                runs[-1].append(i)
    return runs


def are_lines_paragraphs(segmented: Segmented, indexes: list[int]) -> bool:
    """Lines are not wrapped: of those as long as text, most end a sentence."""
    texts = [segmented.source_text[segmented.blocks[i].start : segmented.blocks[i].end] for i in indexes]
    texts = [text for text in texts if len(text) >= WRAPPED_MIN]
    return bool(texts) and sum(map(ends_sentence, texts)) >= WHOLE_SHARE * len(texts)


def role_of(line: Line) -> str:
    """What a line is by its own shape."""
    text = line.text
    if line.kind == "caption" or (bylines.is_credit(text) and line.kind != "heading"):
        return "credit"
    if line.kind not in ("paragraph", "heading"):
        return "body"
    if len(text) <= DECK_MAX and text[-1:] not in "。！？" and _FURNITURE.fullmatch(text):
        return "other"
    if bylines.read_byline(text):
        return "byline"
    return "head" if is_head(line) else "body"


def is_head(line: Line) -> bool:
    """Shaped like a headline: short, and neither a sentence nor the beginning of one."""
    text = ORNAMENT.sub("", line.text)
    if not text or text[0] in NEVER_FIRST:
        return False
    if line.kind == "heading" and text[-1] == "…":  # a headline that leaves its sentence open on purpose
        return len(text) <= 2 * HEAD_MAX
    if text[-1] in _HEAD_NEVER_LAST:
        return False
    if line.kind == "heading" or line.claimed:
        return len(text) <= 2 * HEAD_MAX
    if "。" in text or (text[-1] in "？！?!" and text == line.text) or line.dateline[0]:
        return False
    if text.startswith(("—", "――")) or line.section_number:
        return len(text) <= DECK_MAX
    if len(text) <= SHORT_HEAD:
        return True
    counts = bool(line.numbers) and line.numbers[0].opens  # 第一条 为了…: the gap is no break of a headline
    return len(text) <= DECK_MAX and not counts and (_BREAK.search(text) is not None or text[0] == "【")


def promote_heads(lines: list[Line]) -> None:
    """Long headlines and decks that only their place shows: over a byline or a dateline, under a label or a title."""
    labels = label_words(lines)
    marked = any(line.kind == "heading" for line in lines)
    for i, line in enumerate(lines):
        if line.role != "body" or line.kind != "paragraph" or len(line.text) > DECK_MAX or line.text[-1] in "，、":
            continue
        if line.dateline[0]:
            continue
        if not line.is_cut or line.text[-1] in CLOSERS:
            if not marked and _asks(line.text) and _opens_text(lines, i):
                line.role = "head"
            continue
        above = lines[i - 1] if i else None
        below = next((other for other in lines[i + 1 : i + 3] if other.role != "credit"), None)
        is_short = above is not None and len(line.text) <= HEAD_MAX
        if (
            (below is not None and (below.role == "byline" or below.dateline[0]))
            or (is_short and (above.text in labels or above.signature))
            or (above is not None and above.role == "head" and (i == 1 or lines[i - 2].text in labels))
        ):
            line.role = "head"


def _asks(text: str) -> bool:
    """It may be a headline although it ends like a sentence (……就要来了？), and is not one quotation from end to end."""
    is_quotation = text[0] in _OPENERS and text[-1] in CLOSERS
    return "。" not in text and text[-1] not in "；：;:" and text[0] not in NEVER_FIRST and not is_quotation


def _opens_text(lines: list[Line], i: int) -> bool:
    """Line i stands over a byline and its text, or over a dateline, and does not go on with a sentence above it."""
    if i and lines[i - 1].is_cut and beginning(lines[i].text) < 0:
        return False
    below = [line for line in lines[i + 1 : i + 4] if line.role != "credit"]
    if below and below[0].role == "byline":
        return len(below) > 1 and below[1].role == "body"
    return bool(below) and below[0].dateline[0]


def label_words(lines: list[Line]) -> set[str]:
    """The words shaped like section labels that the text names at least twice; none if there are too many."""
    words = {line.text for line in lines if line.is_label}
    if len(words) > LABELS_MAX:
        return set()
    count = Counter(w for line in lines if line.role == "body" for w in words if w in line.text)
    return {w for w in words if count[w] >= 2}
