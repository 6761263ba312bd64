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
def _link(parents, keys, ordinals):
    n = len(keys)
    ours, theirs = keys.copy(), np.empty(n, np.uint32)
    members, others = ordinals.copy(), np.empty(n, np.uint32)
    heads = np.empty(_MASK + 2, np.int64)
    for shift in (0, 11, 22):
        for d in range(_MASK + 2):
            heads[d] = 0
        for i in range(n):
            heads[np.int64((ours[i] >> np.uint32(shift)) & np.uint32(_MASK)) + 1] += 1
        for d in range(1, _MASK + 2):
            heads[d] += heads[d - 1]
        for i in range(n):
            digit = np.int64((ours[i] >> np.uint32(shift)) & np.uint32(_MASK))
            to = heads[digit]
            theirs[to], others[to] = ours[i], members[i]
            heads[digit] = to + 1
        ours, theirs = theirs, ours
        members, others = others, members
    for i in range(1, n):
        if ours[i] == ours[i - 1]:
            a, b = _root(parents, np.int64(members[i - 1])), _root(parents, np.int64(members[i]))
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
