"""Line rules: a line, a shredded or torn paragraph, or a few short lines joined, that say by themselves what they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Page

# No line of furniture is longer; matching stops here, which also bounds the work on a hostile line.
MAX_LINE = 1200
# A prompt torn over several lines: each piece is short, there are not many of them, and together they are a sentence.
MAX_PIECE = 24
MAX_PIECES = 8
MAX_JOINED = 80


def mark(page: Page, pack: Pack) -> None:
    """Mark every line a line rule names, then paragraphs whose lines are one text, then prompts torn over lines."""
    head, tail = page.edges()
    for i, block in enumerate(page.blocks):
        _apply(page, pack, [i], block.match, head, tail)
    for group in _groups(page):
        if any(page.marks[i] is None for i in group):
            _apply(page, pack, group, "".join(page.blocks[i].match for i in group), head, tail)
    for window in _windows(page):
        _apply(page, pack, window, "".join(page.blocks[i].match for i in window), head, tail, torn=True)


def _apply(page: Page, pack: Pack, at: list[int], form: str, head: int, tail: int, torn: bool = False) -> None:
    if len(form) > MAX_LINE:
        return
    for rule in pack.line_rules(form):
        if torn and not rule.broken:
            continue
        if (rule.where == "head" and at[0] >= head) or (rule.where == "tail" and at[-1] < tail):
            continue
        if rule.where == "edge" and tail > at[-1] and at[0] >= head:
            continue
        place = page.where(at[0]) if len(at) == 1 else f"lines {page.lines[at[0]]}-{page.lines[at[-1]]}, joined"
        for i in at:
            page.mark(i, rule.reason, rule.rule_id, f"{place}: “{form[:60]}”")
        return


def _groups(page: Page) -> list[list[int]]:
    """Paragraphs of several text lines."""
    runs = [list(run) for _, run in groupby(range(len(page)), key=lambda i: page.blocks[i].group)]
    return [run for run in runs if len(run) > 1 and page.blocks[run[0]].kind not in ("code", "table")]


def _windows(page: Page) -> Iterator[list[int]]:
    """Runs of two and more short unmarked neighbours, shortest first: a longer run may swallow a line that is not part
    of the prompt."""
    for start in range(len(page)):
        joined = len(page.blocks[start].match)
        if not _is_piece(page, start):
            continue
        for end in range(start + 1, min(len(page), start + MAX_PIECES)):
            joined += len(page.blocks[end].match)
            if page.marks[start] is not None or not _is_piece(page, end) or joined > MAX_JOINED:
                break
            yield list(range(start, end + 1))


def _is_piece(page: Page, i: int) -> bool:
    block = page.blocks[i]
    return page.marks[i] is None and block.kind not in ("code", "table") and len(block.match) <= MAX_PIECE
