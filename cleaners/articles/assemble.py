"""Articles from the lines of a page: metadata, claims, reading order, what is missing."""

from __future__ import annotations

from dataclasses import replace

from cleaners.articles import bylines
from cleaners.articles.evidence import why_joined, why_opened
from cleaners.articles.fit import Page
from cleaners.articles.heads import Opening
from cleaners.articles.joins import join_lines
from cleaners.articles.sentences import is_carried_out
from cleaners.books import Books
from schemas.records import Article, Metadata, Segmented

TITLE_RULE = "newspaper.title@1"
SUBTITLE_RULE = "newspaper.subtitle@1"
SERIES_RULE = "newspaper.series@1"
BYLINE_RULE = "newspaper.byline@1"


def assemble(
    page: Page, openings: list[Opening], answer: list[int], segmented: Segmented, metadata: Metadata, books: Books
) -> list[Article]:
    """The articles in the order of their openings; text before the first opening is an article without a title."""
    labels = {opening.label for opening in openings}
    own: dict[int, list[int]] = {}
    for i, number in enumerate(answer):
        if i not in labels:
            own.setdefault(number, []).append(i)
    _return_credits(page, openings, own)
    heads = dict(enumerate(openings, 1))
    if not any(page.lines[i].role == "body" for i in own.get(0, [])):
        own[1] = own.pop(0, []) + own.get(1, [])
    articles = []
    series = _Series(page)
    for number in sorted(own):
        opening = heads.get(number)
        if opening:
            _claim(page, opening, segmented, books)
        article = _article(page, opening, own[number], segmented, metadata, books)
        series.mark(article, opening)
        articles.append(article)
    return articles


def _return_credits(page: Page, openings: list[Opening], own: dict[int, list[int]]) -> None:
    """A picture credit or a byline over a headline belongs to the article above when it fits that one better."""
    for number, opening in enumerate(openings, 1):
        above = number - 1
        names = {n for i in own.get(above, []) if page.lines[i].is_text for n in page.pairs[i]}
        mine = {n for i in own.get(number, []) if page.lines[i].is_text for n in page.pairs[i]}
        for i in range(opening.start, min([*opening.title, *opening.series, *opening.subtitle, opening.body])):
            if page.lines[i].role not in ("credit", "byline") or i not in own.get(number, []):
                continue
            words = page.pairs[i]
            if page.lines[i].role == "byline" or len(words & names) > len(words & mine):
                own[number].remove(i)
                own.setdefault(above, []).append(i)


def _claim(page: Page, opening: Opening, segmented: Segmented, books: Books) -> None:
    for lines, reason, rule in (
        (opening.title, "title", TITLE_RULE),
        (opening.subtitle, "title", SUBTITLE_RULE),
        (opening.series, "title", SERIES_RULE),
        (opening.bylines, "byline", BYLINE_RULE),
    ):
        for i in lines:
            for b in page.lines[i].blocks:
                block = segmented.blocks[b]
                books.remove(block.start, block.end, reason, rule, why_opened(opening))


def _article(
    page: Page, opening: Opening | None, own: list[int], segmented: Segmented, metadata: Metadata, books: Books
) -> Article:
    """One article; everything of the page's metadata that is not its own stays."""
    taken = set(opening.title + opening.subtitle + opening.series + opening.bylines) if opening else set()
    about = replace(metadata, title=None, subtitle=None, authors=[], evidence=dict(metadata.evidence))
    about.warnings = list(metadata.warnings)
    authors = list(opening.authors) if opening else []
    if opening and opening.title:
        about.title = " ".join(page.lines[i].text for i in opening.title)
        about.evidence["title"] = why_opened(opening)
    if opening and opening.subtitle:
        about.subtitle = " ".join(page.lines[i].text for i in opening.subtitle)
        about.evidence["subtitle"] = "line over or under the headline"
    texts = [i for i in own if page.lines[i].is_text and not page.copies[i]]
    trailing = [i for i in own if page.lines[i].role == "byline" and i not in taken]
    for i in trailing:
        authors += bylines.read_byline(page.lines[i].text)
        for b in page.lines[i].blocks:
            books.remove(segmented.blocks[b].start, segmented.blocks[b].end, "byline", BYLINE_RULE, "after the text")
    if texts:
        authors += page.lines[texts[-1]].signature
    about.authors = list(dict.fromkeys(authors))
    if about.authors:
        about.evidence["authors"] = "byline, dateline or signature"
    article = Article(about, [], evidence=why_opened(opening))
    label = opening.label if opening else None
    rest = [i for i in own if i not in taken and i not in trailing and not page.lines[i].claimed]
    runs = ([[label]] if label is not None else []) + join_lines(page, rest)
    article.reading = [_blocks(page, run) for run in runs]
    article.joins = {n: why_joined(page, run) for n, run in enumerate(runs) if len(run) > 1}
    _kinds(page, rest + ([label] if label is not None else []), segmented)
    if texts:
        last, first = page.lines[texts[-1]], page.lines[texts[0]]
        article.is_fragment = last.is_cut or is_carried_out(last.text)
        article.is_fragment |= opening is None and first.starts_inside
        article.is_fragment |= opening is not None and opening.evidence == "carried"
    _warn(page, article, runs, texts)
    return article


def _blocks(page: Page, run: list[int]) -> list[int]:
    return [b for i in run for b in page.lines[i].blocks]


def _kinds(page: Page, own: list[int], segmented: Segmented) -> None:
    """Headings and credits that only the page's layout shows become blocks of that kind."""
    for i in own:
        kind = {"head": "heading", "credit": "caption"}.get(page.lines[i].role, page.lines[i].kind)
        for b in page.lines[i].blocks:
            if segmented.blocks[b].kind in ("paragraph", "caption"):
                segmented.blocks[b].kind = kind


def _warn(page: Page, article: Article, runs: list[list[int]], texts: list[int]) -> None:
    if article.metadata.title is None:
        article.warnings.append("no headline was found for this text")
    if article.is_fragment:
        article.warnings.append("the text is cut: its beginning or its end is not on the page")
    joined = {i for run in runs for i in run[:-1]}
    for i in texts[:-1]:
        if page.lines[i].is_cut and i not in joined:
            article.warnings.append(f"a sentence is cut after “{page.lines[i].text[-12:]}”")


class _Series:
    """The series headline covers the article it stands on and those that follow with the same kind of byline."""

    def __init__(self, page: Page):
        self.page = page
        self.text = ""

    def mark(self, article: Article, opening: Opening | None) -> None:
        """Put the series headline into `subtitle` of an article under it that has none of its own."""
        if opening and opening.series:
            self.text = "".join(self.page.lines[i].text for i in opening.series)
        elif not (opening and opening.evidence == "byline"):
            self.text = ""
        if self.text and not article.metadata.subtitle:
            article.metadata.subtitle = self.text
            article.metadata.evidence["subtitle"] = "series headline"
