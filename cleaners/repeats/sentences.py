"""Repeats below the paragraph: a sentence that stands twice in one paragraph, a second copy glued to a line's end."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from cleaners.repeats.form import comparison_form, numbers
from cleaners.repeats.prose import is_prose, is_statement
from cleaners.repeats.runs import Form, find_runs, is_substantial
from schemas.config import RepeatOptions
from schemas.records import Paragraph

# A paragraph made up of copies to more than this is not one a copy was glued to; `within_document` judged it whole.
GLUED_SHARE = 0.95
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
    are reported one by one, in order.
    """
    options = options or RepeatOptions()
    first: dict[Form, int] = {}
    copies = []
    for start, end in sentences(text):
        sentence = _form(text[start:end], options)
        if not sentence.anchors:
            continue
        at = first.setdefault(sentence, start)
        if at != start:
            copies.append((start, end, at))
    return copies


def glued_copies(paragraphs: list[Paragraph], options: RepeatOptions | None = None) -> list[SentenceCopy]:
    """Runs of sentences that repeat an earlier run of the document inside a line that also says something new.

    The same measure as for paragraphs: several sentences in the same order and with enough text in them. One sentence
    taken up again in another paragraph is a restatement and not reported. Paragraphs already `removed` are left out.
    """
    options = options or RepeatOptions()
    places: list[tuple[int, int, int]] = []
    forms: list[Form] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.removed or paragraph.kind != "paragraph":
            continue
        for start, end in sentences(paragraph.text):
            places.append((index, start, end))
            forms.append(_form(paragraph.text[start:end], options))
    first: dict[Form, int] = {}
    alike = {}
    for i, form in enumerate(forms):
        if form.anchors and (at := first.setdefault(form, i)) != i:
            alike[i] = at
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


def _form(sentence: str, options: RepeatOptions) -> Form:
    form = comparison_form(sentence)
    anchors = len(form) >= options.min_chars and is_prose(sentence, form) and is_statement(sentence)
    return Form(form, tuple(numbers(sentence)), "paragraph", anchors)


def _adjoin(last: SentenceCopy, start: int, first_start: int) -> bool:
    """Nothing but white space stands between the last copy and a sentence that starts at `start`."""
    return start - last.end <= 1 and first_start - last.first_end <= 1
