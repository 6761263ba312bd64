"""The compiled engine against Python and against datasketch, and what must not break it."""

from __future__ import annotations

import unicodedata

import datasketch
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form, engine, find_stars, kernel_text
from cleaners.repeats.chartable import TABLE_SIZE, char_table
from cleaners.repeats.form import numbers, special_codes
from cleaners.repeats.minhash import shingle_hashes, signature
from schemas.config import RepeatOptions

# Characters the comparison form changes, and ordinary ones between them.
_SPECIAL = [chr(c) for c in special_codes() if not 0xD800 <= c < 0xE000]
_TEXT = st.text(st.one_of(st.sampled_from(_SPECIAL), st.sampled_from("风雨12三é가e\u0301 ")), max_size=30)


def text_of(*texts: str) -> engine.Text:
    return engine.text_of(pa.array(texts, pa.string()))


def form_of(text: str) -> str:
    """The comparison form as the compiled code writes it."""
    text, lengths, _ = engine.read_forms(text_of(text))
    form = np.empty(int(lengths[0]), np.int32)
    kernel_text.write_form(*kernel_text.bytes_of(text, 0), char_table(), kernel_text.CODE_MASK, form)
    return "".join(map(chr, form))


def test_every_special_character_folds_alike():
    assert max(map(ord, _SPECIAL)) >= TABLE_SIZE
    for at in range(0, len(_SPECIAL), 64):
        text = "a".join(_SPECIAL[at : at + 64])
        assert form_of(text) == comparison_form(text)


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_forms_agree(text):
    assert form_of(text) == comparison_form(text)


@settings(max_examples=150, deadline=None)
@given(_TEXT, _TEXT)
def test_hashes_tell_forms_and_numbers_apart(a, b):
    _, _, hashes = engine.read_forms(text_of(a, b))
    assert (hashes[0, :2] == hashes[1, :2]).all() == (comparison_form(a) == comparison_form(b))
    assert (hashes[0, 2] == hashes[1, 2]) == (numbers(a) == numbers(b))


@settings(max_examples=50, deadline=None)
@given(st.text("春江潮水连海平海上明月共潮生", max_size=60), st.sampled_from([1, 7]))
def test_signatures_are_datasketch_s(text, seed):
    options = RepeatOptions(seed=seed)
    hashes = shingle_hashes(comparison_form(text), options.shingle).astype(np.uint32)
    theirs = datasketch.MinHash(options.permutations, seed=seed, hashfunc=int)
    theirs.update_batch(hashes)
    ours = engine.signatures(text_of(text), options)[0]
    assert (ours == theirs.hashvalues).all()
    assert (signature(comparison_form(text), options.shingle, options.permutations, seed) == ours).all()
    loaded = datasketch.MinHash(seed=seed, hashvalues=ours, scheme="affine32")
    assert loaded.jaccard(theirs) == 1.0


@pytest.mark.parametrize("name", ["lsh", "exact"])
@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["", "", "a"],
        ["同一段话说了又说，说了又说，没有个完。" * 2] * 5000,  # all identical
        ["春" * 100_000, "春" * 100_000, "秋" * 9_000, "秋" * 9_001],  # one shingle; over and under LONG_CHARS
        ["\u0301" * 50, "ᄀ" + "\u1161" * 40, "ﷺ" * 30],
    ],
    ids=["none", "short", "identical", "long", "joining"],
)
def test_bounded_on_hostile_columns(name, texts, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", -1)
    fast = find_stars(pa.array(texts, pa.string()), RepeatOptions(engine=name))
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", 1 << 40)
    assert fast.equals(find_stars(pa.array(texts, pa.string()), RepeatOptions(engine=name)))


def test_texts_that_must_be_normalized_stand_among_others():
    texts = ["前面一段", "cafe\u0301 au lait", "中间一段", "ハ\u309aリ", "后面一段"]
    signatures = engine.signatures(text_of(*texts), RepeatOptions())
    alone = [engine.signatures(text_of(comparison_form(t)), RepeatOptions())[0] for t in texts]
    assert (signatures == np.array(alone)).all()
    text, lengths, _ = engine.read_forms(text_of(*texts))
    assert lengths.tolist() == [len(comparison_form(t)) for t in texts]
    assert text.data[text.starts[4] : text.ends[4]].tobytes().decode() == texts[4]
    assert text.more.tobytes().decode() == unicodedata.normalize("NFKC", texts[1] + texts[3])


def test_slices_and_nulls_are_read_at_their_place():
    texts = pa.array([None, "只有风声和水声在夜里一直响到天明，没有别的声音。", None] * 3, pa.large_string())
    rows = find_stars(texts.slice(1)).to_pylist()
    assert [(r["member"], r["representative"]) for r in rows] == [(3, 0), (6, 0)]


@pytest.mark.parametrize("name", ["lsh", "exact"])
def test_without_numba_the_result_is_the_same(name, monkeypatch):
    letters = "春江潮水连海平海上明月共潮生滟滟随波千里何处无月明江流宛转绕芳甸"
    random = np.random.RandomState(3)
    bases = ["".join(random.choice(list(letters), 60)) for _ in range(20)]
    texts = pa.array([b[:k] + "花" + b[k + 1 :] for b in bases for k in random.randint(0, 60, 8)])  # some alike
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", -1)
    options = RepeatOptions(engine=name)
    fast = find_stars(texts, options)
    assert fast.num_rows > 20
    monkeypatch.setattr("cleaners.repeats.stars._compiled", lambda: None)
    assert find_stars(texts, options).equals(fast)


def test_a_crowded_bucket_costs_in_proportion_and_copies_in_it_are_still_met():
    random = np.random.RandomState(2)
    letters = np.array([chr(0x4E00 + i) for i in range(3000)])
    standing = "".join(random.choice(letters, 120))  # in every text: all share buckets, none are alike
    texts = [standing + "".join(random.choice(letters, 45)) for _ in range(300)]
    copies = [t[:-1] + "终" for t in texts[200:]]
    rows = find_stars(pa.array(texts + copies), RepeatOptions())
    assert rows["member"].to_pylist() == list(range(300, 400))
    assert rows["representative"].to_pylist() == list(range(200, 300))
