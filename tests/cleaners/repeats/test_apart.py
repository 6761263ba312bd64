"""A pair judged different never merges: by either way of proposing, in plain and in compiled code, in any order."""

from __future__ import annotations

import random
from dataclasses import replace

import pyarrow as pa
import pytest

from cleaners.repeats import stars
from schemas.config import RepeatOptions

ENGINES = ("lsh", "exact")
BASE = (
    "河口的老桥在雨季之前修好了，两岸的人又可以走着去集市，木匠说桥板能用二十年，石匠说桥墩能用得更久一些。"
    "账目贴在渡口的墙上，谁都可以去看：石料是拆下来的旧墩，麻绳和铁钉是镇上的铺子赊的，秋收以后一并结清，余下的钱修了路。"
)
TEXTS = [
    BASE,
    BASE.replace("老桥", "新桥"),
    BASE.replace("木匠", "船工"),
    BASE.replace("集市", "学堂"),
    BASE.replace("老桥", "新桥") + "！",  # equal to the second but for punctuation
    "镇上的账目写得很清楚：木料来自上游的林场，石料是拆下来的旧桥墩，一共花了四个月的工夫才算完。",
]


@pytest.fixture(params=["plain", "compiled"])
def table_of(request, monkeypatch):
    monkeypatch.setattr(stars, "SMALL_BYTES", 10**9 if request.param == "plain" else -1)

    def made(texts, engine="lsh", linkage="star", apart=(), heads=()):
        options = replace(RepeatOptions(), engine=engine, linkage=linkage)
        return stars.table_of(pa.array(texts, pa.string()), options, heads, apart).to_pylist()

    return made


def joined(rows, texts):
    return {(texts[row["member"]], texts[row["representative"]]) for row in rows}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("linkage", ["star", "complete"])
def test_the_pair_stays_apart_and_others_join(table_of, engine, linkage):
    assert joined(table_of(TEXTS, engine, linkage), TEXTS) >= {(TEXTS[1], BASE), (TEXTS[2], BASE)}
    found = joined(table_of(TEXTS, engine, linkage, apart=[(BASE, TEXTS[1])]), TEXTS)
    assert (TEXTS[1], BASE) not in found and (TEXTS[4], BASE) not in found
    assert (TEXTS[4], TEXTS[1]) in found  # what equals it still repeats it
    assert (TEXTS[2], BASE) in found and (TEXTS[3], BASE) in found


@pytest.mark.parametrize("engine", ENGINES)
def test_punctuation_of_the_judged_texts_does_not_matter(table_of, engine):
    apart = [(TEXTS[4].replace("，", " "), BASE + "。")]
    assert (TEXTS[1], BASE) not in joined(table_of(TEXTS, engine, apart=apart), TEXTS)


@pytest.mark.parametrize("engine", ENGINES)
def test_representatives_of_earlier_runs_are_kept_apart_too(table_of, engine):
    texts = [BASE, TEXTS[1]]
    assert joined(table_of(texts, engine, heads=[True]), texts) == {(TEXTS[1], BASE)}
    assert table_of(texts, engine, heads=[True], apart=[(TEXTS[1], BASE)]) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_templates_too(table_of, engine):
    texts = [BASE.replace("二十", "20"), BASE.replace("二十", "30")]
    assert [row["kind"] for row in table_of(texts, engine)] == ["template"]
    assert table_of(texts, engine, apart=[tuple(texts)]) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_in_every_order(table_of, engine):
    chance = random.Random(5)
    forbidden = {(BASE, TEXTS[1]), (TEXTS[1], BASE), (BASE, TEXTS[4]), (TEXTS[4], BASE)}
    for _ in range(12):
        texts = chance.sample(TEXTS, len(TEXTS))
        assert not joined(table_of(texts, engine, apart=[(TEXTS[1], BASE)]), texts) & forbidden


@pytest.mark.parametrize("engine", ENGINES)
def test_pairs_that_are_not_there_change_nothing(table_of, engine):
    assert table_of(TEXTS, engine, apart=[("别处的一段话", "另一段话")]) == table_of(TEXTS, engine)
