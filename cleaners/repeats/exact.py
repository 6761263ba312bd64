"""Stars without sketches: a prefix-filter set join (PPJoin family) in plain Python.

Exact by construction. It serves documents and small batches, where it needs no compiled code, and is the oracle the
fast engine is tested against.

Method: order every set of shingles by global frequency, rarest first. Two sets with Jaccard >= t must then share a
shingle among the first |x| - ceil(t|x|) + 1 of each (Bayardo, Ma, Srikant 2007; Xiao and others 2008).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil

from cleaners.repeats.compare import LONG_CHARS, jaccard, shingles
from cleaners.repeats.form import comparison_form, numbers
from schemas.config import RepeatOptions

Pair = tuple[int, int, float, str]  # member, representative, exact Jaccard, one of REPEAT_KINDS

# t * n is rounded; a bound that is too low by one costs a comparison, one too high a pair.
_ROUNDING = 1e-9


def prefix_length(size: int, threshold: float) -> int:
    """How many of a set's rarest shingles must be looked up to meet every set alike with it."""
    return size - ceil(threshold * size - _ROUNDING) + 1


@dataclass(slots=True)
class _Index:
    """Representatives by the shingles of their prefixes."""

    threshold: float
    postings: dict[tuple, list[int]] = field(default_factory=lambda: defaultdict(list))

    def first_alike(self, key: object, prefix: list[str], own: frozenset[str], sets: dict) -> tuple[int, float] | None:
        """The earliest indexed set with the same key whose Jaccard with `own` reaches the threshold."""
        for other in sorted({i for s in prefix for i in self.postings.get((key, s), ())}):
            similarity = jaccard(own, sets[other])
            if similarity >= self.threshold:
                return other, similarity
        return None

    def add(self, key: object, prefix: list[str], index: int) -> None:
        for shingle in prefix:
            self.postings[key, shingle].append(index)


def exact_stars(texts: Iterable[str], options: RepeatOptions) -> list[Pair]:
    """Every text that repeats an earlier one, with the representative it joins.

    A text joins the earliest representative with equal numbers and Jaccard >= threshold. Otherwise it becomes a
    representative; if it is alike with one in all but numbers it is also a template member of the earliest such
    one that is no template member itself.
    """
    pairs: list[Pair] = []
    first: dict[tuple, int] = {}  # form and numbers -> the first text that has them
    joined: dict[int, tuple[int, float]] = {}  # first text -> representative it joined
    sets: dict[int, frozenset[str]] = {}
    numbers_of: dict[int, tuple[str, ...]] = {}
    copies: list[tuple[int, int]] = []
    for i, text in enumerate(texts):
        form = comparison_form(text)
        if not form or len(form) < options.min_chars:
            continue
        values = tuple(numbers(text))
        if (at := first.setdefault((form, values), i)) != i:
            copies.append((i, at))
            continue
        numbers_of[i] = values
        sets[i] = shingles(form, options.shingle) if len(form) <= LONG_CHARS else frozenset()
    frequency = Counter(s for members in sets.values() for s in members)
    near, templates = _Index(options.threshold), _Index(options.threshold)
    for i, own in sets.items():
        if not own:
            continue
        ordered = sorted(own, key=lambda s: (frequency[s], s))
        prefix = ordered[: prefix_length(len(own), options.threshold)]
        if found := near.first_alike(numbers_of[i], prefix, own, sets):
            joined[i] = found
            pairs.append((i, *found, "near"))
            continue
        near.add(numbers_of[i], prefix, i)
        if found := templates.first_alike(None, prefix, own, sets):
            pairs.append((i, *found, "template"))
        else:
            templates.add(None, prefix, i)
    pairs += ((i, *joined[at], "near") if at in joined else (i, at, 1.0, "exact") for i, at in copies)
    return sorted(pairs)
