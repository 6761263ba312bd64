"""Texts in letters of an alphabet are compared by longer shingles than Chinese ones."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form, engine, find_stars, kernel_text
from cleaners.repeats.compare import jaccard, shingles
from cleaners.repeats.form import ALPHABET_LONGER, shingle_size
from schemas.config import RepeatOptions

SIDES = pytest.mark.parametrize("small", [-1, 1 << 30], ids=["compiled", "plain"])


@pytest.mark.parametrize(
    ("form", "longer"),
    [
        ("abcdefg" + "春江潮", True),  # just 0.7
        ("abcdef" + "春江潮", False),
        ("abcdef" + "1234", False),  # digits and symbols are no letters
        ("abcdefgh" + "12", True),
        ("ёжикvтумане", True),
        ("tiếngviệtđẹp", True),
        ("ひらがなカタカナ", False),
        ("한국어문장", False),
        ("春江潮水连海平", False),
    ],
)
def test_size(form, longer):
    assert shingle_size(form, 5) == 5 + longer * ALPHABET_LONGER
    codes = np.array(list(map(ord, form)), np.int32)
    assert kernel_text.shingle_size(codes, len(codes), 5) == shingle_size(form, 5)
    assert {len(shingle) for shingle in shingles(form, 5)} == {min(len(form), shingle_size(form, 5))}


@settings(max_examples=150, deadline=None)
@given(st.text("abcxyz春江潮水17é", max_size=40))
def test_compiled_sizes_agree(form):
    codes = np.array([*map(ord, form), 0], np.int32)
    assert kernel_text.shingle_size(codes, len(form), 5) == shingle_size(form, 5)


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


def test_signatures_of_both_scripts_are_the_plain_ones():
    from cleaners.repeats.minhash import signature

    texts = [ARTICLE, "只有风声和水声在夜里一直响到天明，没有别的声音。", "a", ""]
    options = RepeatOptions()
    fast = engine.signatures(engine.text_of(pa.array(texts)), options)
    for row, text in zip(fast, texts, strict=True):
        assert (row == signature(comparison_form(text), 5, options.permutations, options.seed)).all()
