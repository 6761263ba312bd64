"""Blocks that nobody claimed become paragraphs, and the books of the source are closed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cleaners.books import Books
from cleaners.render import shown
from cleaners.segment.form import NOTHING
from schemas.errors import BooksError
from schemas.records import Article, Paragraph, Segmented


def assemble(segmented: Segmented, articles: list[Article], books: Books) -> list[Paragraph]:
    """The paragraphs of all articles in reading order. Runs that render to nothing are claimed as stray markup."""
    paragraphs = []
    for index, article in enumerate(articles):
        for number, run in enumerate(article.reading):
            joins = article.joins.get(number, [])
            spans = _joined_spans(segmented, run, books) if joins else _spans(segmented, run, books)
            if not spans:
                continue
            kind = segmented.blocks[run[0]].kind
            text = shown(segmented.source_text, spans, kind, segmented.media_type)
            if NOTHING.fullmatch(text):
                for start, end in spans:
                    books.fill(start, end, "stray", "winnow.nothing-visible@1", "markup around no text")
                continue
            paragraphs.append(Paragraph(spans, kind, text, index, joins=joins))
    return paragraphs


def _spans(segmented: Segmented, run: Iterable[int], books: Books) -> list[tuple[int, int]]:
    run, blocks = list(run), segmented.blocks
    start, end = blocks[run[0]].start, blocks[run[-1]].end
    if run[-1] - run[0] == len(run) - 1 and books.is_free(start, end):  # as nearly all are
        return [] if NOTHING.fullmatch(segmented.source_text, start, end) else [(start, end)]
    return free_spans(segmented, [(blocks[i].start, blocks[i].end) for i in run], books)


def _joined_spans(segmented: Segmented, run: list[int], books: Books) -> list[tuple[int, int]]:
    """Lines of a page that were joined keep a span each, also where they stand together."""
    groups = groupby(run, key=lambda i: segmented.blocks[i].group)
    return [span for _, lines in groups for span in _spans(segmented, lines, books)]


def free_spans(segmented: Segmented, within: list[tuple[int, int]], books: Books) -> list[tuple[int, int]]:
    """What is free of the spans `within`; what stands together is one span with the line break between it."""
    spans: list[tuple[int, int]] = []
    for first, last in within:
        for start, end in books.free(first, last):
            gap = segmented.source_text[spans[-1][1] : start] if spans and spans[-1][1] <= start else None
            if gap is not None and NOTHING.fullmatch(gap) and books.is_free(spans[-1][1], start):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return [span for span in spans if not NOTHING.fullmatch(segmented.source_text[span[0] : span[1]])]


def close(segmented: Segmented, paragraphs: list[Paragraph], books: Books, source: str) -> None:
    """Claim as white space whatever neither a step nor a paragraph took.

    Raises BooksError if that is more than white space: text would be lost without a reason.
    """
    kept = [span for p in paragraphs if not p.removed for span in p.spans]
    for a, b in books.fill_between(kept, "whitespace", "winnow.whitespace@1"):
        gap = segmented.source_text[a:b]
        if gap != "\n" and not NOTHING.fullmatch(gap):
            raise BooksError(f"the books of {source} do not close: nothing accounts for {gap[:60]!r} at character {a}")
