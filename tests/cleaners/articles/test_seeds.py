"""The two sample pages of seeds/ give the articles their answers name."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cleaners.articles.measure import read

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.mark.parametrize("name", ["newspaper_page", "city_sections"])
def test_sample_page(name):
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    answers = tomllib.loads((SEEDS / f"{name}.answers.toml").read_text(encoding="utf-8"))
    articles, runs, _ = read(text)
    lines = text.split("\n")
    for article, own, expected in zip(articles, runs, answers["article"], strict=True):
        assert article.metadata.title == expected["title"]
        assert article.metadata.subtitle == expected.get("subtitle")
        assert article.metadata.authors == expected["authors"]
        assert article.is_fragment == expected["is_fragment"]
        assert [n + 1 for run in own for n in run] == expected["lines"]
        assert lines[own[0][0]].startswith(expected["first"])
        assert lines[own[-1][-1]].endswith(expected["last"])
    joins = {(a + 1, b + 1) for own in runs for run in own for a, b in pairwise(run)}
    assert joins == {tuple(pair) for pair in answers["joins"]}
    assert not joins & {(n, m) for n in answers["copies"] for m in range(len(lines))}
