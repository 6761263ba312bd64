"""Texts in letters of an alphabet are compared by longer shingles than Chinese ones."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form, engine, find_stars, kernel_text
from cleaners.repeats.compare import jaccard, shingles
from cleaners.repeats.form import ALPHABET_LONGER
from cleaners.repeats.minhash import multipliers, shingle_hashes, signature
from schemas.config import RepeatOptions

SIDES = pytest.mark.parametrize("small", [-1, 1 << 30], ids=["compiled", "plain"])


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("", []),
        ("abcd", ["abcd"]),
        ("abcde", ["abcde"]),
        ("abcdefghij", ["abcdefghi", "bcdefghij"]),
        ("春江潮水连海", ["春江潮水连", "江潮水连海"]),
        ("用winnow洗稿", ["用winn", "winnow洗稿"]),
        ("用winnow来洗稿", ["用winn", "winnow来洗稿"]),
        ("用winnow来洗一次", ["用winn", "winnow来洗一", "innow来洗一次"]),
        (
            "用winnow来洗一次稿",
            ["用winn", "winnow来洗一", "innow来洗一次", "nnow来", "now来洗", "ow来洗一", "w来洗一次", "来洗一次稿"],
        ),
        ("abcd春江潮", ["abcd春", "bcd春江", "cd春江潮"]),  # four letters
        ("abcd1efg", ["abcd1", "bcd1e", "cd1ef", "d1efg"]),  # digits and symbols are no letters
        ("вморетуман", ["вморетума", "моретуман"]),
        ("đẹpquá1", ["đẹpquá1"]),
        ("ひらがなカナ", ["ひらがなカ", "らがなカナ"]),
        ("한국어문장들", ["한국어문장", "국어문장들"]),
    ],
)
def test_shingles(form, found):
    assert shingles(form, 5) == set(found)


@settings(max_examples=200, deadline=None)
@given(st.text("abcxyz春江潮水17é", max_size=40), st.sampled_from([1, 3, 5]))
def test_hashes_are_those_of_the_shingles(form, size):
    plain = shingle_hashes(form, size)
    codes, hashes = np.array([*map(ord, form), 0], np.int32), np.empty(50, np.uint64)
    count = kernel_text.hash_shingles(codes, len(form), multipliers(size + ALPHABET_LONGER), hashes)
    assert (hashes[:count] == plain).all() and count == len(plain)
    assert len(set(plain.tolist())) == len(shingles(form, size))


NOTICE = "Copyright held by {0}. The material may not be copied, stored or sent on without the written leave of {0}."
ARTICLE = (
    "The ferry left the harbour an hour before dawn, with forty crates of lemons on deck and the captain's brother "
    "asleep under a sail, and nobody on the quay thought of counting the passengers until the evening of that day."
)


@SIDES
def test_the_name_is_what_an_english_notice_says(small, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", small)
    names = [NOTICE.format(name) for name in ("Harbour", "Hillside")]
    forms = [comparison_form(text) for text in names]
    assert jaccard(*({form[i : i + 5] for i in range(len(form) - 4)} for form in forms)) >= 0.67
    texts = pa.array([*names, ARTICLE, ARTICLE.replace("forty", "fifty")])
    rows = find_stars(texts, RepeatOptions(threshold=0.67)).to_pylist()
    assert [(r["member"], r["representative"]) for r in rows] == [(3, 2)]
    assert rows[0]["similarity"] == jaccard(*(shingles(comparison_form(t), 5) for t in texts.to_pylist()[2:]))


def test_a_heading_before_it_leaves_an_english_text_its_shingles():
    size = 5
    english, copy = comparison_form(ARTICLE), comparison_form("本地新闻来自码头的消息：" + ARTICLE)
    assert shingles(english, size) < shingles(copy, size)
    heading = comparison_form("，来自码头的消息")
    assert jaccard(shingles(english, size), shingles(english + heading, size)) > 0.9


def test_signatures_of_both_scripts_are_the_plain_ones():
    texts = [ARTICLE, "只有风声和水声在夜里一直响到天明，没有别的声音。", "a", ""]
    options = RepeatOptions()
    fast = engine.signatures(engine.text_of(pa.array(texts)), options)
    for row, text in zip(fast, texts, strict=True):
        assert (row == signature(comparison_form(text), 5, options.permutations, options.seed)).all()
