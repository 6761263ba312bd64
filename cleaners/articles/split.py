"""From blocks to articles."""

from __future__ import annotations

from cleaners.articles.runs import free_blocks, group_runs
from cleaners.books import Books
from schemas.records import Article, Metadata, Segmented


def split(segmented: Segmented, metadata: Metadata, books: Books) -> list[Article]:
    """The articles of a source with their blocks in reading order.

    An ordinary source gives one article: `metadata` as given and every free block in printed order.
    """
    return [Article(metadata, group_runs(segmented, free_blocks(segmented, books)))]
