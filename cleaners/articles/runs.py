"""Blocks that are still free, and the runs of them that form one paragraph each."""

from __future__ import annotations

from cleaners.books import Books
from schemas.records import PARAGRAPH_KINDS, Segmented


def free_blocks(segmented: Segmented, books: Books) -> list[int]:
    """Indexes of the blocks that can become paragraphs and show text nobody has claimed, in printed order."""
    text = segmented.source_text
    return [
        i
        for i, block in enumerate(segmented.blocks)
        if block.kind in PARAGRAPH_KINDS
        and any(not text[a:b].isspace() for a, b in books.free(block.start, block.end))
    ]


def group_runs(segmented: Segmented, indexes: list[int]) -> list[list[int]]:
    """Neighbours in `indexes` that share a group form one run; a claimed line between them does not part them."""
    runs: list[list[int]] = []
    for i in indexes:
        if runs and segmented.blocks[runs[-1][-1]].group == segmented.blocks[i].group:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs
