"""Two texts side by side: the shingles they are measured by, and what kind of repeat a measured pair is."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

from cleaners.repeats.form import ALPHABET_LONGER, NUMBER, comparison_form, letters_pattern, numbers, written_numbers

DIFF_KINDS = ("exact", "punctuation", "digits", "text")
# A longer comparison form is no prose (code, base64): such texts repeat each other only when wholly equal.
LONG_CHARS = 10_000


def shingles(form: str, size: int) -> frozenset[str]:
    """The shingles that start at each character of a comparison form, up to the first that reaches its end.

    A shingle has `size` characters, or `ALPHABET_LONGER` more where those are letters of an alphabet. A form too short
    for one is a shingle itself; an empty one has none.
    """
    if len(form) <= size:
        return frozenset((form,)) if form else frozenset()
    found: set[str] = set()
    at, longer = 0, size + ALPHABET_LONGER
    for run in letters_pattern(size).finditer(form):
        found.update(form[i : i + size] for i in range(at, run.start()))
        at, last = run.end() - size + 1, max(run.start(), len(form) - longer)
        found.update(form[i : i + longer] for i in range(run.start(), min(at, last + 1)))
        if last < at:
            return frozenset(found)
    found.update(form[i : i + size] for i in range(at, len(form) - size + 1))
    return frozenset(found)


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of common shingles among all shingles of two sets; 1.0 for two empty ones."""
    common = len(a & b)
    union = len(a) + len(b) - common
    return common / union if union else 1.0


def diff_kind(representative: str, member: str) -> str:
    """What separates two texts that are alike: exact (nothing), punctuation, digits, or text."""
    if representative == member:
        return "exact"
    forms = comparison_form(representative), comparison_form(member)
    if forms[0] == forms[1]:
        return "punctuation" if numbers(representative) == numbers(member) else "digits"
    return template_difference(*forms)


def template_difference(representative: str, member: str) -> str:
    """What separates the comparison forms of two texts whose numbers differ: digits, or other text as well."""
    return "digits" if NUMBER.sub("0", representative) == NUMBER.sub("0", member) else "text"


def differing_numbers(representative: str, member: str) -> list[str]:
    """Numbers that stand in only one of two texts, as "12→15" (representative's, then member's; one may be empty)."""
    ours, theirs = (Counter(written_numbers(text)) for text in (representative, member))
    gone = [number for number, count in ours.items() for _ in range(count - theirs.get(number, 0))]
    new = [number for number, count in theirs.items() for _ in range(count - ours.get(number, 0))]
    return [f"{a}→{b}" for a, b in zip_longest(gone, new, fillvalue="")]
