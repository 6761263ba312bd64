"""Compiled code: candidates that meet in a bucket are measured, and stars grow in survivor order."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.jit import jit
from cleaners.repeats.kernel_text import read_shingles

_1, _56, _62, _63 = np.uint64(1), np.uint64(56), np.uint64(62), np.uint64(63)


# Bits of a text's bitmap: enough to tell apart texts of a few hundred shingles.
_WORDS = 4


@jit
def fill_set(hashes, count, table, used, stamps, bitmap):
    """Insert hashes[:count] into an open-addressing table of a power of two; returns (slots in use, distinct).

    `used` marks occupied slots, `stamps` is reset: it will tell which shingles another text has already met. Every
    distinct shingle flips a bit of `bitmap`.
    """
    bitmap[:] = 0
    size = 16
    while size < 2 * count:
        size *= 2
    for at in range(size):
        used[at] = 0
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
            bitmap[hashes[j] >> _62] ^= _1 << (hashes[j] >> _56 & _63)
    return size, distinct


@jit
def most_common(a, b, total):
    """The most shingles two sets of `total` together can share, by their bitmaps.

    A bit that differs stands for a shingle at least that only one of them has: the bitmap filter of Sandes, Teodoro and
    Melo (2017), here with parity. It never rules out what is alike.
    """
    differ = np.uint64(0)
    for word in range(_WORDS):
        x = a[word] ^ b[word]
        x -= (x >> _1) & np.uint64(0x5555555555555555)
        x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
        x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        differ += (x * np.uint64(0x0101010101010101)) >> _56
    return (total - np.int64(differ)) // 2


@jit
def count_common(hashes, count, table, used, stamps, size, stamp, needed):
    """How many distinct shingles of hashes[:count] are in the table; too few of them if `needed` is out of reach."""
    mask = np.uint64(size - 1)
    common = 0
    for j in range(count):
        if common + count - j < needed:
            break
        at = hashes[j] & mask
        while used[at] and table[at] != hashes[j]:
            at = (at + np.uint64(1)) & mask
        if used[at] and stamps[at] != stamp:
            stamps[at] = stamp
            common += 1
    return common


@jit
def sort_ascending(values, count):
    """Sort values[:count] in place (Shell's method: short to compile, and the stretches are nearly sorted)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, count):
            value, to = values[k], k
            while to >= gap and values[to - gap] > value:
                values[to] = values[to - gap]
                to -= gap
            values[to] = value
        gap //= 3


@jit
def doubled(values):
    """A copy with twice the room."""
    larger = np.empty(2 * len(values), values.dtype)
    for i in range(len(values)):
        larger[i] = values[i]
    return larger


@jit
def is_apart(apart, pair):
    """Whether the sorted numbers hold this one."""
    low, high = 0, len(apart)
    while low < high:
        middle = (low + high) // 2
        if apart[middle] < pair:
            low = middle + 1
        else:
            high = middle
    return low < len(apart) and apart[low] == pair


@jit
def candidates_of(
    k, own, numbers, templates, threshold, ends, buckets, heads, members, filled, shingles, seen, apart, found
):
    """Representatives in the buckets of text k that can be alike with it, ascending: found[:count], count.

    Pairs of texts (k * texts + other, sorted) in `apart` are never alike. `found` is returned as it may have been replaced by a larger one.
    """
    count = 0
    for e in range(ends[k], ends[k + 1]):
        head = heads[buckets[e]]
        for m in range(head, head + filled[buckets[e]]):
            other = members[m]
            if seen[other] == k:
                continue
            seen[other] = k
            if (numbers[other] != numbers[k]) != templates:
                continue
            if len(apart) and is_apart(apart, np.int64(k) * len(seen) + other):
                continue
            if min(shingles[other], own) / max(shingles[other], own) < threshold:
                continue
            if count == len(found):
                found = doubled(found)
            found[count] = other
            count += 1
    sort_ascending(found, count)
    return found, count


@jit
def grow_stars(
    text, texts, numbers, templates, longest, table, places, ends, buckets, sizes, room, threshold, complete, known,
    apart, joins, similarity,
):  # fmt: skip
    """joins[k] = the first representative text k is alike with (an index into `texts`), or -1 if it becomes one.

    Text k stands in buckets[ends[k] : ends[k + 1]]; only representatives are kept in a bucket, at most `room` of
    them, so a bucket of copies costs one comparison per copy. Every candidate is measured exactly. If `complete`,
    the text must be alike with all members of the star as well. A text joins one with the same hash in `numbers`,
    or if `templates` one with another. The first `known` texts are representatives of
    earlier runs and join nobody.
    """
    form, hashes = np.empty(longest, np.int32), np.empty(longest, np.uint64)
    slots = 16
    while slots < 2 * longest:
        slots *= 2
    bitmaps = np.empty((len(texts), _WORDS), np.uint64)
    set_of_own = np.empty(slots, np.uint64), np.empty(slots, np.uint8), np.empty(slots, np.int32)
    heads = np.empty(len(sizes) + 1, np.int64)
    filled = np.zeros(len(sizes), np.int32)
    heads[0] = 0
    for bucket in range(len(sizes)):
        heads[bucket + 1] = heads[bucket] + min(sizes[bucket], room)
    members = np.empty(heads[-1], np.int32)
    seen, shingles = np.empty(len(texts), np.int32), np.empty(len(texts), np.int32)
    found = np.empty(1024, np.int32)
    # The members of a star in a chain: the next one after each text, and the last one of each representative.
    after, last = np.empty(len(texts), np.int32), np.empty(len(texts), np.int32)
    for k in range(len(texts)):
        seen[k], after[k], last[k] = -1, -1, k
    measured = 0
    for k in range(len(texts)):
        joins[k] = -1
        if ends[k] == ends[k + 1]:
            continue
        count = read_shingles(text, texts[k], table, places, form, hashes)
        size, own = fill_set(hashes, count, *set_of_own, bitmaps[k])
        shingles[k] = own
        possible = 0
        if k >= known:
            found, possible = candidates_of(
                k,
                own,
                numbers,
                templates,
                threshold,
                ends,
                buckets,
                heads,
                members,
                filled,
                shingles,
                seen,
                apart,
                found,
            )
        for c in range(possible):
            other, alike = found[c], 1.0
            while other >= 0 and alike >= threshold:
                needed = np.int64(threshold / (1 + threshold) * (own + shingles[other]) - 1e-6)
                if most_common(bitmaps[k], bitmaps[other], own + shingles[other]) < needed:
                    alike = 0.0
                    break
                count = read_shingles(text, texts[other], table, places, form, hashes)
                common = count_common(hashes, count, *set_of_own, size, other, needed)
                alike = common / (own + shingles[other] - common)
                measured += 1
                if other == found[c]:
                    similarity[k] = alike
                other = after[other] if complete else -1
            if alike >= threshold:
                joins[k] = found[c]
                after[last[found[c]]], last[found[c]] = k, k
                break
        if joins[k] < 0:
            for e in range(ends[k], ends[k + 1]):
                bucket = buckets[e]
                if filled[bucket] < min(sizes[bucket], room):
                    members[heads[bucket] + filled[bucket]] = k
                    filled[bucket] += 1
    return measured
