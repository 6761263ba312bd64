"""Repeats below the paragraph: a sentence that stands twice in one paragraph, a second copy glued to a line's end."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from cleaners.repeats.form import form_and_numbers
from cleaners.repeats.overlap import SEARCHED_CHARS, Reading, read
from cleaners.repeats.prose import is_prose, is_statement
from cleaners.repeats.runs import Form, anchors, find_runs, is_substantial
from schemas.config import RepeatOptions
from schemas.records import Paragraph

# A paragraph made up of copies to more than this is not one a copy was glued to; `within_document` judged it whole.
GLUED_SHARE = 0.95
# Longer sentences are no prose; their forms are not kept in memory.
REMEMBERED_CHARS = 500
# A sentence ends with its mark and whatever closes after it; a full stop only before white space.
_SENTENCE = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s))*(?:[。！？!?；;\n.]+[”’」』）)\"']*\s*|$)")


class SentenceCopy(NamedTuple):
    """text[start:end] of one paragraph stands already at text[first_start:first_end] of another, or of the same."""

    paragraph: int
    start: int
    end: int
    first_paragraph: int
    first_start: int
    first_end: int


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand: [start, end), without the white space around them, in linear time."""
    found = []
    for match in _SENTENCE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            found.append((start, start + len(stripped)))
    return found


def within_paragraph(text: str, options: RepeatOptions | None = None) -> list[tuple[int, int, int]]:
    """Sentences that stand already earlier in the same paragraph, word for word: (start, end, where the first starts).

    Only statements of at least `min_chars` characters (comparison form) count; copies that follow each other at once
    are reported one by one, in order. None in a paragraph of more than `SEARCHED_CHARS`.
    """
    options = options or RepeatOptions()
    first: dict[Form, int] = {}
    copies = []
    if len(text) > SEARCHED_CHARS or len(places := sentences(text)) < 2:
        return copies
    for start, end in places:
        sentence = _form(text[start:end], options)
        if not sentence.anchors:
            continue
        at = first.setdefault(sentence, start)
        if at != start:
            copies.append((start, end, at))
    return copies


def glued_copies(
    paragraphs: list[Paragraph], options: RepeatOptions | None = None, reading: Reading | None = None
) -> list[SentenceCopy]:
    """Runs of sentences that repeat an earlier run of the document inside a line that also says something new.

    The same measure as for paragraphs: several sentences in the same order and with enough text in them. One sentence
    taken up again in another paragraph is a restatement and not reported. Paragraphs already `removed` are left out.
    `reading`: what `read` made of the paragraphs, where it is at hand.
    """
    options = options or RepeatOptions()
    reading = reading or read(paragraphs, options)
    used = [i for i, paragraph in enumerate(paragraphs) if paragraph.kind == "paragraph" and not paragraph.removed]
    _, forms = _sentences_of(paragraphs, [i for i in used if reading.copied[i]], options)
    if not anchors(forms, _alike(forms)):  # where a run could begin
        return []
    places, forms = _sentences_of(paragraphs, used, options)
    alike = _alike(forms)
    found: list[SentenceCopy] = []
    for run in find_runs(forms, alike, options):
        if not is_substantial(run, forms):
            continue
        for copy in run.copies:
            (index, start, end), (whole, at, until) = places[copy.member], places[copy.representative]
            last = found[-1] if found else None
            if last and (last.paragraph, last.first_paragraph) == (index, whole) and _adjoin(last, start, at):
                found[-1] = last._replace(end=end, first_end=until)
            else:
                found.append(SentenceCopy(index, start, end, whole, at, until))
    copied = Counter()
    for copy in found:
        copied[copy.paragraph] += copy.end - copy.start
    return [copy for copy in found if copied[copy.paragraph] < GLUED_SHARE * len(paragraphs[copy.paragraph].text)]


def _sentences_of(
    paragraphs: list[Paragraph], indexes: list[int], options: RepeatOptions
) -> tuple[list[tuple[int, int, int]], list[Form]]:
    """The sentences of some paragraphs: (paragraph, start, end), and their forms."""
    places = [(i, start, end) for i in indexes for start, end in sentences(paragraphs[i].text)]
    return places, [_form(paragraphs[i].text[start:end], options) for i, start, end in places]


def _alike(forms: list[Form]) -> dict[int, int]:
    """The sentences of running text that are word for word an earlier one, and the first such."""
    first: dict[Form, int] = {}
    return {i: at for i, form in enumerate(forms) if form.anchors and (at := first.setdefault(form, i)) != i}


def _form(sentence: str, options: RepeatOptions) -> Form:
    return (_read_again if len(sentence) <= REMEMBERED_CHARS else _read)(sentence, options.min_chars)


def _read(sentence: str, min_chars: int) -> Form:
    form, values = form_and_numbers(sentence)
    anchors = len(form) >= min_chars and is_statement(sentence) and is_prose(sentence, form)
    return Form(form, values, "paragraph", anchors)


# A document's sentences are looked at twice: in their paragraph and in the whole.
_read_again = lru_cache(maxsize=2048)(_read)


def _adjoin(last: SentenceCopy, start: int, first_start: int) -> bool:
    """Nothing but white space stands between the last copy and a sentence that starts at `start`."""
    return start - last.end <= 1 and first_start - last.first_end <= 1
