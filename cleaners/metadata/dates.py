"""Dates as Chinese pages print them: one text in, one instant with its precision out.

Everything without a zone is China time. A date that does not exist raises `ImpossibleDate`: the caller warns and
tries its next candidate. All patterns are linear (RE2) and look at the first `MAX_CHARS` characters only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from cleaners.metadata import date_forms as forms

CHINA = timezone(timedelta(hours=8))

# A printed date with its labels is shorter than this; what follows is not looked at.
MAX_CHARS = 200
# The web has no articles from before; anything older is a number that looks like a year.
FIRST_YEAR, LAST_YEAR = 1990, 2099
# A date without a year may lie this far after the reference time (clocks of servers differ), else it is last year's.
FUTURE_SLACK = timedelta(days=1)
# Hours at which Chinese editors sleep: a clock time in them, printed without a zone, is more often UTC (09-14 h in
# China). 0 h is left out: posts scheduled for midnight are common.
NIGHT_HOURS = range(1, 6)


# Every form holds a digit, or one of the words for days and months. Date words of one character stand for all of theirs.
_SIGN = re.compile("[0-9半今昨前刚剛]|just|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")


class ImpossibleDate(ValueError):
    """The text is shaped like a date, but there is no such day or time."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with time zone, how precisely it was given (one of DATE_PRECISIONS), and the text it was read from."""

    at: datetime
    precision: str
    raw: str
    zoned: bool = False  # the text named its zone

    @property
    def betrays_utc(self) -> bool:
        """No zone was given and the clock shows hours of the night: it was probably UTC."""
        return not self.zoned and self.precision in ("minute", "second") and self.at.hour in NIGHT_HOURS


def parse(
    value: object, *, now: datetime | None = None, year: int | None = None, zone: timezone = CHINA
) -> Moment | None:
    """The first date in `value` (text, number, date or datetime), or None if it holds none.

    now: when the page was fetched; relative forms (昨天, 3小时前) and dates without a year need it.
    year: the year of a date printed without one, if known from elsewhere.
    zone: the zone of times that name none.
    Raises ImpossibleDate for a date that does not exist (2月30日, 25:00). "3小时前" keeps its instant with precision
    day, because the clock time is an estimate.
    """
    if isinstance(value, datetime):
        at = value if value.tzinfo else value.replace(tzinfo=zone)
        return _checked(at, "second", value.isoformat(), value.tzinfo is not None)
    if isinstance(value, date):
        return _checked(datetime(value.year, value.month, value.day, tzinfo=zone), "day", value.isoformat(), False)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    raw = str(value).strip()[:MAX_CHARS]
    text = _fold(raw)
    if not _SIGN.search(text):
        return None
    for reader in (_iso, _epoch, _compact):
        if moment := reader(text, raw, zone):
            return moment
    if match := forms.FULL.search(text):
        if FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return _moment(int(match["year"]), match, raw, zone)
        return None
    return _relative(text, raw, now) or _short(text, raw, now, year, zone) or _coarse(text, raw, zone)


def looks_like_one(text: str) -> bool:
    """`text` holds a date to the day or finer, be it one that does not exist."""
    try:
        moment = parse(text, year=2000, now=datetime(2000, 12, 31, tzinfo=CHINA))
    except ImpossibleDate:
        return True
    return moment is not None and moment.precision in ("day", "minute", "second")


def _fold(raw: str) -> str:
    text = unicodedata.normalize("NFKC", raw).lower().strip()
    if "年" in text and (match := forms.HAN_DATE.search(text)):
        y, m, d = match.groups()
        text = f"{text[: match.start()]}{y.translate(forms.HAN_DIGITS)}年{_han(m)}月{_han(d)}日{text[match.end() :]}"
    return text


def _han(number: str) -> int:
    """二十五 -> 25, 十 -> 10, 三 -> 3."""
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return int(number.translate(forms.HAN_DIGITS)[:2])
    return 10 * int(tens.translate(forms.HAN_DIGITS) or 1) + int(ones.translate(forms.HAN_DIGITS) or 0)


def _iso(text: str, raw: str, zone: timezone) -> Moment | None:
    if ":" not in text or len(text) < 16:
        return None
    try:
        at = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    precision = "second" if forms.SECONDS.search(text) else "minute"
    return _checked(at if at.tzinfo else at.replace(tzinfo=zone), precision, raw, at.tzinfo is not None)


def _epoch(text: str, raw: str, zone: timezone) -> Moment | None:
    if not forms.EPOCH.fullmatch(text):
        return None
    seconds = float(text) / (1000 if len(text) == 13 and "." not in text else 1)
    return _checked(datetime.fromtimestamp(seconds, zone), "second", raw, True)


def _compact(text: str, raw: str, zone: timezone) -> Moment | None:
    match = forms.COMPACT.fullmatch(text)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    numbers = [int(group) for group in match.groups() if group]
    precision = {3: "day", 5: "minute", 6: "second"}[len(numbers)]
    return Moment(_datetime(*numbers, zone=zone), precision, raw)


def _short(text: str, raw: str, now: datetime | None, year: int | None, zone: timezone) -> Moment | None:
    """A date without a century or a year: 18-03-0823:16, 10-0812:00, 3月5日."""
    match = forms.SHORT.search(text)
    if not match or not (match["hour"] or "月" in match[0]):
        return None
    if match["yy"]:
        return _moment(2000 + int(match["yy"]), match, raw, zone)
    if year:
        return _moment(year, match, raw, zone)
    if now is None:
        return None
    here = now.astimezone(zone)
    moment = _moment(here.year, match, raw, zone)
    return moment if moment.at <= here + FUTURE_SLACK else _moment(here.year - 1, match, raw, zone)


def _relative(text: str, raw: str, now: datetime | None) -> Moment | None:
    if now is None:
        return None
    here = now.astimezone(CHINA)
    if forms.JUST_NOW.search(text):
        return Moment(here.replace(second=0, microsecond=0), "minute", raw)
    if match := forms.AGO.search(text):
        count = 0.5 if match[1] == "半" else int(match[1])
        unit = match[2][0]
        at = (here - count * forms.AGO_UNITS[unit]).replace(second=0, microsecond=0)
        if unit in "秒分":
            return Moment(at, "minute", raw)
        if unit == "小":
            return Moment(at, "day", raw)
        return Moment(at.replace(hour=0, minute=0), "month" if unit == "月" else "day", raw)
    if match := forms.DAY_WORD.search(text):
        day = here - timedelta(days=forms.DAYS_BACK[match[1][0]])
        return _at_clock(day.year, day.month, day.day, match, raw, CHINA)
    return None


def _coarse(text: str, raw: str, zone: timezone) -> Moment | None:
    if forms.ENGLISH_MONTH.search(text):
        return _english(raw, zone)
    for pattern, precision in ((forms.MONTH, "month"), (forms.YEAR, "year")):
        match = pattern.search(text)
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            month = int(match[2]) if precision == "month" else 1
            return Moment(_datetime(int(match[1]), month, 1, zone=zone), precision, raw)
    return None


def _english(raw: str, zone: timezone) -> Moment | None:
    """English and RFC 2822 dates, by dateparser; only whole texts, so that prose is not searched for dates."""
    at = _parsed_english(raw)
    if at is None:
        return None
    if ":" in raw:
        precision = "second" if forms.SECONDS.search(raw) else "minute"
    else:
        precision = "day" if forms.DAY_NUMBER.search(raw.lower()) else "month"
    if precision == "month":
        at = at.replace(day=1)
    return _checked(at if at.tzinfo else at.replace(tzinfo=zone), precision, raw, at.tzinfo is not None)


@lru_cache(maxsize=256)  # the candidates of a page are read again for each field they may settle
def _parsed_english(raw: str) -> datetime | None:
    import dateparser  # loads slowly, and few pages need it

    return dateparser.parse(
        raw, languages=["en"], settings={"REQUIRE_PARTS": ["year", "month"], "STRICT_PARSING": False}
    )


def _moment(year: int, match, raw: str, zone: timezone) -> Moment:
    return _at_clock(year, int(match["month"]), int(match["day"]), match, raw, zone)


def _at_clock(year: int, month: int, day: int, match, raw: str, zone: timezone) -> Moment:
    if match["hour"] is None:
        return Moment(_datetime(year, month, day, zone=zone), "day", raw)
    hour, late = int(match["hour"]), (match["pm"] or match["half"] or "")
    if hour < 12 and late.startswith(("下午", "午后", "傍晚", "晚", "夜", "p")):
        hour += 12
    named = _zone(match["zone"])
    at = _datetime(year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0), zone=named or zone)
    return Moment(at, "second" if match["second"] else "minute", raw, named is not None)


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    if name[0] not in "+-":
        return UTC
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    if minutes > 14 * 60:
        raise ImpossibleDate(f"there is no time zone {name}")
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def _datetime(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, *, zone) -> datetime:
    """A datetime that knows 24:00. Raises ImpossibleDate."""
    try:
        if (hour, minute, second) == (24, 0, 0):
            return datetime(year, month, day, tzinfo=zone) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise ImpossibleDate(f"no such date: {year}-{month}-{day} {hour}:{minute:02}:{second:02}") from error


def _checked(at: datetime, precision: str, raw: str, zoned: bool) -> Moment | None:
    return Moment(at, precision, raw, zoned) if FIRST_YEAR <= at.year <= LAST_YEAR else None
