"""Synthetic paragraphs: the same whichever chunk they are made in, and what they say they are."""

from __future__ import annotations

import numpy as np

from bench.synthetic import EDITED, EQUAL, HOT, HOT_TEXTS, ORIGINAL, RENUMBERED, REPEATS, chunk, chunks, origins
from cleaners.repeats.form import comparison_form, numbers

COUNT = 20_000


def test_a_paragraph_does_not_depend_on_its_chunk():
    whole = chunk(0, 1_000).to_pylist()
    assert [t for part in chunks(1_000, 300) for t in part.to_pylist()] == whole
    assert chunk(3, 250).to_pylist() == whole[750:]
    assert chunk(0, 1_000, seed=2).to_pylist() != whole


def test_repeats_are_of_the_kind_they_say():
    texts = chunk(0, COUNT).to_pylist()
    kinds, originals = origins(0, COUNT)
    seen = set()
    for i in np.flatnonzero(originals >= 0):
        own, other = texts[i], texts[originals[i]]
        if kinds[i] == ORIGINAL:
            assert originals[i] == i
            continue
        assert originals[i] < i
        same = numbers(own) == numbers(other)
        assert same == (kinds[i] != RENUMBERED)
        assert own == other or kinds[i] != EQUAL
        assert len(own) == len(other)
        seen.add(kinds[i])
    assert seen == {EQUAL, EDITED, RENUMBERED}


def test_shares_and_lengths():
    kinds, originals = origins(0, COUNT)
    hot = originals < 0
    assert abs(np.mean(kinds != ORIGINAL) - REPEATS - HOT) < 0.01
    assert abs(np.mean(hot) - HOT) < 0.005 and set(originals[hot]) == set(range(-HOT_TEXTS, 0))
    letters = [len(comparison_form(t).strip("0123456789")) for t in chunk(0, 1_000).to_pylist()]
    assert min(letters) >= 40 and max(letters) <= 206
