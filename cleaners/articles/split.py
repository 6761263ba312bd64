"""From blocks to articles: the story of one page."""

from __future__ import annotations

from cleaners.articles.assemble import assemble
from cleaners.articles.fit import Page
from cleaners.articles.glued import cut_glued
from cleaners.articles.heads import Opening, find_openings
from cleaners.articles.labels import find_labels
from cleaners.articles.layout import read_lines
from cleaners.articles.lines import Line
from cleaners.articles.runs import free_blocks, group_runs
from cleaners.articles.threads import assign
from cleaners.books import Books
from schemas.records import Article, Metadata, Segmented

# Openings that show by themselves that an article begins; with fewer a source is one article.
OPENINGS_MIN = 2


def split(segmented: Segmented, metadata: Metadata, books: Books) -> list[Article]:
    """The articles of a source with their blocks in reading order.

    An ordinary source gives one article: `metadata` as given and every free block in printed order. A newspaper page
    gives several: each with its own title, subtitle and authors, and the page's other metadata. Title, subtitle and
    byline lines are claimed in `books`; on such a page blocks of glued articles are cut in two, and blocks that turn
    out to be headings or picture credits get that kind.
    """
    if not _may_be_page(segmented):
        return [single(segmented, metadata, books)]
    cut = cut_glued(segmented)
    lines = read_lines(cut, books)
    openings = page_openings(lines, labelled=segmented.media_type != "text/html")
    if not openings:
        return [single(segmented, metadata, books)]
    segmented.blocks[:] = cut.blocks
    page = Page(lines)
    return assemble(page, openings, assign(page, openings), segmented, metadata, books)


def single(segmented: Segmented, metadata: Metadata, books: Books) -> Article:
    """The whole source as one article."""
    return Article(metadata, group_runs(segmented, free_blocks(segmented, books)))


def page_openings(lines: list[Line], labelled: bool = True) -> list[Opening]:
    """The openings of a newspaper page, none if the lines are not shown to be one.

    It takes two articles that show a byline under the headline or a dateline in front of the text, or two section
    labels that are sure. The same title twice is one article pasted twice.
    """
    labels = find_labels(lines) if labelled else {}
    openings: list[Opening] = []
    titles: set[str] = set()
    for opening in find_openings(lines, labels):
        title = "".join(lines[i].text for i in opening.title)
        if opening.evidence and (not title or title not in titles):
            openings.append(opening)
            titles.add(title)
    sure = sum(o.is_strong for o in openings)
    labelled_openings = sum(o.label is not None for o in openings)
    return openings if max(sure, labelled_openings) >= OPENINGS_MIN else []


def _may_be_page(segmented: Segmented) -> bool:
    """No web platform was recognized: their pages hold one article each."""
    return segmented.platform is None or segmented.platform.startswith("newspaper")
