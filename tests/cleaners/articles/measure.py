"""What a split got right: lines in their article, joins, titles and authors."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from cleaners.articles import split
from cleaners.books import Books
from cleaners.segment.markdown import segment_markdown
from schemas.records import Article, Metadata
from tests.cleaners.articles.typesetter import Sheet


@dataclass
class Marks:
    """Counts over one page or several."""

    lines: int = 0
    placed: int = 0
    joins: int = 0
    made: int = 0
    right: int = 0
    articles: int = 0
    titled: int = 0
    signed: int = 0

    def __add__(self, other: Marks) -> Marks:
        return Marks(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))

    @property
    def assignment(self) -> float:
        """Share of body lines, headings, labels and credits in their article."""
        return self.placed / self.lines

    @property
    def join_f1(self) -> float:
        """F1 of the joins; cuts after a full stop count neither way."""
        return 2 * self.right / (self.joins + self.made) if self.joins + self.made else 1.0


def read(text: str) -> tuple[list[Article], list[list[list[int]]], Books]:
    """The articles of a text, their runs as line numbers from 0, and the books."""
    segmented, books = segment_markdown(text), Books(len(text))
    articles = split(segmented, Metadata(), books)
    number = [text.count("\n", 0, b.start) for b in segmented.blocks]
    return articles, [[[number[b] for b in run] for run in a.reading] for a in articles], books


def mark(sheet: Sheet) -> Marks:
    """Compare the split of a sheet with its answers."""
    articles, runs, _ = read(sheet.text)
    by_title = {a.metadata.title: k for k, a in enumerate(articles)}
    where = {n: k for k, rs in enumerate(runs) for run in rs for n in run}
    marks = Marks(articles=len(sheet.titles))
    for n, title in sheet.titles.items():
        k = by_title.get(title)
        marks.titled += k is not None
        marks.signed += k is not None and articles[k].metadata.authors == sheet.authors[n]
    for line in sheet.lines:
        if line.role in ("body", "copy", "heading", "label", "credit"):
            marks.lines += 1
            marks.placed += where.get(sheet.number(line)) == by_title.get(sheet.titles[line.article], -1)
    gold = {(sheet.number(x.continues), sheet.number(x)): x.doubtful for x in sheet.lines if x.continues}
    made = {pair for rs in runs for run in rs for pair in itertools.pairwise(run)}
    marks.joins = sum(not doubtful for doubtful in gold.values())
    marks.made = sum(not gold.get(pair, False) for pair in made)
    marks.right = sum(pair in gold and not gold[pair] for pair in made)
    return marks
