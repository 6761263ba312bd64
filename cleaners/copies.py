"""Take out what stands twice within one source: whole paragraphs, sentences said again, a copy glued to a line's end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from cleaners import repeats
from cleaners.books import Books
from cleaners.paragraphs import free_spans
from cleaners.render import render
from cleaners.repeats.apart import Pairs
from schemas.config import RepeatOptions
from schemas.records import Paragraph, Repeat, Segmented

PARAGRAPH_RULE = "repeats.within-document@1"
SENTENCE_RULE = "repeats.sentence@1"
GLUED_RULE = "repeats.glued-copy@1"


def take_out(
    segmented: Segmented, paragraphs: list[Paragraph], books: Books, options: RepeatOptions, apart: Pairs = ()
) -> tuple[list[Repeat], list[str]]:
    """Claim repeats within the source; return those of whole paragraphs, and the comparison forms of all paragraphs.

    A paragraph that goes is marked `removed`; one that loses a sentence keeps its other spans and is rendered anew. Pairs of
    texts in `apart` are no repeats, and what the books protect stays: a reviewer said so.
    """
    reading = repeats.read(paragraphs, options)
    found = repeats.within_document(paragraphs, options, reading)
    if apart:
        forms = repeats.apart_forms(apart)
        found = [one for one in found if (reading.forms[one.member], reading.forms[one.representative]) not in forms]
    if books.protected:
        found = [_by_review(one, paragraphs[one.member], books) for one in found]
    for repeat in found:
        if repeat.decision == "removed":
            _remove_whole(repeat, paragraphs, books)
    for index, parts in _sentence_copies(paragraphs, options, reading).items():
        _remove_parts(segmented, paragraphs[index], parts, books)
        reading.forms[index] = repeats.comparison_form(paragraphs[index].text)
    return found, reading.forms


def _by_review(repeat: Repeat, member: Paragraph, books: Books) -> Repeat:
    kept = repeat.decision == "removed" and any(books.is_protected(a, b) for a, b in member.spans)
    return replace(repeat, decision="kept_by_review") if kept else repeat


def _remove_whole(repeat: Repeat, paragraphs: list[Paragraph], books: Books) -> None:
    member, first = paragraphs[repeat.member], paragraphs[repeat.representative]
    member.removed = True
    start, end = first.spans[0][0], first.spans[-1][1]
    evidence = f"{repeat.kind} copy (similarity {repeat.similarity:.3f}) of characters {start} to {end}"
    for a, b in member.spans:
        books.remove(a, b, "repeat", PARAGRAPH_RULE, evidence)


Part = tuple[int, int, str, str]  # start and end in the paragraph's text, rule, evidence


def _sentence_copies(
    paragraphs: list[Paragraph], options: RepeatOptions, reading: repeats.Reading
) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    for index, paragraph in enumerate(paragraphs):
        if reading.copied[index] and paragraph.kind == "paragraph" and not paragraph.removed:
            for start, end, first in repeats.within_paragraph(paragraph.text, options):
                evidence = f"this paragraph says it already at its character {first}"
                parts[index].append((start, end, SENTENCE_RULE, evidence))
    for copy in repeats.glued_copies(paragraphs, options, reading):
        evidence = f"stands already in the paragraph at character {paragraphs[copy.first_paragraph].spans[0][0]}"
        parts[copy.paragraph].append((copy.start, copy.end, GLUED_RULE, evidence))
    return parts


def _remove_parts(segmented: Segmented, paragraph: Paragraph, parts: list[Part], books: Books) -> None:
    _, origin = render(segmented.source_text, paragraph.spans, paragraph.kind, segmented.media_type)
    for start, end, rule, evidence in parts:
        for a, b in paragraph.spans:
            inside = [at for at in origin[start:end] if a <= at < b]
            if inside:
                books.remove(min(inside), max(inside) + 1, "repeat", rule, evidence)
    paragraph.spans = free_spans(segmented, paragraph.spans, books)
    paragraph.removed = not paragraph.spans
    paragraph.text, _ = render(segmented.source_text, paragraph.spans, paragraph.kind, segmented.media_type)
