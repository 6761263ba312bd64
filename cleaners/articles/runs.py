"""The blocks of a source that can stand in an article, and the runs of them that form one paragraph each."""

from __future__ import annotations

from cleaners.books import Books
from schemas.records import PARAGRAPH_KINDS, Segmented

# Lines that metadata claimed are still part of a page's layout: they tell where an article begins.
LAYOUT_REASONS = ("title", "title_repeat", "byline", "dateline")


def free_blocks(segmented: Segmented, books: Books) -> list[int]:
    """Indexes of the blocks that can become paragraphs and show text nobody has claimed, in printed order."""
    text = segmented.source_text
    return [
        i
        for i, block in enumerate(segmented.blocks)
        if block.kind in PARAGRAPH_KINDS and any(not text[a:b].isspace() for a, b in books.free(block.start, block.end))
    ]


def usable_blocks(segmented: Segmented, books: Books) -> list[int]:
    """The free blocks and those claimed as a title or a byline, in printed order."""
    claimed = {r.start: r.end for r in books.removals if r.reason in LAYOUT_REASONS}
    free = set(free_blocks(segmented, books))
    return [i for i, b in enumerate(segmented.blocks) if i in free or claimed.get(b.start, -1) >= b.end]


def group_runs(segmented: Segmented, indexes: list[int]) -> list[list[int]]:
    """Neighbours in `indexes` that share a group form one run; a claimed line between does not part them."""
    runs: list[list[int]] = []
    for i in indexes:
        if runs and segmented.blocks[runs[-1][-1]].group == segmented.blocks[i].group:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs
