"""What is alike, exactly: every pair of texts at or above a Jaccard similarity, and a dedup's result held against it.

It shares no code with the engine it judges but what a text's comparison form, shingles and numbers are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from math import ceil
from typing import NamedTuple

from cleaners.repeats.compare import shingles
from cleaners.repeats.form import numbers

Removed = dict[int, int | None]  # removed text -> the text kept in its place, None where a library names none


def jaccard(a: frozenset, b: frozenset) -> float:
    common = len(a & b)
    return common / (len(a) + len(b) - common)


def alike_pairs(forms: list[str], threshold: float, size: int) -> dict[tuple[int, int], float]:
    """Jaccard of all pairs (a < b) at or above the threshold, by a prefix filter.

    Two such sets share one of the rarest n - ceil(threshold * n) + 1 of their n shingles (Bayardo, Ma, Srikant 2007),
    and neither is smaller than `threshold` times the other. Texts are taken from the smallest set to the largest.
    """
    sets = [shingles(form, size) for form in forms]
    frequency = Counter(shingle for own in sets for shingle in own)
    rank = {shingle: place for place, shingle in enumerate(sorted(frequency, key=lambda s: (frequency[s], s)))}
    ranked = [frozenset(rank[s] for s in own) for own in sets]
    postings: dict[int, list[int]] = defaultdict(list)
    found = {}
    for b in sorted(range(len(forms)), key=lambda i: len(ranked[i])):
        own = ranked[b]
        least = ceil(threshold * len(own) - 1e-9)
        prefix = sorted(own)[: len(own) - least + 1]
        for a in {a for s in prefix for a in postings[s] if len(ranked[a]) >= least}:
            if (similarity := jaccard(own, ranked[a])) >= threshold:
                found[min(a, b), max(a, b)] = similarity
        for s in prefix:
            postings[s].append(b)
    return found


def brute_pairs(forms: list[str], threshold: float, size: int) -> dict[tuple[int, int], float]:
    """The same by measuring every pair."""
    sets = [shingles(form, size) for form in forms]
    measured = ((pair, jaccard(sets[pair[0]], sets[pair[1]])) for pair in combinations(range(len(forms)), 2))
    return {pair: similarity for pair, similarity in measured if similarity >= threshold}


class Quality(NamedTuple):
    """How a dedup's result stands to the exact similarities, in texts."""

    removed: int
    wrong: int  # removed, but below the threshold with the text kept in its place
    other_numbers: int  # removed for a text with other numbers
    left: int  # kept, though an earlier kept text with the same numbers is at or above the threshold

    @property
    def recall(self) -> float:
        """Rightly removed among those that had to go: rightly removed and left."""
        right = self.removed - self.wrong
        return right / max(right + self.left, 1)

    @property
    def precision(self) -> float:
        return 1 - self.wrong / max(self.removed, 1)


class Truth:
    """The exact similarities of a list of texts; equal forms are one."""

    def __init__(self, texts: list[str], forms: list[str], threshold: float, size: int):
        self.forms = list(dict.fromkeys(forms))
        place = {form: k for k, form in enumerate(self.forms)}
        self.form_of = [place[form] for form in forms]
        self.numbers = [tuple(numbers(text)) for text in texts]
        self.pairs = alike_pairs(self.forms, threshold, size)
        self.alike: dict[int, set[int]] = {k: {k} for k in range(len(self.forms))}
        for a, b in self.pairs:
            self.alike[a].add(b)
            self.alike[b].add(a)

    def repeats(self) -> int:
        """Texts with an earlier one at or above the threshold."""
        seen: set[int] = set()
        count = 0
        for form in self.form_of:
            count += not seen.isdisjoint(self.alike[form])
            seen.add(form)
        return count

    def judge(self, removed: Removed) -> Quality:
        """What was removed wrongly, and what was left."""
        kept: dict[int, list[int]] = defaultdict(list)
        left = 0
        for i, form in enumerate(self.form_of):
            if i not in removed:
                before = (j for k in self.alike[form] for j in kept[k])
                left += any(self.numbers[j] == self.numbers[i] for j in before)
                kept[form].append(i)
        wrong = other = 0
        for i, j in removed.items():
            alike = self.alike[self.form_of[i]]
            if j is None:  # any kept text will do
                named = [j for k in alike for j in kept[k]]
                wrong += not named
                other += bool(named) and all(self.numbers[j] != self.numbers[i] for j in named)
            else:
                wrong += self.form_of[j] not in alike
                other += self.numbers[j] != self.numbers[i]
        return Quality(len(removed), wrong, other, left)
