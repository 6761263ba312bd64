"""Compiled code: from UTF-8 bytes to comparison forms, shingle hashes and MinHash."""

from __future__ import annotations

import numpy as np

from cleaners.repeats.form import ALPHABET_LONGER, ALPHABETS
from cleaners.repeats.jit import jit
from cleaners.repeats.minhash import FORM_PRIME, FORM_SEED

_FORM_SEEDS = (FORM_SEED, np.uint64(0xC2B2AE3D27D4EB4F))
_FORM_PRIMES = (FORM_PRIME, np.uint64(0x9FB21C651E98DF25))
_NUMBER_END = np.uint64(0x1FFFFF)
_S1, _S2, _S3, _S4 = _FORM_SEEDS[0], _FORM_SEEDS[1], _FORM_PRIMES[0], _FORM_PRIMES[1]
_29, _32, _33 = np.uint64(29), np.uint64(32), np.uint64(33)
_M1, _M2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_DROPPED = -1
NUMBER_BIT = 1 << 24
_JOIN_BIT = 1 << 25
CODE_MASK = NUMBER_BIT - 1
WITH_BITS = -1
_TABLE_SIZE = 0x30000


@jit
def mix64(h):
    h = (h ^ (h >> _33)) * _M1
    h = (h ^ (h >> _33)) * _M2
    return h ^ (h >> _33)


@jit
def mix32(h):
    h = np.uint32((h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    h = np.uint32((h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(h ^ (h >> np.uint32(16)))


@jit
def decode(data, at):
    """The code point at byte `at` of valid UTF-8 and the byte after it."""
    c = np.int32(data[at])
    if c < 0x80:
        return c, at + 1
    if c < 0xE0:
        return ((c & 0x1F) << 6) | (data[at + 1] & 0x3F), at + 2
    if c < 0xF0:
        return ((c & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), at + 3
    tail = ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6) | (data[at + 3] & 0x3F)
    return ((c & 0x07) << 18) | tail, at + 4


@jit
def bytes_of(text, i):
    """Where text i stands: a buffer, start and end in it."""
    start, end, size = text.starts[i], text.ends[i], len(text.data)
    if start < size:
        return text.data, start, end
    return text.more, start - size, end - size


@jit
def read_form(data, start, end, table):
    """What tells the comparison form of data[start:end] from others, without keeping it.

    Returns its length, its 128-bit hash, the hash of its numbers, and whether a character joins with another.
    """
    at, length = start, 0
    h1, h2, numbers = _S1, _S2, _S1
    in_number, joined = False, False
    while at < end:
        code, at = decode(data, at)
        value = table.single[code] if code < _TABLE_SIZE else (_DROPPED if 0xE0000 <= code < 0xE1000 else code)
        first, last = 0, 1
        if value < _DROPPED:
            first, last = table.starts[-2 - value], table.starts[-1 - value]
        for k in range(first, last):
            v = table.extra[k] if value < _DROPPED else value
            if v == _DROPPED:
                if in_number:
                    numbers = (numbers ^ _NUMBER_END) * _S4
                    in_number = False
                continue
            c = np.uint64(v & CODE_MASK)
            joined |= v & _JOIN_BIT != 0
            if v & NUMBER_BIT:
                numbers = (numbers ^ c) * _S4
                in_number = True
            elif in_number:
                numbers = (numbers ^ _NUMBER_END) * _S4
                in_number = False
            h1 = (h1 ^ c) * _S3
            h1 ^= h1 >> _32
            h2 = (h2 ^ c) * _S4
            h2 ^= h2 >> _29
            length += 1
    if in_number:
        numbers = (numbers ^ _NUMBER_END) * _S4
    return length, mix64(h1 ^ np.uint64(length)), mix64(h2), mix64(numbers), joined


@jit
def write_form(data, start, end, table, mask, form):
    """Write the comparison form of data[start:end] to `form`, which must have room for it.

    `mask` is CODE_MASK, or WITH_BITS to leave NUMBER_BIT on the characters that numbers are made of. Returns the
    length, and whether a character joins with another.
    """
    at, length, seen = start, 0, 0
    while at < end:
        code, at = decode(data, at)
        value = table.single[code] if code < _TABLE_SIZE else (_DROPPED if 0xE0000 <= code < 0xE1000 else code)
        if value >= 0:
            seen |= value
            form[length] = value & mask
            length += 1
        elif value < _DROPPED:
            for k in range(table.starts[-2 - value], table.starts[-1 - value]):
                if table.extra[k] != _DROPPED:
                    seen |= table.extra[k]
                    form[length] = table.extra[k] & mask
                    length += 1
    return length, seen & _JOIN_BIT != 0


@jit
def is_letter(c):
    return (ALPHABETS[0][0] <= c) & (c < ALPHABETS[0][1]) | (ALPHABETS[1][0] <= c) & (c < ALPHABETS[1][1])


@jit
def hash_shingles(form, length, places, hashes):
    """Write the 64-bit hashes of all shingles of form[:length] to `hashes`; returns how many there are.

    `places` has the multipliers of the longest shingle there may be.
    """
    size = len(places) - ALPHABET_LONGER
    count = max(length - size + 1, min(length, 1))
    for i in range(count):
        hashes[i] = np.uint64(form[i]) * places[0]
    for k in range(1, min(size, length)):
        place = places[k]
        for i in range(count):
            hashes[i] += np.uint64(form[i + k]) * place
    i = size - 1
    while i < length:
        if not is_letter(form[i]):
            i += size  # a run long enough to matter cannot lie between
            continue
        start = i
        while start and is_letter(form[start - 1]):
            start -= 1
        while i < length and is_letter(form[i]):
            i += 1
        if i - start >= size:
            stop, last = i - size + 1, max(start, length - len(places))
            for k in range(size, len(places)):
                place = places[k]
                for j in range(start, min(stop, length - k)):
                    hashes[j] += np.uint64(form[j + k]) * place
            if last < stop:  # the first that reaches the end
                count = last + 1
                break
        i += size
    for i in range(count):
        hashes[i] = mix64(hashes[i])
    return count


@jit
def read_shingles(text, i, table, places, form, hashes):
    """Write the shingle hashes of text i to `hashes`; returns how many there are."""
    data, start, end = bytes_of(text, i)
    length, _ = write_form(data, start, end, table, CODE_MASK, form)
    return hash_shingles(form, length, places, hashes)


@jit
def minhash(hashes, count, a, b, smallest):
    """Fill `smallest` with the minimum of every permutation over hashes[:count], four shingles at a time."""
    for p in range(len(a)):
        smallest[p] = np.uint32(0xFFFFFFFF)
    i = 0
    while i + 4 <= count:
        h0 = mix32(np.uint32(hashes[i]))
        h1 = mix32(np.uint32(hashes[i + 1]))
        h2 = mix32(np.uint32(hashes[i + 2]))
        h3 = mix32(np.uint32(hashes[i + 3]))
        for p in range(len(a)):
            v0, v1 = np.uint32(a[p] * h0 + b[p]), np.uint32(a[p] * h1 + b[p])
            v2, v3 = np.uint32(a[p] * h2 + b[p]), np.uint32(a[p] * h3 + b[p])
            smallest[p] = min(smallest[p], min(min(v0, v1), min(v2, v3)))
        i += 4
    for k in range(i, count):
        h = mix32(np.uint32(hashes[k]))
        for p in range(len(a)):
            smallest[p] = min(smallest[p], np.uint32(a[p] * h + b[p]))


@jit
def sign(text, table, places, a, b, signatures, joined):
    """MinHash signatures of all texts, one row each; joined[i] as in `read_forms`."""
    longest = 16
    for i in range(len(text.starts)):
        longest = max(longest, text.ends[i] - text.starts[i])
    form = np.empty(6 * longest, np.int32)  # no character becomes more than six per byte
    hashes = np.empty(6 * longest, np.uint64)
    for i in range(len(text.starts)):
        data, start, end = bytes_of(text, i)
        length, joined[i] = write_form(data, start, end, table, CODE_MASK, form)
        minhash(hashes, hash_shingles(form, length, places, hashes), a, b, signatures[i])
