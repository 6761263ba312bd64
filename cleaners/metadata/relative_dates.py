"""Dates told from the time a page was fetched: 刚刚, 3小时前, 昨天 08:20, 周一 08:20, 2 days ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleaners.metadata import date_forms as forms

# What a form gives: the instant, its precision and the match; the clock of a day still has to be read.
Found = tuple[datetime, str | None, object]


def find(text: str, here: datetime) -> Found | None:
    """The first relative date in a folded text. `here` is the time of the fetch in the zone of the page.

    The precision is None where the match may hold a clock: then the instant is the day. "3小时前" keeps its instant
    with precision day, because the clock time is an estimate.
    """
    if match := forms.JUST_NOW.search(text):
        return here.replace(second=0, microsecond=0), "minute", match
    if match := forms.AGO.search(text) or forms.AGO_ENGLISH.search(text):
        return _ago(match, here)
    if match := forms.DAY_CLOCK.search(text) or forms.DAY_ALONE.search(text):
        return here - timedelta(days=forms.DAYS_BACK[match["word"][0]]), None, match
    if match := forms.WEEKDAY_CLOCK.search(text):
        back = (here.weekday() - forms.WEEKDAYS[match["weekday"]]) % 7
        return here - timedelta(days=back), None, match
    return None


def _ago(match, here: datetime) -> Found:
    unit = match["unit"][:2]
    at = (here - count(match["count"]) * forms.AGO_UNITS[unit]).replace(second=0, microsecond=0)
    if unit in ("小", "ho", "hr"):
        return at, "day", match
    precision = forms.AGO_PRECISION.get(unit, "day")
    return (at if precision == "minute" else at.replace(hour=0, minute=0)), precision, match


def count(number: str) -> float:
    """半, 3, 三, 十二, a."""
    if number in ("a", "an", "one"):
        return 1
    if number == "半":
        return 0.5
    return han(number)


def han(number: str) -> int:
    """A number below a hundred in Chinese or in digits: 二十五 -> 25, 十 -> 10, 三 -> 3."""
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return int(number.translate(forms.HAN_DIGITS)[:3])
    return 10 * int(tens.translate(forms.HAN_DIGITS) or 1) + int(ones.translate(forms.HAN_DIGITS) or 0)
