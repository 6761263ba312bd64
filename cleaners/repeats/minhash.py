"""MinHash signatures as datasketch 2 defines them (scheme "affine32"), and the NumPy path.

A shingle of code points c0..ck is hashed to 64 bits: fmix64(sum of ci * multiplier_i), the multipliers odd and
random. The low 32 bits are what datasketch would get from its `hashfunc`; it mixes them once (fmix32) and permutes
them by a * h + b mod 2**32. Signatures load into `datasketch.MinHash(hashvalues=..., scheme="affine32")`.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from cleaners.repeats.form import ALPHABET_LONGER, letters_pattern

# Any constants would do, but they are part of every stored signature: never change them.
_MULTIPLIER_SEED = 20_221
_MAX_SHINGLE = 64
BAND_PRIME = np.uint64(0x9FB21C651E98DF25)
FORM_SEED = np.uint64(0x9E3779B97F4A7C15)
FORM_PRIME = np.uint64(0x100000001B3 | 1 << 60 | 1 << 45)


@cache
def permutations(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The (a, b) of datasketch's affine32 scheme for this seed, uint32 each."""
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, count, dtype=np.uint32)
    return a, b


@cache
def multipliers(size: int) -> np.ndarray:
    """One odd 64-bit multiplier per place in a shingle of `size` characters."""
    generator = np.random.RandomState(_MULTIPLIER_SEED)
    return (generator.randint(0, 1 << 63, _MAX_SHINGLE, dtype=np.uint64) * np.uint64(2) + np.uint64(1))[:size]


def mix64(h: np.ndarray) -> np.ndarray:
    """The 64-bit finalizer of MurmurHash3."""
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


def mix32(h: np.ndarray) -> np.ndarray:
    """The 32-bit finalizer of MurmurHash3."""
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def shingle_hashes(form: str, size: int) -> np.ndarray:
    """64-bit hashes of all shingles (`compare.shingles`) of a form, in order and with repetitions: uint64."""
    codes = np.frombuffer(form.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = max(len(codes) - size + 1, min(len(codes), 1))
    places = multipliers(size + ALPHABET_LONGER)
    total = np.zeros(count, np.uint64)
    for k in range(min(size, len(codes))):
        total += codes[k : k + count] * places[k]
    for run in letters_pattern(size).finditer(form):
        at, last = run.end() - size + 1, max(run.start(), len(codes) - len(places))
        for k in range(size, len(places)):
            longer = codes[run.start() + k : at + k]
            total[run.start() : run.start() + len(longer)] += longer * places[k]
        if last < at:  # the first that reaches the end
            return mix64(total[: last + 1])
    return mix64(total)


def signature(form: str, size: int, count: int, seed: int) -> np.ndarray:
    """MinHash of one comparison form: uint32[count]. An empty form has the signature of an empty set."""
    a, b = permutations(count, seed)
    smallest = np.full(count, 0xFFFFFFFF, np.uint32)
    hashes = mix32(shingle_hashes(form, size).astype(np.uint32))
    for at in range(0, len(hashes), 4096):  # bounds the memory of long texts
        smallest = np.minimum(smallest, (hashes[at : at + 4096, None] * a + b).min(axis=0))
    return smallest


def band_keys(form: str, shingle: int, count: int, seed: int, bands: int, rows: int) -> np.ndarray:
    """One key per band of a form's signature: the band above a 32-bit hash of `rows` values. uint64[bands]."""
    values = signature(form, shingle, count, seed)[: bands * rows].reshape(bands, rows).astype(np.uint64)
    band = np.arange(bands, dtype=np.uint64)
    key = band.copy()
    for row in range(rows):
        key = (key ^ values[:, row]) * BAND_PRIME
        key ^= key >> np.uint64(32)
    return (band << np.uint64(32)) | (mix64(key) >> np.uint64(32))


def form_hash(form: str) -> int:
    """The first half of the hash equal forms are grouped by, 64 bits."""
    hashed, prime = int(FORM_SEED), int(FORM_PRIME)
    for character in form:
        hashed = (hashed ^ ord(character)) * prime & 0xFFFFFFFFFFFFFFFF
        hashed ^= hashed >> 32
    return int(mix64(np.array([hashed ^ len(form)], np.uint64))[0])
