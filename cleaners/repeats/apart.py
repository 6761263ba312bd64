"""Pairs of texts that a reviewer found to be no repeats of each other, by comparison form."""

from __future__ import annotations

from functools import lru_cache

from cleaners.repeats.form import comparison_form

Pairs = tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def apart_forms(pairs: Pairs) -> frozenset[tuple[str, str]]:
    """The comparison forms of pairs of texts, each pair in both orders."""
    forms = [(comparison_form(one), comparison_form(other)) for one, other in pairs]
    return frozenset([*forms, *((other, one) for one, other in forms)])
