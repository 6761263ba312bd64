"""Compiled code: texts that share a key, found by a hash table that stays in the cache."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import mix64

# More keys than this are worked through in several rounds, each with its share of the keys: a table of 4 MB.
_IN_CACHE = 1 << 18
_ALONE = -1
_EMPTY = np.uint64(0)
_32, _TAG, _PLACE = np.uint64(32), np.uint64(0xFFFFFFFF00000000), np.uint64(0xFFFFFFFF)


@jit
def share_buckets(ends, keys, items, split):
    """Buckets of the items that share a key and a split with another one.

    Item i is text items[i] with keys[:, ends[items[i]] : ends[items[i] + 1]] and the hash split[i]; only keys of one
    row can be equal. Returns (ends, numbers, sizes): item i stands in the buckets numbers[ends[i] : ends[i + 1]];
    bucket b has sizes[b] items. Expected linear time.

    Keys are told apart by half a hash and its place in the table: once in a very long while a bucket holds an item
    too many.
    """
    width = 0
    for i in range(len(items)):
        width += ends[items[i] + 1] - ends[items[i]]
    parts, part_bits = 1, np.uint64(0)
    while parts * _IN_CACHE < width:
        parts, part_bits = 2 * parts, part_bits + np.uint64(1)
    most = width if parts == 1 else _fullest(ends, keys, items, split, parts)
    slots = 16
    while slots < 2 * most:  # never more than half full, whatever the keys are
        slots *= 2
    table, mask, last_part = np.empty(slots, np.uint64), np.uint64(slots - 1), np.uint64(parts - 1)
    numbers = np.empty((len(keys), width), np.int32)
    count = 0
    for row in range(len(keys)):
        own, found = keys[row], numbers[row]
        found[:] = _ALONE
        for part in range(parts):
            table[:] = _EMPTY
            place = 0
            for i in range(len(items)):
                for e in range(ends[items[i]], ends[items[i] + 1]):
                    key = mix64(own[e] ^ split[i])
                    place += 1
                    if key & last_part != part:
                        continue
                    slot = (key >> part_bits) & mask
                    while table[slot] != _EMPTY and (table[slot] ^ key) & _TAG != _EMPTY:
                        slot = (slot + np.uint64(1)) & mask
                    if table[slot] == _EMPTY:  # the first is remembered by its place
                        table[slot] = (key & _TAG) | np.uint64(place)
                        continue
                    first = np.int64(table[slot] & _PLACE) - 1
                    if found[first] == _ALONE:
                        found[first] = count
                        count += 1
                    found[place - 1] = found[first]
    return _compact(ends, items, numbers, count)


@jit
def _fullest(ends, keys, items, split, parts):
    """How many keys of a row fall into one part, at most."""
    counts, most = np.empty(parts, np.int64), 0
    for row in range(len(keys)):
        counts[:] = 0
        for i in range(len(items)):
            for e in range(ends[items[i]], ends[items[i] + 1]):
                counts[mix64(keys[row, e] ^ split[i]) & np.uint64(parts - 1)] += 1
        for part in range(parts):
            most = max(most, counts[part])
    return most


@jit
def _compact(ends, items, numbers, count):
    shared, sizes = np.empty(len(items) + 1, np.int64), np.zeros(count, np.int32)
    total = 0
    for row in range(len(numbers)):
        for number in numbers[row]:
            total += number != _ALONE
    kept = np.empty(total, np.int32)
    shared[0] = 0
    at, to = 0, 0
    for i in range(len(items)):
        for _ in range(ends[items[i] + 1] - ends[items[i]]):
            for row in range(len(numbers)):
                if numbers[row, at] != _ALONE:
                    kept[to] = numbers[row, at]
                    sizes[kept[to]] += 1
                    to += 1
            at += 1
        shared[i + 1] = to
    return shared, kept, sizes
