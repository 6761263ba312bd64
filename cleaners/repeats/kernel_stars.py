"""Compiled code: candidates that meet in a bucket are measured, and stars grow in survivor order."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import hash_shingles, read_form

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@jit
def fill_set(hashes, count, table, used, stamps):
    """Insert hashes[:count] into an open-addressing table of a power of two; returns (slots in use, distinct).

    `used` marks occupied slots, `stamps` is reset: it will tell which shingles another text has already met.
    """
    size = 16
    while size < 2 * count:
        size *= 2
    used[:size] = 0
    mask = np.uint64(size - 1)
    distinct = 0
    for j in range(count):
        at = hashes[j] & mask
        while used[at] and table[at] != hashes[j]:
            at = (at + np.uint64(1)) & mask
        if not used[at]:
            used[at] = 1
            table[at] = hashes[j]
            stamps[at] = -1
            distinct += 1
    return size, distinct


@jit
def count_common(hashes, count, table, used, stamps, size, stamp):
    """How many distinct shingles of hashes[:count] are in the table."""
    mask = np.uint64(size - 1)
    common = 0
    for j in range(count):
        at = hashes[j] & mask
        while used[at] and table[at] != hashes[j]:
            at = (at + np.uint64(1)) & mask
        if used[at] and stamps[at] != stamp:
            stamps[at] = stamp
            common += 1
    return common


@jit
def grow_stars(
    data, offsets, texts, longest, single, starts, extra, places,
    ends, buckets, sizes_of_buckets, room, threshold, joins, similarity,
):  # fmt: skip
    """joins[k] = the first representative text k is alike with (an index into `texts`), or -1 if it becomes one.

    Text k stands in buckets[ends[k] : ends[k + 1]]; only representatives are kept in a bucket, at most `room` of
    them, so a bucket of copies costs one comparison per copy. Every candidate is measured exactly.
    """
    form = np.empty(longest, np.int32)
    hashes = np.empty(longest, np.uint64)
    slots = 16
    while slots < 2 * longest:
        slots *= 2
    table, used, stamps = np.empty(slots, np.uint64), np.empty(slots, np.uint8), np.empty(slots, np.int32)
    heads = np.zeros(len(sizes_of_buckets) + 1, np.int64)
    for bucket in range(len(sizes_of_buckets)):
        heads[bucket + 1] = heads[bucket] + min(sizes_of_buckets[bucket], room)
    members = np.empty(heads[-1], np.int32)
    filled = np.zeros(len(sizes_of_buckets), np.int32)
    seen = np.full(len(texts), -1, np.int32)
    shingles = np.zeros(len(texts), np.int32)
    candidates = np.empty(1024, np.int32)
    measured = 0
    for k in range(len(texts)):
        joins[k] = -1
        if ends[k] == ends[k + 1]:
            continue
        length, _, _, _ = read_form(data, offsets[texts[k]], offsets[texts[k] + 1], single, starts, extra, form)
        size, own = fill_set(hashes, hash_shingles(form, length, places, hashes), table, used, stamps)
        shingles[k] = own
        found = 0
        for e in range(ends[k], ends[k + 1]):
            head = heads[buckets[e]]
            for m in range(head, head + filled[buckets[e]]):
                other = members[m]
                if seen[other] == k:
                    continue
                seen[other] = k
                small, large = min(shingles[other], own), max(shingles[other], own)
                if small / large < threshold:
                    continue
                if found == len(candidates):
                    candidates = np.concatenate((candidates, np.empty(found, np.int32)))
                candidates[found] = other
                found += 1
        candidates[:found].sort()
        for c in range(found):
            other = candidates[c]
            length, _, _, _ = read_form(
                data, offsets[texts[other]], offsets[texts[other] + 1], single, starts, extra, form
            )
            count = hash_shingles(form, length, places, hashes)
            common = count_common(hashes, count, table, used, stamps, size, other)
            measured += 1
            alike = common / (own + shingles[other] - common)
            if alike >= threshold:
                joins[k] = other
                similarity[k] = alike
                break
        if joins[k] < 0:
            for e in range(ends[k], ends[k + 1]):
                bucket = buckets[e]
                if filled[bucket] < min(sizes_of_buckets[bucket], room):
                    members[heads[bucket] + filled[bucket]] = k
                    filled[bucket] += 1
    return measured
