"""The measure of the benchmark: exact pairs, and how a result is judged by them."""

from __future__ import annotations

import pytest

from bench.repeats_truth import Truth, alike_pairs, brute_pairs
from bench.synthetic import paragraphs
from cleaners.repeats import comparison_form

BASE = "春天的河水漫过石桥桥边的老柳树刚刚抽出新芽孩子们在岸上放风筝"  # 30 letters: 26 shingles
NEAR = BASE[:-1] + "车"  # 25 of 27 in common
FAR = BASE[:15] + "车" + BASE[16:]  # 21 of 31
OTHER = "冬季里山路结了冰赶集的人天不亮就得出门带上干粮和热水走得很慢"
FIVE, SIX = BASE + "5", BASE + "6"


def truth(*texts: str) -> Truth:
    return Truth(list(texts), [comparison_form(t) for t in texts], 0.8, 5)


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.9])
def test_the_exact_join_is_what_measuring_every_pair_gives(threshold):
    forms = list(dict.fromkeys(comparison_form(t) for t in paragraphs(3_000, 500).to_pylist()))
    found = alike_pairs(forms, threshold, 5)
    assert found == brute_pairs(forms, threshold, 5)
    assert found


def test_similarity_is_that_of_the_sets():
    assert alike_pairs([BASE, NEAR, FAR, OTHER], 0.8, 5) == {(0, 1): 25 / 27}
    assert set(alike_pairs([BASE, NEAR, FAR, OTHER], 21 / 31, 5)) == {(0, 1), (0, 2)}


@pytest.mark.parametrize(
    ("texts", "removed", "judged"),
    [
        ((BASE, NEAR, OTHER), {1: 0}, (1, 0, 0, 0)),
        ((BASE, BASE, BASE + "。"), {1: 0, 2: 0}, (2, 0, 0, 0)),
        ((BASE, NEAR, OTHER), {}, (0, 0, 0, 1)),  # left
        ((BASE, OTHER), {1: 0}, (1, 1, 0, 0)),  # not alike at all
        ((BASE, FAR), {1: 0}, (1, 1, 0, 0)),  # not alike enough
        ((BASE, OTHER), {1: None}, (1, 1, 0, 0)),
        ((BASE, NEAR), {1: None}, (1, 0, 0, 0)),
        ((FIVE, SIX), {1: 0}, (1, 0, 1, 0)),  # alike, but for the number
        ((FIVE, SIX), {1: None}, (1, 0, 1, 0)),
        ((FIVE, SIX), {}, (0, 0, 0, 0)),  # other numbers need not go
        ((BASE, NEAR, BASE), {0: 1, 2: 1}, (2, 0, 0, 0)),  # the kept one may stand later
        ((NEAR, BASE), {0: None, 1: None}, (2, 2, 0, 0)),  # nothing is left of what they say
    ],
)
def test_a_result_is_judged_by_what_it_kept(texts, removed, judged):
    assert truth(*texts).judge(removed)[:4] == judged


def test_recall_and_precision():
    quality = truth(BASE, NEAR, BASE, OTHER).judge({1: 0, 3: 0})
    assert (quality.recall, quality.precision) == (0.5, 0.5)
    assert truth(BASE, NEAR, OTHER).repeats() == 1
