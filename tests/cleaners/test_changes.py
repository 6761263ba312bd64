"""Two cleanings compared: every character that is treated differently is told once, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.changes import BACK, GOES, OTHERWISE, compare
from schemas.records import Removal


def removal(start: int, end: int, rule: str = "a.one@1", reason: str = "promo") -> Removal:
    return Removal(start, end, reason, rule, "")


def told(was: list[Removal], now: list[Removal]) -> list[tuple]:
    return [(c.kind, c.start, c.end) for c in compare(was, now)]


@pytest.mark.parametrize(
    ("was", "now", "changes"),
    [
        ([], [], []),
        ([removal(0, 5)], [removal(0, 5)], []),
        ([removal(0, 5, "a.one@1")], [removal(0, 5, "a.one@2")], []),  # a rule with another version is the same rule
        ([removal(0, 5, reason="whitespace")], [], []),
        ([removal(0, 5, reason="whitespace")], [removal(0, 5)], [(GOES, 0, 5)]),
        ([], [removal(3, 5)], [(GOES, 3, 5)]),
        ([removal(3, 5)], [], [(BACK, 3, 5)]),
        ([removal(0, 9)], [removal(0, 4), removal(4, 6, "a.two@1"), removal(6, 9)], [(OTHERWISE, 4, 6)]),
        ([removal(0, 4)], [removal(2, 6)], [(BACK, 0, 2), (GOES, 4, 6)]),
        ([removal(0, 4)], [removal(0, 4, reason="qr")], [(OTHERWISE, 0, 4)]),
        ([removal(0, 4), removal(4, 8)], [], [(BACK, 0, 4), (BACK, 4, 8)]),  # two lines stay two
    ],
)
def test_changes(was, now, changes):
    assert told(was, now) == changes


@st.composite
def removals(draw) -> list[Removal]:
    edges = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
    rules = st.sampled_from(["a.one@1", "a.one@2", "a.two@1"])
    found = [removal(a, b, draw(rules), draw(st.sampled_from(["promo", "whitespace"]))) for a, b in pairwise(edges)]
    return [r for r in found if draw(st.booleans())]


def at(found: list[Removal], place: int) -> tuple | None:
    return next(
        ((r.reason, r.rule.partition("@")[0]) for r in found if r.start <= place < r.end and r.reason != "whitespace"),
        None,
    )


@given(removals(), removals())
def test_a_character_is_told_once_if_it_is_treated_differently(was, now):
    changes = list(compare(was, now))
    assert all(a.end <= b.start for a, b in pairwise(changes))
    different = {place for place in range(31) if at(was, place) != at(now, place)}
    assert {place for c in changes for place in range(c.start, c.end)} == different
    assert [(c.start, c.end) for c in compare(now, was)] == [(c.start, c.end) for c in changes]
