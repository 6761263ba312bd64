"""Names: lists taken apart, inner spaces closed, and what is no name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import names, publishers

CASES = tomllib.loads((Path(__file__).parent / "cases" / "names.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["text"][:24])
def test_list(case):
    found, warnings = names.clean(case["text"])
    assert found == case["names"]
    if "refused_at_least" in case:
        assert len(warnings) >= case["refused_at_least"]
    else:
        assert len(warnings) == case.get("refused", 0)


@pytest.mark.parametrize("case", CASES["person"], ids=lambda c: c["text"])
def test_person(case):
    assert names.is_person(case["text"]) is case["is_person"]


def test_ten_thousand_authors_are_cut_with_a_warning():
    for many in (
        [f"作者{chr(0x4E00 + n)}" for n in range(10_000)],
        "、".join(f"北{chr(0x4E00 + n)}" for n in range(10_000)),
    ):
        found, warnings = names.clean(many)
        assert len(found) == names.MAX_NAMES
        assert any("only the first" in warning for warning in warnings)


def test_one_name_too_many_and_just_enough():
    several = [f"北{chr(0x4E00 + n)}" for n in range(names.MAX_NAMES + 1)]
    assert names.clean(several[:-1]) == (several[:-1], [])
    assert len(names.clean(several)[0]) == names.MAX_NAMES


@given(st.one_of(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=40)))
def test_any_value_gives_bounded_names(value):
    found, warnings = names.clean(value)
    assert len(found) <= names.MAX_NAMES and len(set(found)) == len(found)
    assert all(names.why_not(name) is None for name in found)
    assert all(len(warning) < 200 for warning in warnings)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("新華社", "新华社"),
        (" 来源：河湾晚报 ".replace("来源", ""), "河湾晚报"),
        ("《河湾晚报》", "河湾晚报"),
        ("（河湾晚报）", "河湾晚报"),
        ("河湾晚报[整理]", "河湾晚报[整理]"),
        ("网络", None),
        ("WeChat", None),
        ("微信公众平台", None),
        ("本站", None),
        ("https://example.org", None),
        ("2024-03-05", None),
        ("12345", None),
        ("今天很冷。河面结冰了", None),
        ("北" * (publishers.MAX_CHARS + 1), None),
        ("", None),
        (None, None),
    ],
)
def test_publisher(value, name):
    assert publishers.clean(value) == name


def test_publishers_that_sound_alike_stay_apart():
    assert not publishers.same("人民日报", "人民网")
    assert not publishers.same("新华社", "新华网")
    assert publishers.same("澎湃新聞", "澎湃新闻")
    assert not publishers.same(None, None)
