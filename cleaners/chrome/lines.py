"""Line rules: a line, a shredded or torn paragraph, or a few short lines joined, that say by themselves what they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Edges, Page
from cleaners.chrome.rules import LineRule

# No line of furniture is longer; matching stops here, which also bounds the work on a hostile line.
MAX_LINE = 1200
# A prompt torn over several lines: each piece is short, there are not many of them, and together they are a sentence.
MAX_PIECE = 24
MAX_PIECES = 8
MAX_JOINED = 80
# A fence that holds a notice and no code: few lines, long enough to be a sentence, nearly all of it Han characters.
MAX_NOTICE_LINES = 8
MIN_NOTICE = 20
HAN_SHARE = 0.7


def mark(page: Page, pack: Pack) -> None:
    """Mark every line a line rule names, then paragraphs whose lines are one text, then prompts torn over lines."""
    edges = page.edges()
    for i, block in enumerate(page.blocks):
        if block.kind != "code" and page.marks[i] is None:
            _apply(page, pack, [i], block.match, edges)
    for window in _windows(page):
        _apply(page, pack, window, "".join(page.blocks[i].match for i in window), edges, torn=True)
    for group in _groups(page):
        if any(page.marks[i] is None for i in group):
            _apply(page, pack, group, "".join(page.blocks[i].match for i in group), edges)


def _apply(page: Page, pack: Pack, at: list[int], form: str, edges: Edges, torn: bool = False) -> None:
    if len(form) > MAX_LINE:
        return
    for rule in pack.line_rules(form):
        if torn and not (rule.broken and _needs_first(page, pack, at, rule)):
            continue
        if not edges.allow(rule.where, at[0], at[-1]):
            continue
        place = page.where(at[0]) if len(at) == 1 else f"lines {page.lines[at[0]]}-{page.lines[at[-1]]}, joined"
        for i in at:
            page.mark(i, rule.reason, rule.rule_id, f"{place}: “{form[:60]}”")
        return


def _needs_first(page: Page, pack: Pack, at: list[int], rule: LineRule) -> bool:
    """The prompt begins with the first line of the window: the others alone do not match."""
    rest = "".join(page.blocks[i].match for i in at[1:])
    return all(other.rule_id != rule.rule_id for other in pack.line_rules(rest))


def _groups(page: Page) -> list[list[int]]:
    """Paragraphs of several text lines, and fences that hold a notice and no code."""
    runs = [list(run) for _, run in groupby(range(len(page)), key=lambda i: page.blocks[i].group)]
    return [run for run in runs if _is_text(page, run)]


def _is_text(page: Page, run: list[int]) -> bool:
    kind = page.blocks[run[0]].kind
    if kind != "code":
        return len(run) > 1 and kind != "table"
    text = "".join(page.blocks[i].match for i in run[:MAX_NOTICE_LINES])
    return len(run) <= MAX_NOTICE_LINES and len(text) > MIN_NOTICE and _han(text) > len(text) * HAN_SHARE


def _han(text: str) -> int:
    return sum("\u4e00" <= c <= "\u9fff" for c in text)


def _windows(page: Page) -> Iterator[list[int]]:
    """Runs of two and more short neighbours, shortest first: a longer one may swallow a line that is not part of the
    prompt. Its first and last line have no mark yet, or they would be the prompt's neighbours."""
    for start in range(len(page)):
        if page.marks[start] is not None or not _is_piece(page, start):
            continue
        joined = len(page.blocks[start].match)
        for end in range(start + 1, min(len(page), start + MAX_PIECES)):
            joined += len(page.blocks[end].match)
            if page.marks[start] is not None or not _is_piece(page, end) or joined > MAX_JOINED:
                break
            if page.marks[end] is None:
                yield list(range(start, end + 1))


def _is_piece(page: Page, i: int) -> bool:
    block = page.blocks[i]
    return block.kind not in ("code", "table") and len(block.match) <= MAX_PIECE
