"""Batches in survivor order give the stars of one run over everything."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form
from cleaners.repeats.across import FORM_BAND, band_keys
from cleaners.repeats.stars import find_stars, table_of
from schemas.config import RepeatOptions

OPTIONS = RepeatOptions(min_chars=6, threshold=0.6)


def in_batches(texts: list[str], cuts: list[int], options: RepeatOptions) -> tuple[list[dict], list[int]]:
    """What a warehouse does: keep the keys of representatives, measure a batch with those it shares a key with."""
    index: dict[int, tuple[set, bool]] = {}  # ordinal: its keys, was it no template member
    stars: list[dict] = []
    for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        keys: dict[int, set] = {}
        for row in band_keys(pa.array(texts[start:end], pa.string()), options)[0].to_pylist():
            keys.setdefault(start + row["ordinal"], set()).add((row["band"], row["key"]))
        wanted = set().union(*keys.values())
        known = [i for i, (theirs, _) in sorted(index.items()) if theirs & wanted]
        batch = [*known, *range(start, end)]
        found = table_of(pa.array([texts[i] for i in batch], pa.string()), options, [index[i][1] for i in known])
        rows = [r | {name: batch[r[name]] for name in ("member", "representative")} for r in found.to_pylist()]
        stars += rows
        members, templates = ({r["member"] for r in rows if (r["kind"] == "template") == t} for t in (False, True))
        index |= {i: (mine, i not in templates) for i, mine in keys.items() if i not in members}
    return stars, sorted(index)


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
    stars, representatives = in_batches(texts, cuts, OPTIONS)
    whole = find_stars(pa.array(texts, pa.string()), OPTIONS).to_pylist()
    assert stars == whole
    joined = {r["member"] for r in whole if r["kind"] != "template"}
    compared = [i for i, text in enumerate(texts) if len(comparison_form(text)) >= OPTIONS.min_chars]
    assert representatives == [i for i in compared if i not in joined]


def test_long_texts_are_met_again_by_their_hash():
    text = "".join(chr(0x4E00 + i) for i in range(10_001))
    stars, representatives = in_batches([text, text, text + "终"], [1, 2], OPTIONS)
    assert [(r["member"], r["representative"], r["kind"]) for r in stars] == [(1, 0, "exact")]
    assert representatives == [0, 2]


def test_a_copy_has_no_keys_and_knows_the_text_it_equals():
    text = "水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。"
    keys, first = band_keys(pa.array([text, "短", text.replace("，", ""), text + "12"]), RepeatOptions())
    assert first.tolist() == [0, -1, 0, 3]
    assert keys["ordinal"].unique().to_pylist() == [0, 3]
    assert FORM_BAND not in keys["band"].to_pylist()


def test_a_posting_takes_eight_bytes_and_a_flag():
    keys, _ = band_keys(pa.array(["水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。"]), RepeatOptions())
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
    compiled, first = band_keys(texts, options)
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", 1 << 30)
    plain = band_keys(texts, options)
    assert plain[0].equals(compiled) and plain[1].tolist() == first.tolist()
    assert compiled["band"].to_pylist()[-1] == 255


def test_a_small_batch_loads_no_compiler():
    code = (
        "import sys, pyarrow as pa; from cleaners.repeats.across import *; from cleaners.repeats.stars import table_of;"
        "from schemas.config import RepeatOptions;"
        "texts, options = pa.array(['水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。']), RepeatOptions();"
        "keys, _ = band_keys(texts, options);"
        "table_of(texts, options);"
        "assert keys.num_rows == 25 and 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
