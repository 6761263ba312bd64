"""Batches in survivor order give the stars of one run over everything."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.repeats.across import POSTINGS_SCHEMA, REPRESENTATIVES_SCHEMA, band_keys, candidates, match_batch
from cleaners.repeats.stars import STARS_SCHEMA, find_stars
from schemas.config import RepeatOptions

OPTIONS = RepeatOptions(min_chars=6, threshold=0.6)


def in_batches(texts: list[str], cuts: list[int], options: RepeatOptions) -> tuple[pa.Table, pa.Table]:
    """What a warehouse does: keep the index, hand over the texts of the candidates."""
    postings, rows = POSTINGS_SCHEMA.empty_table(), REPRESENTATIVES_SCHEMA.empty_table()
    stars = [STARS_SCHEMA.empty_table()]
    for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        batch = pa.array(texts[start:end], pa.string())
        keys = band_keys(batch, options)
        wanted = candidates(postings, keys)
        known_rows = rows.filter(np.isin(rows["ordinal"].to_numpy(), wanted))
        known = pa.array([texts[i] for i in known_rows["ordinal"].to_pylist()], pa.string())
        found, new = match_batch(known, known_rows, batch, start, options)
        stars.append(found)
        rows = pa.concat_tables([rows, new])
        ordinals = keys["ordinal"].to_numpy() + np.uint32(start)
        keys = keys.set_column(2, POSTINGS_SCHEMA.field(2), pa.array(ordinals))
        kept = keys.filter(np.isin(ordinals, new["ordinal"].to_numpy()))
        postings = pa.concat_tables([postings, kept]).sort_by([("band", "ascending"), ("key", "ascending")])
    return pa.concat_tables(stars).combine_chunks(), rows


@st.composite
def _texts(draw) -> list[str]:
    bases = draw(st.lists(st.text("春江潮水连海平", min_size=5, max_size=40), min_size=1, max_size=3))
    edits = st.tuples(st.sampled_from(bases), st.integers(0, 30), st.sampled_from(["", "7", "12", "月", "。"]))
    return [base[:at] + what + base[at:] for base, at, what in draw(st.lists(edits, min_size=1, max_size=14))]


@pytest.mark.parametrize("small", [-1, 1 << 30], ids=["compiled", "plain"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=_texts(), data=st.data())
def test_batches_equal_one_run(small, texts, data, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", small)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    stars, rows = in_batches(texts, cuts, OPTIONS)
    whole = find_stars(pa.array(texts, pa.string()), OPTIONS)
    assert stars.equals(whole.combine_chunks())
    joined = {r["member"] for r in whole.to_pylist() if r["kind"] != "template"}
    assert rows["ordinal"].to_pylist() == [i for i in range(len(texts)) if i not in joined]


def test_long_texts_are_met_again_by_their_hash():
    text = "".join(chr(0x4E00 + i) for i in range(10_001))
    stars, rows = in_batches([text, text, text + "终"], [1, 2], OPTIONS)
    assert [(r["member"], r["representative"], r["kind"]) for r in stars.to_pylist()] == [(1, 0, "exact")]
    assert rows["ordinal"].to_pylist() == [0, 2]


def test_a_posting_takes_eight_bytes_and_a_flag():
    keys = band_keys(pa.array(["水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。"]), RepeatOptions())
    assert keys.num_rows == RepeatOptions().bands
    assert keys.nbytes <= 300


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6),
    options=st.sampled_from(
        [RepeatOptions(min_chars=1), RepeatOptions(min_chars=4, bands=8, rows=3, seed=9, shingle=3)]
    ),
)
def test_plain_keys_are_the_compiled_ones(texts, options, monkeypatch):
    texts = pa.array([*texts, "".join(chr(0x4E00 + i) for i in range(10_001)), None], pa.string())
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", -1)
    compiled = band_keys(texts, options)
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", 1 << 30)
    assert band_keys(texts, options).equals(compiled)
    assert compiled["band"].to_pylist()[-1] == 255


def test_a_small_batch_loads_no_compiler():
    code = (
        "import sys, pyarrow as pa; from cleaners.repeats.across import *; from schemas.config import RepeatOptions;"
        "texts, options = pa.array(['水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。']), RepeatOptions();"
        "keys = band_keys(texts, options);"
        "match_batch(pa.array([], pa.string()), REPRESENTATIVES_SCHEMA.empty_table(), texts, 0, options);"
        "assert keys.num_rows == 25 and 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
