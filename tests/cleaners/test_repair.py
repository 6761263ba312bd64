"""Repair changes damage and nothing else, and never the number or order of lines."""

from __future__ import annotations

import tomllib
from pathlib import Path

import ftfy.badness
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import repair as module
from cleaners.repair import repair


def _load() -> list[dict]:
    # TOML has no lone surrogates: the case writes D83D as an escape of the escape
    text = Path(__file__).with_name("repair.toml").read_text(encoding="utf-8").replace("\\uD83D", "\\\\uD83D")
    cases = tomllib.loads(text)["case"]
    for case in cases:
        case["text"] = case["text"].replace("\\uD83D", "\ud83d")
    return cases


CASES = _load()


def _marked(case: dict) -> object:
    marks = [pytest.mark.xfail(reason=case["known_failure"])] if "known_failure" in case else []
    return pytest.param(case, id=case["comment"], marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_case(case):
    repaired = repair(case["text"])
    assert repaired.text == case.get("fixed", case["text"])
    if "fixed" in case:
        assert any(case["step"] in step and "(1 lines)" in step for step in repaired.plan), repaired.plan
    else:
        assert repaired.plan == ()


def test_more_cases_forbid_than_demand():
    assert sum("fixed" not in case for case in CASES) > sum("fixed" in case for case in CASES)


@pytest.mark.parametrize("case", [c for c in CASES if "fixed" in c], ids=lambda c: c["comment"])
def test_repair_settles(case):
    once = repair(case["text"]).text
    assert repair(once).text == once and repair(once).plan == ()


def test_only_the_damaged_line_is_touched():
    damaged = CASES[0]["text"]
    repaired = repair(f"第一行“好”！\n{damaged}\n第三行\n")
    assert repaired.text == f"第一行“好”！\n{CASES[0]['fixed']}\n第三行\n"


def test_windows_line_ends_become_line_feeds_and_are_counted():
    repaired = repair("一\r\n二\r\n三")
    assert repaired.text == "一\n二\n三"
    assert repaired.plan == ("line ends: CR LF to LF (2 lines)",)


def test_a_lone_carriage_return_is_no_line_end():
    assert repair("一\r二").text.count("\n") == 0


# what damage is made of, so that hypothesis finds it
DAMAGE = st.text(
    alphabet=st.one_of(
        st.characters(codec=None),
        st.sampled_from("\n\r\x85\u2028\x0b\x0c\x1c\x00\x08é\u009b¨âã€™ï¼ÂÃ淇鐨勮€⽤⻓ﬁ\ufeff\ud83d\ude00，“”"),
    ),
    max_size=80,
)


@given(DAMAGE)
def test_lines_are_never_added_removed_or_reordered(text):
    expected = text.replace("\r\n", "\n").split("\n")
    lines = repair(text).text.split("\n")
    assert len(lines) == len(expected)
    # a line that shows no damage stands where it stood
    for before, after in zip(expected, lines, strict=True):
        if before.isascii() and before.isprintable():
            assert after == before


@given(DAMAGE)
def test_a_changed_text_has_a_plan_and_can_be_stored(text):
    repaired = repair(text)
    assert (repaired.text != text) == bool(repaired.plan)
    repaired.text.encode("utf-8")


NAMED = st.sampled_from(sorted({char for char in ftfy.badness.BADNESS_RE.pattern if not char.isascii()}))


@given(st.text(st.one_of(NAMED, st.sampled_from("aZ 0.-中　"), st.characters()), max_size=12))
def test_what_ftfy_calls_bad_is_looked_at(text):
    """The places shown to ftfy leave out nothing it would call bad in the whole line."""
    assert module._is_bad(text) or not ftfy.badness.is_bad(text)


def test_signs_are_found_line_by_line_however_many_different_ones_there_are():
    few = "a\vb\nplain\n, é\x01é\nplain\n\x02\x01"
    many = "".join(f"{chr(code)}\nplain " for code in range(1, 9)) + "".join(
        f"é{chr(code)}\n" for code in range(0xC0, 0xD0)
    )
    for text in (few, many, few + many):
        by_line = "\n".join(repair(line).text for line in text.split("\n"))
        assert repair(text).text == by_line != text
