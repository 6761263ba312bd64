"""Compiled code: texts that share a key, found by a hash table that stays in the cache."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import mix64

# More keys than this are worked through in several rounds, each with its share of the keys: a table of 4 MB.
_IN_CACHE = 1 << 18
_EMPTY = -1
_32 = np.uint64(32)


@jit
def _room(ends, keys, bands, items, split, parts):
    """Slots of a table that is never more than half full, whatever the keys are."""
    counts = np.zeros(parts, np.int64)
    most = 0
    for band in range(bands):
        counts[:] = 0
        for i in range(len(items)):
            for e in range(ends[items[i]] + band, ends[items[i] + 1], bands):
                part = 0
                if parts > 1:
                    part = np.int64((mix64(keys[e] ^ split[i]) >> _32) & np.uint64(parts - 1))
                counts[part] += 1
        for part in range(parts):
            most = max(most, counts[part])
    slots = 16
    while slots < 2 * most:
        slots *= 2
    return slots


@jit
def share_buckets(ends, keys, bands, items, split):
    """Buckets of the items that share a key and a split with another one.

    Item i is text items[i] with keys[ends[items[i]] : ends[items[i] + 1]] and the hash split[i]; of `bands` keys a
    text only those at the same place are compared. Returns (ends, numbers, sizes): item i stands in the buckets
    numbers[ends[i] : ends[i + 1]]; bucket b has sizes[b] items. Expected linear time.
    """
    total = 0
    for i in range(len(items)):
        total += ends[items[i] + 1] - ends[items[i]]
    parts = 1
    while parts * _IN_CACHE * bands < total:
        parts *= 2
    slots = _room(ends, keys, bands, items, split, parts)
    mask = np.uint64(slots - 1)
    hashes, places = np.empty(slots, np.uint64), np.empty(slots, np.int32)
    numbers = np.full(total, _EMPTY, np.int32)
    count = 0
    for band in range(bands):
        for part in range(parts):
            places[:] = _EMPTY
            to = 0
            for i in range(len(items)):
                start, end = ends[items[i]], ends[items[i] + 1]
                for e in range(start + band, end, bands):
                    key = mix64(keys[e] ^ split[i])
                    if parts > 1 and np.int64((key >> _32) & np.uint64(parts - 1)) != part:
                        continue
                    slot = key & mask
                    while places[slot] != _EMPTY and hashes[slot] != key:
                        slot = (slot + np.uint64(1)) & mask
                    place = to + e - start
                    if places[slot] == _EMPTY:  # the first: remembered by its place, below _EMPTY
                        hashes[slot], places[slot] = key, _EMPTY - 1 - place
                        continue
                    if places[slot] < _EMPTY:  # the second
                        numbers[_EMPTY - 1 - places[slot]] = count
                        places[slot] = count
                        count += 1
                    numbers[place] = places[slot]
                to += end - start
    return _compact(ends, items, numbers, count)


@jit
def _compact(ends, items, numbers, count):
    shared, sizes = np.empty(len(items) + 1, np.int64), np.zeros(count, np.int32)
    shared[0] = 0
    at, to = 0, 0
    for i in range(len(items)):
        for _ in range(ends[items[i] + 1] - ends[items[i]]):
            if numbers[at] != _EMPTY:
                numbers[to] = numbers[at]
                sizes[numbers[to]] += 1
                to += 1
            at += 1
        shared[i + 1] = to
    return shared, numbers[:to], sizes
