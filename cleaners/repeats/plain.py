"""Stars in plain Python and NumPy: for documents and small batches, and where numba is missing.

The rule is that of the compiled engine, and so are the two ways to propose candidates. "exact" is a prefix-filter set
join (PPJoin family): order every set of shingles by global frequency, rarest first; two sets with Jaccard >= t then
share a shingle among the first |x| - ceil(t|x|) + 1 of each (Bayardo, Ma, Srikant 2007; Xiao and others 2008). "lsh"
is MinHash bands. Either way every candidate is measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from typing import NamedTuple

from cleaners.repeats.apart import Pairs, apart_forms
from cleaners.repeats.compare import LONG_CHARS, jaccard, shingles, template_difference
from cleaners.repeats.form import form_and_numbers
from schemas.config import RepeatOptions

Pair = tuple[int, int, float, str, str]  # member, representative, exact Jaccard, its kind and what differs

# A bucket holds at most this many representatives that are not alike: beyond it, work would grow with the square.
# A text missed there is most likely met in another of its bands. The exact join has no such limit.
BUCKET_ROOM = 256
# Shingles of so many characters are kept between two passes (some 100 MB); of more, they are made twice.
KEPT_CHARS = 500_000
# t * n is rounded; a bound that is too low by one costs a comparison, one too high a pair.
_ROUNDING = 1e-9


def prefix_length(size: int, threshold: float) -> int:
    """How many of a set's rarest shingles must be looked up to meet every set alike with it."""
    return size - ceil(threshold * size - _ROUNDING) + 1


class Compared(NamedTuple):
    """What of a text is compared."""

    text: str
    form: str
    numbers: tuple[str, ...]


@dataclass(slots=True)
class _Index:
    """Representatives by the keys under which alike texts meet."""

    options: RepeatOptions
    texts: Sequence[Compared]
    templates: bool  # those with other numbers are looked for
    apart: frozenset[tuple[str, str]]  # forms that are never alike
    postings: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def find(self, index: int, keys: list[Hashable]) -> tuple[int, float] | None:
        """The earliest representative alike with text `index`, and their Jaccard."""
        own = None
        for other in sorted({i for key in keys for i in self.postings.get(key, ())}):
            if self.templates and self.texts[other].numbers == self.texts[index].numbers:
                continue
            if self.apart and (self.texts[index].form, self.texts[other].form) in self.apart:
                continue
            own = own or shingles(self.texts[index].form, self.options.shingle)
            similarity = self._similarity(own, other)
            if similarity < self.options.threshold:
                continue
            if self.options.linkage == "complete" and not self.templates:
                if any(self._similarity(own, i) < self.options.threshold for i in self.members[other]):
                    continue
                self.members[other].append(index)
            return other, similarity
        return None

    def _similarity(self, own: frozenset[str], other: int) -> float:
        return jaccard(own, shingles(self.texts[other].form, self.options.shingle))

    def add(self, index: int, keys: list[Hashable]) -> None:
        for key in keys:
            if self.options.engine == "exact" or len(self.postings[key]) < BUCKET_ROOM:
                self.postings[key].append(index)


def plain_stars(
    texts: Iterable[str], options: RepeatOptions, heads: Sequence[bool] = (), apart: Sequence[tuple[str, str]] = ()
) -> list[Pair]:
    """`stars_of` texts that were not read yet."""
    return stars_of([Compared(text, *form_and_numbers(text)) for text in texts], options, heads, tuple(apart))


def stars_of(
    texts: Sequence[Compared], options: RepeatOptions, heads: Sequence[bool] = (), apart: Pairs = ()
) -> list[Pair]:
    """Every text that repeats an earlier one, with the representative it joins, sorted by member.

    A text joins the earliest representative with equal numbers and Jaccard >= threshold (linkage "complete": whose
    members are all at the threshold with it, too). Otherwise it becomes a representative; if it is alike with one in
    all but numbers it is also a template member of the earliest such one that is no template member itself. The
    first len(heads) texts are representatives of earlier runs: they join nobody, and `heads` says which of them were
    no template members. Texts whose forms are those of a pair in `apart` join each other only if they are equal.
    """
    first: dict[Hashable, int] = {}  # form and numbers -> the first text that has them
    forms: dict[int, str] = {}
    copies: list[tuple[int, int]] = []
    for i, (_, form, values) in enumerate(texts):
        if not form or len(form) < options.min_chars:
            continue
        if (at := first.setdefault((form, values), i)) != i:
            copies.append((i, at))
        elif len(form) <= LONG_CHARS:
            forms[i] = form
    pairs: list[Pair] = []
    joined: dict[int, tuple[int, float]] = {}
    near, templates = (_Index(options, texts, template, apart_forms(apart)) for template in (False, True))
    for i, keys in (_prefixes if options.engine == "exact" else _bands)(forms, options):
        with_numbers = [(texts[i].numbers, key) for key in keys]
        known = i < len(heads)
        if not known and (found := near.find(i, with_numbers)):
            joined[i] = found
            pairs.append((i, *found, "near", "text"))
            continue
        near.add(i, with_numbers)
        if not known and (found := templates.find(i, keys)):
            pairs.append((i, *found, "template", template_difference(forms[found[0]], forms[i])))
        elif not known or heads[i]:
            templates.add(i, keys)
    for i, at in copies:
        same = "exact" if texts[i].text == texts[at].text else "punctuation"
        pairs.append((i, *joined[at], "near", "text") if at in joined else (i, at, 1.0, "exact", same))
    return sorted(pairs)


def _prefixes(forms: dict[int, str], options: RepeatOptions) -> Iterable[tuple[int, list[Hashable]]]:
    """The rarest shingles of every text, but for those that no other text has."""
    small = sum(map(len, forms.values())) <= KEPT_CHARS
    kept = [shingles(form, options.shingle) for form in forms.values()] if small else None
    frequency = Counter(chain.from_iterable(kept or _sets(forms, options)))
    for i, own in zip(forms, kept or _sets(forms, options), strict=True):
        shared = [s for s in own if frequency[s] > 1]  # the others, the rarest, stand in no other text
        room = prefix_length(len(own), options.threshold) - (len(own) - len(shared))
        yield i, sorted(shared, key=lambda s: (frequency[s], s))[:room] if room > 0 else []


def _sets(forms: dict[int, str], options: RepeatOptions) -> Iterator[frozenset[str]]:
    return (shingles(form, options.shingle) for form in forms.values())


def _bands(forms: dict[int, str], options: RepeatOptions) -> Iterable[tuple[int, list[Hashable]]]:
    """The bands of the MinHash signature of every text."""
    from cleaners.repeats.minhash import signature

    width = options.rows
    for i, form in forms.items():
        values = signature(form, options.shingle, options.permutations, options.seed)
        yield i, [(band, values[band * width : (band + 1) * width].tobytes()) for band in range(options.bands)]
