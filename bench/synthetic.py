"""Synthetic paragraphs of any number: written for speed, the same on every machine, chunk by chunk.

    python -m bench.synthetic [--rows 1000000]    shows the first ten and how fast it is

Paragraph i is a function of the seed and i alone, so any chunk can be made without the others, in any process.
A paragraph is 40 to 200 Han letters in words of one to three letters; words are drawn by Zipf's law (the r-th most
common with a probability of about 1/r), punctuation stands between them, and every second original holds a number.
REPEATS of all paragraphs repeat an earlier original drawn from all before: a third equal, a third with one to
four letters replaced, a third with other digits only. HOT of all paragraphs repeat one of HOT_TEXTS texts in the same
three ways: 100,000 copies of each in 20 million.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from functools import cache

import numpy as np
import pyarrow as pa

from cleaners.repeats.form import NUMERALS
from cleaners.repeats.jit import jit

REPEATS, HOT, HOT_TEXTS = 0.2, 0.025, 5
FEWEST, MOST = 40, 200  # Han letters of a paragraph
ROWS = 200_000  # of a chunk
ORIGINAL, EQUAL, EDITED, RENUMBERED = range(4)  # what a paragraph is to the one it repeats

_WORDS, _LONGEST_WORD, _MOST_EDITS, _MOST_DIGITS = 30_000, 3, 4, 6
_DRAWN = 1 << 16  # a word is drawn by 16 bits
_FLAT = 8.0  # the most common letter has 2 % of all places, as in prose
_HAN = (0x4E00, 0xA000)
_COMMA, _STOP, _ZERO = 0xFF0C, 0x3002, 0x30
_FIRST = 64  # so many are always originals: there must be something to repeat
_HOT_NUMBER = 1 << 62  # hot texts are paragraphs of numbers nobody else has
_MOST_CODES = 2 * MOST + _MOST_DIGITS + 1


@jit
def _draw(state):
    """The next 64 random bits (splitmix64); `state` is uint64[1]."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@jit
def _below(state, end):
    """A whole number from 0 to end - 1."""
    return np.int64((_draw(state) >> np.uint64(32)) * np.uint64(end) >> np.uint64(32))


@jit
def _share(state):
    """A number from 0 to 1, 1 excluded."""
    return np.float64(_draw(state) >> np.uint64(11)) / 9007199254740992.0


@jit
def _start(state, seed, number, purpose):
    """A stream of its own for every seed, paragraph and purpose."""
    state[0] = np.uint64(seed)
    state[0] = _draw(state) ^ np.uint64(number)
    state[0] = _draw(state) + np.uint64(purpose)


@jit
def _origin(seed, number, state):
    """What paragraph `number` is, and the number of the original it repeats (its own for an original)."""
    if number < _FIRST or number >= _HOT_NUMBER:
        return ORIGINAL, number
    _start(state, seed, number, 1)
    lot = _share(state)
    if lot >= REPEATS + HOT:
        return ORIGINAL, number
    kind = EQUAL + _below(state, 3)
    if lot < HOT:
        return kind, _HOT_NUMBER + _below(state, HOT_TEXTS)
    draws = np.empty(1, np.uint64)
    while True:
        other = _below(state, number)
        if kind == RENUMBERED and other % 2:
            continue
        if other >= _FIRST:
            _start(draws, seed, other, 1)
            if _share(draws) < REPEATS + HOT:
                continue
        return kind, other


@jit
def _write(seed, number, words, codes, state):
    """The original of that number as code points; returns how many. Even numbers hold digits."""
    _start(state, seed, number, 2)
    wanted = FEWEST + _below(state, MOST - FEWEST + 1)
    digits_at = _below(state, wanted - _LONGEST_WORD) if number % 2 == 0 else MOST
    at = han = 0
    while han < wanted:
        if han >= digits_at:
            for _ in range(1 + _below(state, _MOST_DIGITS)):
                codes[at] = _ZERO + _below(state, 10)
                at += 1
            digits_at = MOST
        draw = _draw(state)
        word = words[draw >> np.uint64(48)]
        for k in range(min(np.int64(word[_LONGEST_WORD]), wanted - han)):
            codes[at] = word[k]
            at, han = at + 1, han + 1
        if draw % np.uint64(8) == 0:
            codes[at] = _COMMA
            at += 1
    codes[at] = _STOP
    return at + 1


@jit
def _edit(kind, codes, length, words, state):
    """Other letters at one to `_MOST_EDITS` places, or other digits; punctuation stays."""
    if kind == EDITED:
        for _ in range(1 + _below(state, _MOST_EDITS)):
            at = _below(state, length)
            if _HAN[0] <= codes[at] < _HAN[1]:
                codes[at] = words[_draw(state) >> np.uint64(48), 0]
    elif kind == RENUMBERED:
        for at in range(length):
            if codes[at] < 0x80:
                codes[at] = _ZERO + (codes[at] - _ZERO + 1 + _below(state, 9)) % 10


@jit
def _fill(seed, first, count, words, data, offsets):
    """UTF-8 of paragraphs first to first + count - 1 into `data`, their ends into `offsets`."""
    codes, state = np.empty(_MOST_CODES, np.uint16), np.empty(1, np.uint64)
    offsets[0] = end = 0
    for i in range(count):
        kind, original = _origin(seed, first + i, state)
        length = _write(seed, original, words, codes, state)
        _start(state, seed, first + i, 4)
        _edit(kind, codes, length, words, state)
        for k in range(length):
            code = codes[k]
            if code < 0x80:
                data[end] = code
                end += 1
            else:
                data[end], data[end + 1], data[end + 2] = 0xE0 | code >> 12, 0x80 | (code >> 6) & 63, 0x80 | code & 63
                end += 3
        offsets[i + 1] = end


@jit
def _origins(seed, first, count, kinds, originals):
    state = np.empty(1, np.uint64)
    for i in range(count):
        kinds[i], original = _origin(seed, first + i, state)
        originals[i] = original if original < _HOT_NUMBER else _HOT_NUMBER - original - 1


@cache
def _vocabulary(seed: int) -> np.ndarray:
    """_DRAWN words, the common ones many times over: three letters, no numerals, and how many of them are used."""
    pairs = (bytes((row, column)) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF))
    common = [c for c in b"".join(pairs).decode("gb2312", "ignore") if c not in NUMERALS]
    random = np.random.RandomState(seed)
    letters = random.permutation(np.array([ord(c) for c in common], np.uint16))
    words = np.empty((_WORDS, _LONGEST_WORD + 1), np.uint16)
    words[:, :-1] = random.choice(letters, (_WORDS, _LONGEST_WORD), p=_zipf(len(letters)))
    words[:, -1] = random.randint(1, _LONGEST_WORD + 1, _WORDS)
    return words[random.choice(_WORDS, _DRAWN, p=_zipf(_WORDS))]


def _zipf(ranks: int) -> np.ndarray:
    """The law of Zipf and Mandelbrot: how likely each rank is."""
    share = 1 / (np.arange(ranks) + _FLAT)
    return share / share.sum()


def paragraphs(first: int, count: int, seed: int = 1) -> pa.LargeStringArray:
    """Paragraphs number `first` to `first + count - 1`."""
    data, offsets = np.empty(count * _MOST_CODES * 3, np.uint8), np.empty(count + 1, np.int64)
    _fill(seed, first, count, _vocabulary(seed), data, offsets)
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data[: offsets[-1]]))


def chunk(number: int, rows: int = ROWS, seed: int = 1) -> pa.LargeStringArray:
    """Chunk `number` of `rows` paragraphs; the same paragraph has the same text however large the chunks."""
    return paragraphs(number * rows, rows, seed)


def chunks(total: int, rows: int = ROWS, seed: int = 1) -> Iterator[pa.LargeStringArray]:
    """The first `total` paragraphs, chunk by chunk."""
    for first in range(0, total, rows):
        yield paragraphs(first, min(rows, total - first), seed)


def origins(first: int, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """What was made of what: kinds (int8: ORIGINAL, EQUAL, EDITED, RENUMBERED) and originals (int64).

    The original is the number of an earlier paragraph, the own one for an ORIGINAL, and -1 to -HOT_TEXTS for a
    copy of a hot text, which itself stands nowhere.
    """
    kinds, originals = np.empty(count, np.int8), np.empty(count, np.int64)
    _origins(seed, first, count, kinds, originals)
    return kinds, originals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    print("\n".join(chunk(0, 10).to_pylist()))
    started = time.process_time()
    size = sum(part.nbytes for part in chunks(rows))
    seconds = time.process_time() - started
    print(f"{rows:,} paragraphs, {size / 2**20:,.0f} MiB, {rows / seconds:,.0f} a CPU second")


if __name__ == "__main__":
    main()
