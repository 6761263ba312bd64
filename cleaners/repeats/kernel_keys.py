"""Compiled code: keys under which alike texts meet. Equal texts by hash, near ones by MinHash bands or by prefixes."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import (
    CODE_MASK,
    NUMBER_BIT,
    WITH_BITS,
    bytes_of,
    minhash,
    mix64,
    read_form,
    read_shingles,
    write_form,
)
from cleaners.repeats.minhash import BAND_PRIME

_32, _40, _24 = np.uint64(32), np.uint64(40), np.uint64(24)


@jit
def read_forms(text, items, table, lengths, hashes, joined):
    """Length of the comparison form, two halves of its hash and the hash of its numbers, for every text of `items`.

    joined[i] is set where text i holds a character NFKC may join with the one before it: its form is then wrong.
    """
    for i in items:
        data, start, end = bytes_of(text, i)
        lengths[i], hashes[i, 0], hashes[i, 1], hashes[i, 2], joined[i] = read_form(data, start, end, table)


@jit
def same_bytes(text, a, b, same):
    """same[k] = whether texts a[k] and b[k] are equal."""
    for k in range(len(a)):
        ours, start, end = bytes_of(text, a[k])
        theirs, begin, stop = bytes_of(text, b[k])
        same[k] = end - start == stop - begin
        at = 0
        while same[k] and at < end - start:
            same[k] = ours[start + at] == theirs[begin + at]
            at += 1


@jit
def same_but_numbers(text, a, b, longest, table, same):
    """same[k] = whether the comparison forms of texts a[k] and b[k] are equal where every number is a 0."""
    ours, theirs = np.empty(longest, np.int32), np.empty(longest, np.int32)
    for k in range(len(a)):
        data, start, end = bytes_of(text, a[k])
        length = _fold_numbers(ours, write_form(data, start, end, table, WITH_BITS, ours)[0])
        data, start, end = bytes_of(text, b[k])
        same[k] = length == _fold_numbers(theirs, write_form(data, start, end, table, WITH_BITS, theirs)[0])
        at = 0
        while same[k] and at < length:
            same[k] = ours[at] == theirs[at]
            at += 1


@jit
def _fold_numbers(form, length):
    """Replace every number of form[:length] by one character; returns the length that is left."""
    to, in_number = 0, False
    for at in range(length):
        number = form[at] & NUMBER_BIT != 0
        if not (number and in_number):
            form[to] = NUMBER_BIT if number else form[at] & CODE_MASK
            to += 1
        in_number = number
    return to


@jit
def first_equal(lengths, hashes, least, first):
    """first[i] = the first text with the same form and numbers, -1 where the form is shorter than `least`."""
    size = 16
    while size < 2 * len(lengths):
        size *= 2
    slots = np.empty(size, np.int32)
    for at in range(size):
        slots[at] = -1
    for i in range(len(lengths)):
        first[i] = -1
        if lengths[i] < least or lengths[i] == 0:
            continue
        at = np.int64((hashes[i, 0] ^ hashes[i, 2]) & np.uint64(size - 1))
        while slots[at] >= 0:
            other = slots[at]
            if (
                hashes[other, 0] == hashes[i, 0]
                and hashes[other, 1] == hashes[i, 1]
                and hashes[other, 2] == hashes[i, 2]
            ):
                first[i] = other
                break
            at = (at + 1) & (size - 1)
        if first[i] < 0:
            slots[at] = i
            first[i] = i


@jit
def band_keys(text, texts, longest, table, places, a, b, rows, keys):
    """keys[band, k] of the texts in `texts`: the band and a 32-bit hash of `rows` values of the MinHash signature."""
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    smallest = np.empty(len(a), np.uint32)
    for k in range(len(texts)):
        minhash(hashes, read_shingles(text, texts[k], table, places, form, hashes), a, b, smallest)
        for band in range(len(keys)):
            key = np.uint64(band)
            for r in range(band * rows, band * rows + rows):
                key = (key ^ np.uint64(smallest[r])) * BAND_PRIME
                key ^= key >> _32
            keys[band, k] = (np.uint64(band) << _32) | (mix64(key) >> _32)


@jit
def count_shingles(text, texts, longest, table, places, counts):
    """Add how often every shingle stands in the texts to the slots of `counts`; returns how many shingles there are."""
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    mask = np.uint64(len(counts) - 1)
    total = 0
    for k in range(len(texts)):
        count = read_shingles(text, texts[k], table, places, form, hashes)
        total += count
        for j in range(count):
            counts[hashes[j] & mask] += 1
    return total


@jit
def prefix_keys(text, texts, longest, table, places, counts, threshold, ends, keys):
    """The rarest shingles of every text, as many as any text alike with it must share one of.

    Text k has keys[ends[k] : ends[k + 1]]. A key is the shingle's count and its hash in one number: an order over
    all texts alike, also where two shingles share a key.
    """
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    mask = np.uint64(len(counts) - 1)
    at = 0
    for k in range(len(texts)):
        count = read_shingles(text, texts[k], table, places, form, hashes)
        own = np.sort(hashes[:count])
        distinct = 0
        for j in range(count):
            if j == 0 or own[j] != own[j - 1]:
                shingle = own[j]
                own[distinct] = shingle  # never ahead of j
                distinct += 1
        for j in range(distinct):
            often = min(np.uint64(counts[own[j] & mask]), np.uint64(0xFFFFFF))
            own[j] = (often << _40) | (own[j] >> _24)
        ordered = np.sort(own[:distinct])
        needed = distinct - np.int64(np.ceil(threshold * distinct - 1e-9)) + 1
        for j in range(min(needed, distinct)):
            keys[at] = ordered[j]
            at += 1
        ends[k + 1] = at
