"""Clock times and zones: the hour of 24 that a page prints, the zone it names, the instant they make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from cleaners.metadata import date_forms as forms

CHINA = timezone(timedelta(hours=8))


class ImpossibleDate(ValueError):
    """The text is shaped like a date, but there is no such day or time."""


def hour_of(match) -> tuple[int, int]:
    """The hour of 24 that a match prints, and 1 if it belongs to the next day (晚上12点)."""
    hour, half = int(match["hour"]), (match["pm"] or match["half"] or _half_of(match)).replace(".", "")
    if half.startswith(("晚", "夜", "深夜")) and hour == 12:
        return 0, 1
    if half.startswith(("凌晨", "上午", "am")) and hour == 12:
        return 0, 0
    if (half.startswith(("下午", "午后", "傍晚", "晚", "夜", "pm")) and hour < 12) or (half == "中午" and hour < 6):
        return hour + 12, 0
    if half == "深夜" and 6 <= hour < 12:
        return hour + 12, 0
    return hour, 0


def _half_of(match) -> str:
    """昨晚, 今晨: the word for the day tells the half of it."""
    word = match.groupdict().get("word") or ""
    return "晚" if word.endswith(("晚", "夜")) else ""


def zone_of(name: str | None, zone: timezone) -> timezone | None:
    """The zone a text names, None if it names none; `zone` tells whose CST is meant. Raises ImpossibleDate."""
    if not name:
        return None
    if name == "cst" and zone is CHINA:
        return CHINA
    if name in forms.ZONES:
        return timezone(timedelta(hours=forms.ZONES[name]))
    shift = "".join(name.removeprefix("utc").removeprefix("gmt").replace(":", "").split())
    if shift in ("", "z"):
        return UTC
    digits = shift[1:] if len(shift) > 3 else shift[1:] + "00"
    minutes = int(digits[:-2]) * 60 + int(digits[-2:])
    if minutes > 14 * 60:
        raise ImpossibleDate(f"there is no time zone {name}")
    return timezone(timedelta(minutes=-minutes if shift[0] == "-" else minutes))


def instant(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, *, zone) -> datetime:
    """A datetime that knows 24:00. Raises ImpossibleDate."""
    try:
        if (hour, minute, second) == (24, 0, 0):
            return datetime(year, month, day, tzinfo=zone) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise ImpossibleDate(f"no such date: {year}-{month}-{day} {hour}:{minute:02}:{second:02}") from error
