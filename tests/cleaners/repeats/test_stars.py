"""Stars: each repeat joins the earliest representative it is measured alike with, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form, find_stars
from cleaners.repeats.compare import jaccard, shingles
from cleaners.repeats.form import numbers
from schemas.config import RepeatOptions

OPTIONS = RepeatOptions(min_chars=6, engine="exact")


def brute_force(texts: list[str], options: RepeatOptions) -> list[tuple[int, int, float, bool]]:
    """The definition, read off the page: every text against every representative, in order."""
    representatives: list[int] = []
    heads: list[int] = []
    rows = []
    sets = [shingles(comparison_form(t), options.shingle) for t in texts]
    for i, text in enumerate(texts):
        form = comparison_form(text)
        if not form or len(form) < options.min_chars:
            continue
        near = [(r, jaccard(sets[i], sets[r])) for r in representatives if numbers(texts[r]) == numbers(text)]
        alike = [(r, s) for r, s in near if s >= options.threshold]
        if alike:
            rows.append((i, *alike[0], False))
            continue
        representatives.append(i)
        templates = [(r, s) for r in heads if (s := jaccard(sets[i], sets[r])) >= options.threshold]
        if templates:
            rows.append((i, *templates[0], True))
        else:
            heads.append(i)
    return rows


def stars_of(texts: list[str], options: RepeatOptions) -> list[tuple[int, int, float, bool]]:
    table = find_stars(pa.chunked_array([texts[:3], texts[3:]], pa.string()), options)
    return [(r["member"], r["representative"], r["similarity"], r["kind"] == "template") for r in table.to_pylist()]


# Few characters and few edits: pairs fall on both sides of the threshold, often onto it.
_BASE = st.text(alphabet="春江潮水连海平海上明月共潮生", min_size=5, max_size=40)


@st.composite
def _families(draw) -> list[str]:
    texts = []
    for _ in range(draw(st.integers(1, 3))):
        base = draw(_BASE)
        for _ in range(draw(st.integers(1, 5))):
            at = draw(st.integers(0, len(base)))
            cut = draw(st.integers(0, 2))
            texts.append(base[:at] + draw(st.sampled_from(["", "。", "7", "12", "滟", "十", "1.5"])) + base[at + cut :])
    return draw(st.permutations(texts))


@settings(max_examples=150, deadline=None)
@given(_families(), st.sampled_from([0.5, 0.7, 0.8, 0.9, 1.0]))
def test_equals_the_definition(texts, threshold):
    options = RepeatOptions(min_chars=6, threshold=threshold, engine="exact")
    assert stars_of(texts, options) == brute_force(texts, options)


@pytest.mark.parametrize("engine", ["exact", "lsh"])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=_families(), threshold=st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_compiled_code_agrees(engine, texts, threshold, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", -1)
    # enough bands that no pair can be missed: this is about the code, recall is measured elsewhere
    options = RepeatOptions(min_chars=6, threshold=threshold, engine=engine, bands=128, rows=1)
    assert stars_of(texts, options) == brute_force(texts, options)


def test_copy_of_a_template_repeats_the_template_not_its_model():
    model = "公司全年营业收入达到2023万元，同比增长两成以上，超出此前预期，董事会表示满意并提出新的目标。"
    other = model.replace("2023", "2024")
    rows = find_stars(pa.array([model, other, other]), RepeatOptions(threshold=0.7)).to_pylist()
    assert [(r["member"], r["representative"], r["kind"]) for r in rows] == [(1, 0, "template"), (2, 1, "exact")]
    assert rows[0]["differing_numbers"] == ["2023万→2024万"]
    assert rows[0]["diff_kind"] == "digits"


@pytest.mark.parametrize(
    ("member", "kind", "diff_kind"),
    [
        ("山间的清风与江上的明月，耳得之而为声，目遇之而成色，取之无禁。", "exact", "exact"),
        ("山間的清風與江上的明月,耳得之而為聲,目遇之而成色,取之無禁", "exact", "punctuation"),
        ("山间的清风与江上的明月，耳得之而为声，目遇之而成色，取之不禁。", "near", "text"),
    ],
)
def test_kinds(member, kind, diff_kind):
    first = "山间的清风与江上的明月，耳得之而为声，目遇之而成色，取之无禁。"
    row = find_stars(pa.array([first, member]), RepeatOptions(threshold=0.7)).to_pylist()[0]
    assert (row["kind"], row["diff_kind"]) == (kind, diff_kind)


@pytest.mark.parametrize("texts", [[], [""], [None, None], ["短"] * 3, ["，。！" * 20] * 2, [" "] * 2])
def test_nothing_to_compare(texts):
    assert find_stars(pa.array(texts, pa.string())).num_rows == 0


def test_min_chars_is_of_the_comparison_form():
    just, below = "一" * 20, "二" * 19 + "，" * 10
    rows = find_stars(pa.array([just, below, just, below])).to_pylist()
    assert [(r["member"], r["representative"]) for r in rows] == [(2, 0)]
