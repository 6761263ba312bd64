"""The blocks of a source that can stand in an article, and the runs of them that form one paragraph each."""

from __future__ import annotations

from cleaners.books import Books
from schemas.records import PARAGRAPH_KINDS, Segmented

# Lines that metadata claimed are still part of a page's layout: they tell where an article begins.
TITLE_REASONS = ("title", "title_repeat")
LAYOUT_REASONS = (*TITLE_REASONS, "byline", "dateline")
_PARAGRAPHS = frozenset(PARAGRAPH_KINDS)


def free_blocks(segmented: Segmented, books: Books) -> list[int]:
    """Indexes of the blocks that can become paragraphs and show text nobody has claimed, in printed order."""
    text, free = segmented.source_text, books.free
    return [
        i
        for i, block in enumerate(segmented.blocks)
        if block.kind in _PARAGRAPHS
        and (parts := free(block.start, block.end))
        and not "".join([text[a:b] for a, b in parts]).isspace()
    ]


def usable_blocks(segmented: Segmented, books: Books) -> list[int]:
    """The free blocks and those claimed as a title or a byline, in printed order."""
    free = set(free_blocks(segmented, books))
    reason = claimed_reasons(segmented, books)
    return [i for i in range(len(segmented.blocks)) if i in free or reason.get(i) in LAYOUT_REASONS]


def claimed_reasons(segmented: Segmented, books: Books) -> dict[int, str]:
    """Why a block is claimed, for the blocks whose beginning is."""
    at, removals, reasons = 0, books.removals, {}
    for i, block in enumerate(segmented.blocks):
        while at < len(removals) and removals[at].end <= block.start:
            at += 1
        if at < len(removals) and removals[at].start <= block.start:
            reasons[i] = removals[at].reason
    return reasons


def group_runs(segmented: Segmented, indexes: list[int]) -> list[list[int]]:
    """Neighbours in `indexes` that share a group form one run; a claimed line between does not part them."""
    runs: list[list[int]] = []
    for i in indexes:
        if runs and segmented.blocks[runs[-1][-1]].group == segmented.blocks[i].group:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs
