"""Paragraphs whose words stand, as a piece, inside an earlier paragraph: what an extraction cut off and set again."""

from __future__ import annotations

from itertools import accumulate

from cleaners.repeats.form import comparison_form
from cleaners.repeats.overlap import SEARCHED_CHARS
from cleaners.repeats.prose import is_quotation, is_statement
from cleaners.repeats.runs import Form
from cleaners.repeats.sentences import sentences
from schemas.records import Paragraph

# Every STEP characters of a paragraph a run of GRAM is remembered; a piece of CONTAINED_CHARS holds one of them whole,
# wherever it was cut out. Shorter ones are left alone: two clauses may well be the same.
_STEP, _GRAM = 24, 16
CONTAINED_CHARS = _STEP + _GRAM


def contained(paragraphs: list[Paragraph], forms: list[Form], gone: set[int]) -> dict[int, int]:
    """Paragraphs that are a piece of an earlier one that stays, and that paragraph; not those in `gone`. Linear.

    A piece is cut in the middle of a sentence or has several sentences: a single whole sentence set again is a
    restatement. Of a run of characters that stands in several paragraphs only the first place is remembered. None in a
    document of more than `SEARCHED_CHARS`.
    """
    if sum(len(form.text) for form in forms) > SEARCHED_CHARS:
        return {}
    places: dict[str, tuple[int, int]] = {}
    found: dict[int, int] = {}
    for i, (paragraph, form) in enumerate(zip(paragraphs, forms, strict=True)):
        if i in gone or not form.anchors:
            continue
        if (
            len(form.text) >= CONTAINED_CHARS
            and is_statement(paragraph.text)
            and not is_quotation(paragraph.kind, paragraph.text)
        ):
            at = _place(form.text, forms, places)
            if at and _is_piece(paragraph, form, paragraphs[at[0]], at[1]):
                found[i] = at[0]
                continue
        for start in range(0, len(form.text) - _GRAM + 1, _STEP):
            places.setdefault(form.text[start : start + _GRAM], (i, start))
    return found


def _place(text: str, forms: list[Form], places: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    """Where all of `text` stands: paragraph and place in its form."""
    for offset in range(_STEP):
        known = places.get(text[offset : offset + _GRAM])
        if known and known[1] >= offset and forms[known[0]].text.startswith(text, known[1] - offset):
            return known[0], known[1] - offset
    return None


def _is_piece(paragraph: Paragraph, form: Form, whole: Paragraph, start: int) -> bool:
    if len(sentences(paragraph.text)) > 1:
        return True
    lengths = (len(comparison_form(whole.text[a:b])) for a, b in sentences(whole.text))
    bounds = set(accumulate(lengths, initial=0))
    return not {start, start + len(form.text)} <= bounds
