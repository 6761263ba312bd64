"""Repeats: which paragraphs say again what another paragraph says, and how alike the two are.

Knows texts, shingles and similarity; must never know files, tables of a run or where a document came from.
Start with `form.py` (what is compared), then `stars.py` (the table that comes out) and `document.py` (one document).
"""

from cleaners.repeats.apart import apart_forms
from cleaners.repeats.document import within_document
from cleaners.repeats.form import comparison_form
from cleaners.repeats.overlap import Reading, read
from cleaners.repeats.sentences import SentenceCopy, glued_copies, within_paragraph
from cleaners.repeats.stars import find_stars

__all__ = [
    "Reading",
    "SentenceCopy",
    "apart_forms",
    "comparison_form",
    "find_stars",
    "glued_copies",
    "read",
    "within_document",
    "within_paragraph",
]
