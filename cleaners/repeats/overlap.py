"""What of a document stands in one place only: rules out repeats before they are looked for, exactly and all at once.

Most documents repeat nothing. A paragraph alike with another shares most of its shingles with it; a sentence or a
piece set again shares every stretch of characters. So one look at which shingles and which stretches stand once tells
where a search can find anything.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from cleaners.repeats.form import ALPHABET_LONGER, ALPHABETS, PARTS, comparison_forms
from schemas.config import RepeatOptions
from schemas.records import Paragraph

# A document of more than this is no prose of people (a dump, data in one line). Only equal paragraphs are looked for in it:
# the tables of stretches take 70 bytes a character.
SEARCHED_CHARS = 2_000_000
# Of polynomial hashes: stretches with one value are most likely the same, and are taken as such.
_BASE, _LONG_BASE = np.uint32(0x9E3779B1), np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint32(0x85EBCA6B)  # the high bits of a hash depend on all its characters
# Slots per value in the table that counts them, and its largest size, as a power of two.
_ROOM, _MAX_BITS = 16, 20
# (1 - t) * n is rounded; a bound that is too high by one costs a search.
_ROUNDING = 1e-9
# What parts forms: beyond Unicode, and another one each time, so that no stretch across them stands twice.
_PARTING = 0x110000


class Reading(NamedTuple):
    """For each paragraph: its comparison form, whether it may be alike with another or a piece of it, and whether a
    stretch of `min_chars` of it stands twice in running text of the document, of which it is."""

    forms: list[str]
    alike: list[bool]
    copied: list[bool]


def read(paragraphs: list[Paragraph], options: RepeatOptions) -> Reading:
    """The forms of a document's paragraphs and what of them can repeat. Linear in their length, and over `SEARCHED_CHARS`
    in all only told by equal forms."""
    forms = comparison_forms([paragraph.text for paragraph in paragraphs])
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
    codes = np.frombuffer(PARTS.join([*forms, ""]).encode("utf-32-le"), np.uint32).copy()
    codes[ends] = np.arange(_PARTING, _PARTING + len(ends), dtype=np.uint32)
    values = _values(codes, size, longer)
    shared = _stand_twice(values)

    # A stretch that stands twice does so with its first and its last shingle.
    copied = np.zeros(len(forms), bool)
    at = np.flatnonzero(shared[: len(codes) - stretch + 1] & shared[stretch - longer : len(codes) - longer + 1])
    owners = np.searchsorted(ends, at)
    prose = np.array([paragraph.kind == "paragraph" for paragraph in paragraphs])[owners]
    at, owners = at[prose], owners[prose]
    hashes = _hashes(codes, at, stretch)
    if len(set(hashes.tolist())) < len(at):
        _, places, counts = np.unique(hashes, return_inverse=True, return_counts=True)
        copied[owners[counts[places] > 1]] = True
    alike = _may_be_alike(shared, ends, lengths, size, options.threshold)
    if alike.any():
        shared = _stand_apart(values, np.repeat(np.arange(len(ends)), lengths + 1))
        alike = _may_be_alike(shared, ends, lengths, size, options.threshold)
    return Reading(forms, (alike & (lengths >= stretch)).tolist(), copied.tolist())


def _may_be_alike(shared, ends, lengths, size: int, threshold: float) -> np.ndarray:
    """Which paragraphs share so many of their shingles as one that is alike with another.

    A form has at most so many shingles, of which each that is not shared is in no other: with more of them than (1 - t) of
    all, it is alike with none. At its end shingles may be shorter than those of letters: not looked at.
    """
    alone = np.zeros(len(shared) + 1, np.int32)
    np.cumsum(~shared, out=alone[1:])
    starts, most = ends - lengths, (1 - threshold) * (lengths - size + 1) + _ROUNDING
    return alone[np.maximum(ends - size - ALPHABET_LONGER + 1, starts)] - alone[starts] <= most


def _values(codes: np.ndarray, size: int, longer: int) -> np.ndarray:
    """A hash of the shingle from each place on, `longer` where it is of letters; 0 at the end, where none fits."""
    count = len(codes) - longer + 1
    (low, high), (from_, to) = ALPHABETS
    letter = (codes - np.uint32(low) < high - low) | (codes - np.uint32(from_) < to - from_)
    letters = letter[:count].copy()
    short = codes[:count].copy()
    for i in range(1, size):
        letters &= letter[i : i + count]
        short *= _BASE
        short += codes[i : i + count]
    long = short.copy()
    for i in range(size, longer):
        long *= _BASE
        long += codes[i : i + count]
    values = np.zeros(len(codes), np.uint32)
    np.copyto(values[:count], short)
    np.copyto(values[:count], long, where=letters)
    return values


def _hashes(codes: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """A hash of the `size` characters from each of the places `at` on."""
    values = np.zeros(len(at), np.uint64)
    for i in range(size):
        values *= _LONG_BASE
        values += codes[at + i]
    return values


def _slots(values: np.ndarray) -> tuple[np.ndarray, int]:
    """A slot for each value in a table that is much larger, so that few fall together; and the table's size."""
    bits = min(_MAX_BITS, (_ROOM * len(values)).bit_length())
    return values * _SPREAD >> np.uint32(32 - bits), 1 << bits


def _stand_twice(values: np.ndarray) -> np.ndarray:
    """Whether each value stands among them twice; some that do not, fall together with others and seem to."""
    slots, size = _slots(values)
    last, order = np.empty(size, np.int32), np.arange(len(values), dtype=np.int32)
    last[slots] = order  # of those in one slot one stays
    others = last[slots] != order
    others[last[slots[others]]] = True
    return others


def _stand_apart(values: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Whether each value has another owner as well."""
    slots, size = _slots(values)
    last, several = np.empty(size, np.int32), np.zeros(size, bool)
    last[slots] = owners
    several[slots[last[slots] != owners]] = True
    return several[slots]
