"""Texts that a reviewer found wrongly removed, found again in their source: no rule may take them.

What is protected is the text with what stands beside it in its lines, not a place: a source that changed elsewhere keeps it
too. Each line of a longer text is protected by itself, because another rule may take another stretch.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cleaners.books import Books
from cleaners.render import render
from cleaners.segment.form import NOTHING
from schemas.records import Paragraph, Removal, Segmented
from schemas.verdicts import Protected


def places(source_text: str, texts: Iterable[Protected]) -> list[tuple[int, int]]:
    """Where the texts stand in a source, as spans in order that do not overlap. Linear in the source for each text."""
    whole, parts = _lines(texts)
    found: list[tuple[int, int]] = []
    start = 0
    for line in source_text.split("\n") if whole or parts else ():
        if line.strip() in whole:
            found.append((start, start + len(line)))
        else:
            found += [(start + a, start + b) for part in parts for a, b in _within(line, part)]
        start += len(line) + 1
    return _joined(sorted(found))


def _lines(texts: Iterable[Protected]) -> tuple[set[str], set[Protected]]:
    """Lines that are protected whole, without white space at their ends, and parts of lines."""
    whole: set[str] = set()
    parts: set[Protected] = set()
    for text, before, after in texts:
        lines = text.split("\n")
        for n, line in enumerate(lines):
            part = Protected(line, before if n == 0 else "", after if n == len(lines) - 1 else "")
            if part.before.strip() or part.after.strip():
                parts.add(part)
            else:
                whole.add(line.strip())
    return whole - {""}, {part for part in parts if part.text.strip()}


def _within(line: str, part: Protected) -> list[tuple[int, int]]:
    """Where a part stands in a line: beside the text it stood beside."""
    found = []
    at = line.find(part.before + part.text + part.after)
    if at >= 0:
        start = at + len(part.before)
        found.append((start, start + len(part.text)))
    return found


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def rescue(segmented: Segmented, paragraphs: list[Paragraph], books: Books) -> None:
    """Protected text that no article took, a headline on a newspaper page, metadata, an ornament with words, becomes a paragraph
    where it stands."""
    for start, end in books.protected:
        covered = sorted(span for p in paragraphs for span in p.spans if span[0] < end and start < span[1])
        for first, last in books.free(start, end):
            for span in _without(first, last, covered):
                _add(segmented, paragraphs, books, span)


def _without(start: int, end: int, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    parts = []
    for a, b in covered:
        if start < a:
            parts.append((start, min(a, end)))
        start = max(start, b)
    return [*parts, (start, end)] if start < end else parts


def _add(segmented: Segmented, paragraphs: list[Paragraph], books: Books, span: tuple[int, int]) -> None:
    text, _ = render(segmented.source_text, [span], "paragraph", segmented.media_type)
    if NOTHING.fullmatch(text):
        books.fill(*span, "stray", "winnow.nothing-visible@1", "markup around no text")
        return
    before = [n for n, p in enumerate(paragraphs) if p.spans[0][0] < span[0]]
    at = max(before, key=lambda n: paragraphs[n].spans[0][0]) if before else -1
    article = paragraphs[max(at, 0)].article_index if paragraphs else 0
    paragraphs.insert(at + 1, Paragraph([span], "paragraph", text, article))


def told(refused: list[Removal]) -> list[str]:
    """What a reader is told of claims that were refused: by rule, and how many lines."""
    rules = sorted(removal.rule for removal in refused)
    return [
        f"kept by review: {rule} would take what stays in {len(list(same))} places" for rule, same in groupby(rules)
    ]
