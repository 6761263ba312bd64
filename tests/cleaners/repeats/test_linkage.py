"""Complete linkage: a text joins a star only if it is alike with all of its members."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.repeats import comparison_form, find_stars
from cleaners.repeats.compare import jaccard, shingles
from cleaners.repeats.form import numbers
from cleaners.repeats.stars import table_of
from schemas.config import RepeatOptions, RunConfig
from schemas.errors import ConfigurationError

OPTIONS = RepeatOptions(min_chars=6, linkage="complete", bands=128, rows=1)
SIDES = pytest.mark.parametrize("small", [-1, 1 << 30], ids=["compiled", "plain"])


def complete_stars(texts: list[str], options: RepeatOptions) -> dict[int, int]:
    """The definition, read off the page: member -> representative, templates left out."""
    stars: dict[int, list[int]] = {}
    joined = {}
    forms = [comparison_form(text) for text in texts]
    sets = [shingles(form, options.shingle) for form in forms]
    for i, form in enumerate(forms):
        if len(form) < options.min_chars:
            continue
        for representative, members in stars.items():
            if all(
                numbers(texts[i]) == numbers(texts[j]) and jaccard(sets[i], sets[j]) >= options.threshold
                for j in members
            ):
                members.append(i)
                joined[i] = representative
                break
        else:
            stars[i] = [i]
    return joined


@st.composite
def _families(draw) -> list[str]:
    base = draw(st.text(alphabet="春江潮水连海平海上明月共潮生", min_size=12, max_size=40))
    edit = st.tuples(st.integers(0, 40), st.sampled_from(["", "。", "7", "滟", "十"]), st.integers(0, 2))
    texts = []
    for edits in draw(st.lists(st.lists(edit, max_size=3), min_size=1, max_size=10)):
        text = base
        for at, what, cut in edits:
            text = text[:at] + what + text[at + cut :]
        texts.append(text)
    return texts


@SIDES
@pytest.mark.parametrize("engine", ["lsh", "exact"])
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=_families(), threshold=st.sampled_from([0.4, 0.6, 0.8, 1.0]))
def test_equals_the_definition(engine, small, texts, threshold, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", small)
    options = replace(OPTIONS, engine=engine, threshold=threshold)
    rows = find_stars(pa.array(texts), options).to_pylist()
    joined = {r["member"]: r["representative"] for r in rows if r["kind"] != "template"}
    assert joined == complete_stars(texts, options)
    for r in rows:
        forms = (comparison_form(texts[r[side]]) for side in ("member", "representative"))
        assert r["similarity"] == jaccard(*(shingles(form, options.shingle) for form in forms))


MIDDLE = "江畔何人初见月江月何年初照人人生代代无穷已江月年年望相似不知江月待何人但见长江送流水白云一片去悠悠"
FRONT, BACK = "花" + MIDDLE[1:3] + "花" + MIDDLE[4:], MIDDLE[:-4] + "叶" + MIDDLE[-3:-1] + "叶"


@SIDES
@pytest.mark.parametrize(("linkage", "stars"), [("star", [(1, 0), (2, 0)]), ("complete", [(1, 0)])])
def test_two_that_are_alike_with_a_third_but_not_with_each_other(linkage, stars, small, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", small)
    texts = pa.array([MIDDLE, FRONT, BACK, "另一段毫不相干的话，说的是别的事情，与月亮和江水都没有关系。"])
    rows = find_stars(texts, replace(OPTIONS, linkage=linkage)).to_pylist()
    assert [(r["member"], r["representative"]) for r in rows] == stars


@SIDES
def test_a_copy_of_a_member_joins_whatever_came_between(small, monkeypatch):
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", small)
    rows = find_stars(pa.array([MIDDLE, FRONT, BACK, FRONT, BACK, BACK]), OPTIONS).to_pylist()
    assert [(r["member"], r["representative"]) for r in rows] == [(1, 0), (3, 0), (4, 2), (5, 2)]


def test_columns_of_many_stars_agree(monkeypatch):
    random = np.random.RandomState(11)
    letters = list("春江潮水连海平海上明月共潮生滟滟随波千里何处无月明江流宛转绕芳甸")
    bases = ["".join(random.choice(letters, 60)) for _ in range(15)]
    texts = []
    for at in random.randint(0, 15, 300):
        text = list(bases[at])
        for place in random.randint(0, 60, random.randint(0, 3)):
            text[place] = "花"
        texts.append("".join(text))
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", -1)
    options = RepeatOptions(threshold=0.7, linkage="complete", engine="exact")
    fast = find_stars(pa.array(texts), options)
    assert fast.num_rows > 100 and not fast.equals(find_stars(pa.array(texts), replace(options, linkage="star")))
    monkeypatch.setattr("cleaners.repeats.stars.SMALL_BYTES", 1 << 30)
    assert find_stars(pa.array(texts), options).equals(fast)


def test_members_of_earlier_runs_are_not_at_hand():
    texts = pa.array([MIDDLE, FRONT])
    with pytest.raises(ConfigurationError, match=r"--linkage complete .* one run into a new --out"):
        table_of(texts, OPTIONS, [True])
    assert table_of(texts, OPTIONS, []).num_rows == 1


def test_the_linkage_belongs_to_what_an_index_is_made_with():
    assert RepeatOptions().key() != RepeatOptions(linkage="complete").key()
    with pytest.raises(ConfigurationError, match="star or complete"):
        RunConfig(repeats=RepeatOptions(linkage="chain")).check()
