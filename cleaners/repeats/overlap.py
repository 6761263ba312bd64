"""What of a document stands in one place only: rules out repeats before they are looked for, exactly and all at once.

Most documents repeat nothing. A paragraph alike with another shares most of its shingles with it; a sentence or a
piece set again shares every stretch of characters. So one look at which shingles and which stretches stand once tells
where a search can find anything.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from cleaners.repeats.form import ALPHABET_LONGER, ALPHABETS, comparison_form
from schemas.config import RepeatOptions
from schemas.records import Paragraph

# A document of more than this is no prose of people (a dump, data in one line). Only equal paragraphs are looked for in it:
# the tables of stretches take 70 bytes a character.
SEARCHED_CHARS = 2_000_000
# Of a polynomial hash modulo 2**64: stretches with one value are most likely the same, and are taken as such.
_BASE = 0x9E3779B97F4A7C15
_UNIT = pow(_BASE, -1, 1 << 64)
# Slots per value in the table that counts them, and its largest size, as a power of two.
_ROOM, _MAX_BITS = 16, 20
# (1 - t) * n is rounded; a bound that is too high by one costs a search.
_ROUNDING = 1e-9
# What parts forms: beyond Unicode, and another one each time, so that no stretch across them stands twice.
_PARTING = 0x110000


class Reading(NamedTuple):
    """For each paragraph: its comparison form, whether it may be alike with another or a piece of it, and whether a
    stretch of `min_chars` of it stands twice in the document."""

    forms: list[str]
    alike: list[bool]
    copied: list[bool]


def read(paragraphs: list[Paragraph], options: RepeatOptions) -> Reading:
    """The forms of a document's paragraphs and what of them can repeat. Linear in their length, and over `SEARCHED_CHARS`
    in all only told by equal forms."""
    forms = [comparison_form(paragraph.text) for paragraph in paragraphs]
    size, stretch = options.shingle, options.min_chars
    longer = size + ALPHABET_LONGER
    lengths = np.array([*map(len, forms)], np.int64)
    if lengths.sum() > SEARCHED_CHARS:
        times = Counter(forms)
        return Reading(forms, [len(f) >= stretch and times[f] > 1 for f in forms], [False] * len(forms))
    if stretch < longer or lengths.sum() < stretch:
        possible = [stretch < longer] * len(forms)
        return Reading(forms, possible, possible)
    ends = np.cumsum(lengths + 1) - 1
    codes = np.frombuffer("\0".join([*forms, ""]).encode("utf-32-le"), np.uint32).copy()
    codes[ends] = np.arange(_PARTING, _PARTING + len(ends))
    hashes = _Hashes(codes)

    shared = _stand_twice(np.where(_of_letters(codes, size), hashes.of(longer), hashes.of(size)))
    # A form has at most so many shingles, of which each that stands once is in no other: with more of them than
    # (1 - t) of all, it is alike with none. At its end shingles may be shorter than `longer`: not looked at.
    alone = np.concatenate([[0], (~shared).cumsum()])
    most = (1 - options.threshold) * (lengths - size + 1) + _ROUNDING
    alike = alone[np.maximum(ends - longer + 1, ends - lengths)] - alone[ends - lengths] <= most
    # A stretch that stands twice does so with its first and its last shingle.
    at = np.flatnonzero(shared[: len(codes) - stretch + 1] & shared[stretch - longer : len(codes) - longer + 1])
    _, places, counts = np.unique(hashes.of(stretch)[at], return_inverse=True, return_counts=True)
    copied = np.zeros(len(forms), bool)
    copied[np.searchsorted(ends, at[counts[places] > 1])] = True
    return Reading(forms, (alike & (lengths >= stretch)).tolist(), copied.tolist())


class _Hashes:
    """Values for all stretches of a text, of any length, from one sum over it."""

    def __init__(self, codes: np.ndarray):
        powers, self.units = (np.full(len(codes), base, np.uint64).cumprod() for base in (_BASE, _UNIT))
        self.sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * powers, out=self.sums[1:])

    def of(self, size: int) -> np.ndarray:
        """The value of the `size` characters from each place on; 0 where there are not so many."""
        values = np.zeros(len(self.units), np.uint64)
        count = max(0, len(values) - size + 1)
        values[:count] = (self.sums[size:] - self.sums[:count]) * self.units[:count]
        return values


def _of_letters(codes: np.ndarray, size: int) -> np.ndarray:
    """Whether letters of an alphabet and nothing else stand on the `size` places from each on."""
    (low, high), (from_, to) = ALPHABETS
    letters = np.concatenate([[0], ((codes >= low) & (codes < high) | (codes >= from_) & (codes < to)).cumsum()])
    found = np.zeros(len(codes), bool)
    found[: len(codes) - size + 1] = letters[size:] - letters[:-size] == size
    return found


def _stand_twice(values: np.ndarray) -> np.ndarray:
    """Whether each value stands among them twice; some that do not, fall together with others and seem to."""
    bits = min(_MAX_BITS, (_ROOM * len(values)).bit_length())
    slots = (values >> np.uint64(64 - bits)).astype(np.int64)
    return np.bincount(slots, minlength=1 << bits)[slots] > 1
