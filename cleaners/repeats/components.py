"""Too many texts for one pass: parts that can be worked on apart.

Two texts can only be measured against each other if they share a band key. So the texts fall into components, linked
by shared keys, and the stars of a component are the same whether it is taken alone (in survivor order) or with all the
rest. `link` takes the postings of one band, or of any key range of it, at a time and keeps four bytes a text;
`groups` packs the components into parts of a size that fits in memory, each for one call of `find_stars`.

Components only divide the work. What is alike is still decided by measuring: union-find says nothing about it.
"""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit

_RADIX = 11
_MASK = (1 << _RADIX) - 1
# Postings are first parted by the top of their key into stretches of about this many, to be sorted in the cache.
_IN_CACHE = 1 << 15


def unlinked(count: int) -> np.ndarray:
    """The state before any posting was read, for texts with ordinals 0 to count - 1: int32[count]."""
    return np.arange(count, dtype=np.int32)


def link(parents: np.ndarray, keys: np.ndarray, ordinals: np.ndarray) -> None:
    """Link the texts that share a key (uint32) of one band. Linear in the postings, whatever the size of a bucket."""
    _link(parents, np.ascontiguousarray(keys, np.uint32), np.ascontiguousarray(ordinals, np.uint32))


def groups(parents: np.ndarray, texts_per_group: int) -> np.ndarray:
    """Number of the group of every text, -1 for a text linked with none: int32[count].

    A component stays whole, so one larger than `texts_per_group` is a group of its own.
    """
    found = np.empty(len(parents), np.int32)
    _pack(parents, texts_per_group, found)
    return found


@jit
def _root(parents, i):
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


@jit
def _scatter(keys, ordinals, start, end, shift, bits, to_keys, to_ordinals, to, heads):
    """One radix pass: [start, end) to [to, ...) ordered by the `bits` bits of the key above `shift`.

    heads[d] is where digit d begins in the output, heads[1 << bits] where the last one ends.
    """
    mask = np.uint32((1 << bits) - 1)
    for d in range((1 << bits) + 1):
        heads[d] = 0
    for i in range(start, end):
        heads[np.int64((keys[i] >> np.uint32(shift)) & mask) + 1] += 1
    heads[0] = to
    for d in range(1, (1 << bits) + 1):
        heads[d] += heads[d - 1]
    for i in range(start, end):
        digit = np.int64((keys[i] >> np.uint32(shift)) & mask)
        at = heads[digit]
        to_keys[at], to_ordinals[at] = keys[i], ordinals[i]
        heads[digit] = at + 1
    for d in range(1 << bits, 0, -1):  # back from ends to beginnings
        heads[d] = heads[d - 1]
    heads[0] = to


@jit
def _link(parents, keys, ordinals):
    n = len(keys)
    bits = 1
    while bits < _RADIX and n >> bits > _IN_CACHE:
        bits += 1
    parted, owners = np.empty(n, np.uint32), np.empty(n, np.uint32)
    bounds, heads = np.empty((1 << bits) + 1, np.int64), np.empty(_MASK + 2, np.int64)
    _scatter(keys, ordinals, 0, n, 32 - bits, bits, parted, owners, 0, bounds)
    room = 0
    for d in range(1 << bits):
        room = max(room, bounds[d + 1] - bounds[d])
    other, others = np.empty(room, np.uint32), np.empty(room, np.uint32)
    for d in range(1 << bits):
        start, end = bounds[d], bounds[d + 1]
        size = end - start
        _scatter(parted, owners, start, end, 0, _RADIX, other, others, 0, heads)
        _scatter(other, others, 0, size, _RADIX, _RADIX, parted, owners, start, heads)
        _scatter(parted, owners, start, end, 32 - _RADIX, _RADIX, other, others, 0, heads)
        for i in range(1, size):
            if other[i] == other[i - 1]:
                a, b = _root(parents, np.int64(others[i - 1])), _root(parents, np.int64(others[i]))
                if a < b:
                    parents[b] = a
                elif b < a:
                    parents[a] = b


@jit
def _pack(parents, texts_per_group, found):
    n = len(parents)
    sizes = np.zeros(n, np.int32)
    for i in range(n):
        sizes[_root(parents, i)] += 1
    group, filled = 0, 0
    for i in range(n):
        root = _root(parents, i)
        if root != i:
            found[i] = found[root]  # the root is the first of its component
        elif sizes[i] == 1:
            found[i] = -1
        else:
            if filled and filled + sizes[i] > texts_per_group:
                group, filled = group + 1, 0
            found[i] = group
            filled += sizes[i]
