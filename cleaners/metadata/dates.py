"""Dates as Chinese pages print them: one text in, one instant with its precision out.

Everything without a zone is China time. A date that does not exist raises `ImpossibleDate`: the caller warns and
tries its next candidate. All patterns are linear (RE2) and look at the first `MAX_CHARS` characters only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from cleaners.metadata import date_forms as forms
from cleaners.metadata import english_dates, relative_dates
from cleaners.metadata.clock import CHINA, ImpossibleDate, hour_of, instant, zone_of

# A printed date with its labels is shorter than this; what follows is not looked at.
MAX_CHARS = 200
# The web has no articles from before; anything older is a number that looks like a year.
FIRST_YEAR, LAST_YEAR = 1990, 2099
# A date without a year may lie this far after the reference time (clocks of servers differ), else it is last year's.
FUTURE_SLACK = timedelta(days=1)
# Hours at which Chinese editors sleep: a clock time in them, printed without a zone, is more often UTC (09-14 h in
# China). 0 h is left out: posts scheduled for midnight are common.
NIGHT_HOURS = range(1, 6)


# Every form holds a digit, or one of these words for a time near the fetch.
_SIGN = re.compile("[0-9今昨前刚剛]|just|day|ago")
# Every form of a day, before its dashes are folded, holds one of these.
_SIGN_OF_DAY = re.compile(
    r"[0-9]\s*[-/.月‐‑‒–—−]|[0-9]{8}|[年今昨前刚剛]|[期周週拜][一二三四五六日天]|just|day|ago|"
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with time zone, how precisely it was given (one of DATE_PRECISIONS), and the date as printed."""

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
    text = _Text(str(value).strip()[:MAX_CHARS])
    if not _SIGN.search(text.folded):
        return None
    for reader in (_iso, _epoch, _compact):
        if moment := reader(text, zone):
            return moment
    match, english = forms.FULL.search(text.folded), english_dates.find_day(text.folded)
    if english and not (match and match.start() < english.start()):
        return _english(text, english, zone)
    if match:
        return _full(text, match, zone) if FIRST_YEAR <= int(match["year"]) <= LAST_YEAR else None
    return (
        _relative(text, now)
        or _short(text, now, year, zone)
        or _english(text, english_dates.find_month(text.folded), zone)
        or _coarse(text, zone)
    )


def may_hold_day(text: str) -> bool:
    """False only if `text`, which is in NFKC, holds no date to the day or finer."""
    return _SIGN_OF_DAY.search(text.lower()) is not None


def looks_like_one(text: str) -> bool:
    """`text` holds a date to the day or finer, be it one that does not exist."""
    return printed_in(text) is not None


def printed_in(text: str) -> str | None:
    """The date to the day or finer that `text` holds, as printed; the whole text where there is no such day."""
    try:
        moment = parse(text, year=2000, now=datetime(2000, 12, 31, tzinfo=CHINA))
    except ImpossibleDate:
        return text
    return moment.raw if moment and moment.precision in ("day", "minute", "second") else None


class _Text:
    """A value as printed, and in the form the patterns read: NFKC, lower case, years in digits, hyphens in dates."""

    def __init__(self, raw: str):
        self.raw = raw
        text = unicodedata.normalize("NFKC", raw).lower().strip().translate(forms.DASHES)
        if "年" in text:
            if match := forms.HAN_DATE.search(text):
                y, m, d = match.groups()
                day = f"{relative_dates.han(d)}日" if d else ""
                year = y.translate(forms.HAN_DIGITS)
                text = f"{text[: match.start()]}{year}年{relative_dates.han(m)}月{day}{text[match.end() :]}"
            elif match := forms.REPUBLIC.search(text):
                text = f"{text[: match.start()]}{int(match[1]) + forms.REPUBLIC_BEGAN}年{text[match.end() :]}"
        self.folded = text

    def printed(self, match) -> str:
        """The date of a match as it stands in the value; in folded form where folding moved the characters."""
        start, end = _place(match)
        found = self.raw[start : end + len(self.raw) - len(self.folded)].strip()
        return found if found and _Text(found).folded == self.folded[start:end].strip() else match["whole"].strip()


def _place(match) -> tuple[int, int]:
    return match.span(match.re.groupindex["whole"])


def _iso(text: _Text, zone: timezone) -> Moment | None:
    if ":" not in text.folded or len(text.folded) < 16:
        return None
    try:
        at = datetime.fromisoformat(text.folded.upper())
    except ValueError:
        return None
    precision = "second" if forms.SECONDS.search(text.folded) else "minute"
    return _checked(at if at.tzinfo else at.replace(tzinfo=zone), precision, text.raw, at.tzinfo is not None)


def _epoch(text: _Text, zone: timezone) -> Moment | None:
    match = forms.EPOCH.fullmatch(text.folded)
    return _checked(datetime.fromtimestamp(int(match[1]), zone), "second", text.raw, True) if match else None


def _compact(text: _Text, zone: timezone) -> Moment | None:
    match = forms.COMPACT.fullmatch(text.folded)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    numbers = [int(group) for group in match.groups()[:6] if group]
    precision = {3: "day", 5: "minute", 6: "second"}[len(numbers)]
    at = instant(*numbers, zone=UTC if match[7] else zone)
    return Moment(at, precision, text.raw, match[7] is not None)


def _full(text: _Text, match, zone: timezone) -> Moment:
    moment = _moment(int(match["year"]), int(match["month"]), match, text, zone)
    before = forms.CLOCK_BEFORE.search(text.folded[: _place(match)[0]]) if moment.precision == "day" else None
    if not before:
        return moment
    clock = [int(before[part] or 0) for part in ("hour", "minute", "second")]
    at = instant(moment.at.year, moment.at.month, moment.at.day, *clock, zone=zone)
    return Moment(at, "second" if before["second"] else "minute", f"{before[0].strip()} {moment.raw}")


def _short(text: _Text, now: datetime | None, year: int | None, zone: timezone) -> Moment | None:
    """A date without a century or a year: 18-03-0823:16, 10-0812:00, 3月5日, 去年12月5日."""
    match = forms.SHORT.search(text.folded)
    if not match or not (match["hour"] or "月" in match["whole"] or forms.BARE.fullmatch(text.folded)):
        return None
    month, here = int(match["month"]), now.astimezone(zone) if now else None
    if match["yy"]:
        return _moment(2000 + int(match["yy"]), month, match, text, zone)
    if match["which"] and here:
        return _moment(here.year - forms.YEARS_BACK[match["which"][0]], month, match, text, zone)
    if year:
        return _moment(year, month, match, text, zone)
    if here is None:
        return None
    moment = _moment(here.year, month, match, text, zone)
    return moment if moment.at <= here + FUTURE_SLACK else _moment(here.year - 1, month, match, text, zone)


def _relative(text: _Text, now: datetime | None) -> Moment | None:
    found = relative_dates.find(text.folded, now.astimezone(CHINA)) if now else None
    if not found:
        return None
    at, precision, match = found
    if precision:
        return Moment(at, precision, text.printed(match))
    clock = match if "hour" in match.groupdict() else None
    return _at_clock(at.year, at.month, at.day, clock, text.printed(match), CHINA)


def _english(text: _Text, match, zone: timezone) -> Moment | None:
    """March 5, 2024 8:30 PM EST; 5 March 2024; Mar 05 08:30:00 CST 2024; March 2024."""
    if not match:
        return None
    at, precision, name = english_dates.read(match)
    named = zone_of(name, zone)
    return _checked(at.replace(tzinfo=named or zone), precision, text.printed(match), named is not None)


def _coarse(text: _Text, zone: timezone) -> Moment | None:
    for pattern, precision in ((forms.MONTH, "month"), (forms.YEAR, "year")):
        match = pattern.search(text.folded)
        if match and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            month = int(match["month"]) if precision == "month" else 1
            return Moment(instant(int(match["year"]), month, 1, zone=zone), precision, text.printed(match))
    return None


def _moment(year: int, month: int, match, text: _Text, zone: timezone) -> Moment:
    return _at_clock(year, month, int(match["day"]), match, text.printed(match), zone)


def _at_clock(year: int, month: int, day: int, match, raw: str, zone: timezone) -> Moment:
    """The day with the clock time of `match`, if it has one."""
    if match is None or match["hour"] is None:
        return Moment(instant(year, month, day, zone=zone), "day", raw)
    named = zone_of(match["zone"], zone)
    hour, next_day = hour_of(match)
    minute = 30 if match["thirty"] else int(match["minute"] or 0)
    at = instant(year, month, day, hour, minute, int(match["second"] or 0), zone=named or zone)
    precision = "second" if match["second"] else "minute"
    return Moment(at + timedelta(days=next_day), precision, raw, named is not None)


def _checked(at: datetime, precision: str, raw: str, zoned: bool) -> Moment | None:
    return Moment(at, precision, raw, zoned) if FIRST_YEAR <= at.year <= LAST_YEAR else None
