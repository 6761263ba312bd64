"""Too many texts for one pass: parts that can be worked on apart.

Two texts can only be measured against each other if they share a band key. So the texts fall into components, linked
by shared keys, and the stars of a component are the same whether it is taken alone (in survivor order) or with all the
rest. `groups` packs the components into parts of a size that fits in memory, each for one call of `find_stars`.

Components only divide the work. What is alike is still decided by measuring: union-find says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cleaners.repeats.jit import jit


def groups(count: int, edges: Iterable[tuple[np.ndarray, np.ndarray]], texts_per_group: int) -> np.ndarray:
    """Number of the group of each of `count` texts, -1 for a text linked with none: int32[count].

    `edges` are pairs of columns of text numbers that are linked, in any number of pieces; four bytes a text are held
    beside the result. A component stays whole, so one larger than `texts_per_group` is a group of its own.
    """
    parents = np.arange(count, dtype=np.int32)
    for a, b in edges:
        _unite(parents, np.asarray(a, np.uint32), np.asarray(b, np.uint32))
    found = np.empty(count, np.int32)
    _pack(parents, texts_per_group, found)
    return found


@jit
def _root(parents, i):
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


@jit
def _unite(parents, a, b):
    for k in range(len(a)):
        i, j = _root(parents, np.int64(a[k])), _root(parents, np.int64(b[k]))
        if i < j:
            parents[j] = i
        elif j < i:
            parents[i] = j


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
