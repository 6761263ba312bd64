"""Compiled code: keys under which alike texts meet. Equal texts by hash, near ones by MinHash bands or by prefixes."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import hash_shingles, minhash, mix64, read_form
from cleaners.repeats.minhash import BAND_PRIME

_32, _40, _24 = np.uint64(32), np.uint64(40), np.uint64(24)
_RADIX = 11  # bits per pass; three passes order 33 bits of a hash, ties are told apart afterwards
_MASK = (1 << _RADIX) - 1


@jit
def read_forms(data, offsets, single, starts, extra, lengths, hashes, joined):
    """Length of the comparison form, two halves of its hash and the hash of its numbers, for every text.

    joined[i] is set where text i holds a character NFKC may join with the one before it: its form is then wrong.
    """
    nothing = np.empty(0, np.int32)
    for i in range(len(lengths)):
        lengths[i], hashes[i, 0], hashes[i, 1], hashes[i, 2], joined[i] = read_form(
            data, offsets[i], offsets[i + 1], single, starts, extra, nothing
        )


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
def band_keys(data, offsets, texts, longest, single, starts, extra, places, a, b, rows, keys):
    """keys[k, band] of the texts in `texts`: the band and a 32-bit hash of `rows` values of the MinHash signature."""
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    smallest = np.empty(len(a), np.uint32)
    for k in range(len(texts)):
        i = texts[k]
        length, _, _, _, _ = read_form(data, offsets[i], offsets[i + 1], single, starts, extra, form)
        minhash(hashes, hash_shingles(form, length, places, hashes), a, b, smallest)
        for band in range(keys.shape[1]):
            key = np.uint64(band)
            for r in range(band * rows, band * rows + rows):
                key = (key ^ np.uint64(smallest[r])) * BAND_PRIME
                key ^= key >> _32
            keys[k, band] = (np.uint64(band) << _32) | (mix64(key) >> _32)


@jit
def count_shingles(data, offsets, texts, longest, single, starts, extra, places, counts):
    """Add how often shingles occur to `counts`, whose slots (a power of two) shingles may share."""
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    mask = np.uint64(len(counts) - 1)
    total = 0
    for k in range(len(texts)):
        i = texts[k]
        length, _, _, _, _ = read_form(data, offsets[i], offsets[i + 1], single, starts, extra, form)
        count = hash_shingles(form, length, places, hashes)
        total += count
        for j in range(count):
            counts[hashes[j] & mask] += 1
    return total


@jit
def prefix_keys(data, offsets, texts, longest, single, starts, extra, places, counts, threshold, ends, keys):
    """The rarest shingles of every text, as many as any text alike with it must share one of.

    Text k has keys[ends[k] : ends[k + 1]]. A key is the shingle's count and its hash in one number: an order over
    all texts alike, also where two shingles share a key.
    """
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    mask = np.uint64(len(counts) - 1)
    at = 0
    for k in range(len(texts)):
        i = texts[k]
        length, _, _, _, _ = read_form(data, offsets[i], offsets[i + 1], single, starts, extra, form)
        count = hash_shingles(form, length, places, hashes)
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


@jit
def number_buckets(keys, step, at, split, buckets, number):
    """buckets[i] = a number shared by all items of the same key and split, from `number` on; -1 if there is but one.

    Item i has keys[at + i * step] and split[i] (no `split`: all the same). Radix sort by the top of a hash of both,
    in linear time. Returns the first number not used.
    """
    n = (len(keys) - at + step - 1) // step
    order, other = np.empty(n, np.int32), np.empty(n, np.int32)
    sorted_keys, other_keys = np.empty(n, np.uint64), np.empty(n, np.uint64)
    for i in range(n):
        order[i] = i
        sorted_keys[i] = mix64(keys[at + i * step] ^ split[i]) if len(split) else mix64(keys[at + i * step])
    heads = np.empty(_MASK + 2, np.int64)
    for shift in (31, 42, 53):
        for d in range(_MASK + 2):
            heads[d] = 0
        for i in range(n):
            heads[np.int64((sorted_keys[i] >> np.uint64(shift)) & np.uint64(_MASK)) + 1] += 1
        for d in range(1, _MASK + 2):
            heads[d] += heads[d - 1]
        for k in range(n):
            digit = np.int64((sorted_keys[k] >> np.uint64(shift)) & np.uint64(_MASK))
            to = heads[digit]
            other[to], other_keys[to] = order[k], sorted_keys[k]
            heads[digit] = to + 1
        order, other = other, order
        sorted_keys, other_keys = other_keys, sorted_keys
    for k in range(1, n):  # keys that agree in 33 bits stand together, hardly ever more than one: insertion sort
        key, item, to = sorted_keys[k], order[k], k
        while to > 0 and sorted_keys[to - 1] > key:
            sorted_keys[to], order[to] = sorted_keys[to - 1], order[to - 1]
            to -= 1
        sorted_keys[to], order[to] = key, item
    start = 0
    while start < n:
        end = start + 1
        while end < n and sorted_keys[end] == sorted_keys[start]:
            end += 1
        for k in range(start, end):
            buckets[at + order[k] * step] = number if end - start > 1 else -1
        number += end - start > 1
        start = end
    return number
