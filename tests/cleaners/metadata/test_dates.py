"""Dates: the forms pages print, dates that do not exist, and what looks like a date and is none."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import dates

NOW = datetime(2024, 3, 6, 10, 0, tzinfo=dates.CHINA)
CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[f"{c['text'][:20]}-{n}" for n, c in enumerate(CASES)])
def test_case(case):
    now = None if case.get("no_now") else NOW
    if case.get("impossible"):
        with pytest.raises(dates.ImpossibleDate):
            dates.parse(case["text"], now=now)
        return
    moment = dates.parse(case["text"], now=now, year=case.get("year"))
    if moment and moment.precision in ("day", "minute", "second"):
        assert dates.may_hold_day(unicodedata.normalize("NFKC", case["text"]))
    assert (f"{moment.at.isoformat()} {moment.precision}" if moment else "") == case["gives"]


def test_cst_is_american_where_the_page_is_not_chinese():
    assert dates.parse("March 5, 2024 8:30 CST", zone=UTC).at.utcoffset() == timedelta(hours=-6)


def test_chinese_dates_do_not_load_the_library_for_english_ones():
    chinese = [c["text"] for c in CASES if not any("a" <= letter <= "z" for letter in c["text"].lower())]
    script = (
        "import sys; from cleaners.metadata import dates\n"
        "for text in sys.argv[1:]:\n"
        "    try: dates.parse(text, now=dates.datetime.now(dates.CHINA))\n"
        "    except dates.ImpossibleDate: pass\n"
        "print('dateparser' in sys.modules); dates.parse('March 5, 2024'); print('dateparser' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script, *chinese], capture_output=True, text=True, check=True)
    assert len(chinese) > 100 and told.stdout.split() == ["False", "True"]


def test_values_that_are_no_text():
    assert dates.parse(date(2024, 3, 5)).precision == "day"
    assert dates.parse(datetime(2024, 3, 5, 8, tzinfo=UTC)).zoned
    assert dates.parse(1709598600).at == datetime(2024, 3, 5, 0, 30, tzinfo=UTC)
    assert dates.parse(True) is None
    assert dates.parse(["2024-03-05"]) is None
    assert dates.parse(None) is None
    assert dates.parse(datetime.min) is None
    assert dates.parse(date(1, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "betrays"),
    [
        ("2024-03-05 00:59", False),  # midnight: posts scheduled for it are common
        ("2024-03-05 01:00", True),
        ("2024-03-05 05:59", True),
        ("2024-03-05 06:00", False),
        ("2024-03-05 03:00:00+08:00", False),  # the zone is given
        ("2024-03-05", False),  # no clock time
    ],
)
def test_hours_that_betray_utc(text, betrays):
    assert dates.parse(text).betrays_utc is betrays


@given(st.text("0123456789-–/.: 年月日前天周一二三民国t", max_size=24))
def test_what_holds_no_sign_of_a_day_holds_none(text):
    text = unicodedata.normalize("NFKC", text)
    assert dates.may_hold_day(text) or not dates.looks_like_one(text)


@given(st.text(max_size=60))
def test_any_text_gives_a_moment_none_or_an_impossible_date(text):
    try:
        moment = dates.parse(text, now=NOW)
    except dates.ImpossibleDate:
        return
    assert moment is None or (moment.at.tzinfo is not None and len(moment.raw) <= 4 * dates.MAX_CHARS)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("发布时间：2024-03-05 08:30:09 来源：某某日报", "2024-03-05 08:30:09"),
        ("某某日报 2024年3月5日08:30 字号", "2024年3月5日08:30"),
        ("２０２４年３月５日　某某日报", "２０２４年３月５日"),
        ("于二〇二四年三月五日发布", "二〇二四年三月五日"),
        ("民國113年3月5日 08:30 報導", "民國113年3月5日 08:30"),
        ("发布于 昨天 08:20 北京", "昨天 08:20"),
        ("3小时前 来自北京", "3小时前"),
        ("发布时间：10-0812:00", "10-0812:00"),
        ("Published March 5, 2024 by Jane Roe", "March 5, 2024"),
        ("08:30 2024-03-05", "08:30 2024-03-05"),
        ("1709598600", "1709598600"),
        ("㍻ 2024-03-05 某报", "2024-03-05"),  # NFKC makes two characters of the first
    ],
)
def test_raw_is_the_date_as_printed(text, printed):
    assert dates.parse(text, now=NOW).raw == printed


@given(st.text(max_size=12), st.text(max_size=12))
def test_raw_stands_in_the_text(before, after):
    moment = dates.parse(f"{before} 2024-03-05 08:30 {after}", now=NOW)
    assert moment is None or "2024-03-05 08:30" in moment.raw or moment.at.year != 2024


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_printed_date_reads_back(at):
    printed = f"{at.year}年{at.month}月{at.day}日 {at.hour:02}:{at.minute:02}"
    assert dates.parse(printed).at == at.replace(second=0, microsecond=0, tzinfo=dates.CHINA)


ENGLISH_DAYS = ("%B %d, %Y", "%b. %d %Y", "%d %B %Y", "%d-%b-%Y", "%dth of %B, %Y", "%Y-%b-%d")
ENGLISH_CLOCKS = ("%H:%M", "%I:%M %p", "%I:%M%p", "%I.%M %p")


@given(
    st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)),
    st.sampled_from(ENGLISH_DAYS),
    st.sampled_from((" ", ", ", " at ", " | ", " - ")),
    st.sampled_from(ENGLISH_CLOCKS),
)
def test_a_printed_english_date_reads_back(at, day, gap, clock):
    printed = at.strftime(day + gap + clock)
    moment = dates.parse(printed)
    assert (moment.at, moment.raw) == (at.replace(second=0, microsecond=0, tzinfo=dates.CHINA), printed)
