"""English dates: patterns find where one is printed and cut its zone out, dateparser reads the rest.

The library sees nothing but a date with its month's name: asked about whole lines it finds dates in prose, and it
takes CST for Central time in America, where a Chinese page means its own (see `clock.zone_of`).
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache

import re2

from cleaners.metadata.clock import ImpossibleDate
from cleaners.metadata.date_forms import ZONE

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2}(?:st|nd|rd|th)?)\b", r"(?:19|20)\d{2}\b"
_CLOCK = (
    r"(?P<clock>\d{1,2}:\d{2}(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s*[ap]\.?m\b\.?)?"
    rf"|\d{{1,2}}(?:\.\d{{2}})?\s*[ap]\.?m\b\.?)(?P<zone>\s*\(?(?:{ZONE}))?"
)
_THEN_CLOCK = rf"(?:[\s,|·]*(?:at\s+|@\s*|-\s+)?{_CLOCK})?"
_DAYS = tuple(
    re2.compile(rf"\b(?P<whole>{form})")
    for form in (
        rf"{_MONTH}[\s-]+{_DAY},?[\s-]*{_YEAR}{_THEN_CLOCK}",  # March 5, 2024
        rf"{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]*{_YEAR}{_THEN_CLOCK}",  # 5 March 2024
        rf"{_MONTH}\s+{_DAY}\s+{_CLOCK}\s+{_YEAR}",  # Mar 05 08:30:00 CST 2024
        rf"{_YEAR}[\s-]+{_MONTH}[\s-]+{_DAY}{_THEN_CLOCK}",  # 2024-Mar-05
    )
)
_MONTHS = (re2.compile(rf"\b(?P<whole>{_MONTH},?\s+{_YEAR})"),)  # March 2024
# Most texts name no month, and Python's own engine says so in a tenth of the time.
_SIGN = re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")


def find_day(text: str):
    """The match of a date with day, month and year in a folded text, None if it holds none."""
    return _find(text, _DAYS)


def find_month(text: str):
    """The match of a month with its year in a folded text, None if it holds none."""
    return _find(text, _MONTHS)


def _find(text: str, forms: tuple):
    if not ("20" in text or "19" in text) or not _SIGN.search(text):
        return None
    return next((match for form in forms if (match := form.search(text))), None)


def read(match) -> tuple[datetime, str, str | None]:
    """The instant as a match prints it, its precision and the zone it names. Raises ImpossibleDate."""
    given, whole = match.groupdict(), match["whole"]
    zone = given.get("zone") or ""
    finest = "day" if "day" in given else "month"
    instant = _read(whole.replace(zone, " ") if zone else whole, finest)
    if instant is None:
        raise ImpossibleDate(f"no such date: {whole}")
    precision = "second" if given.get("second") else "minute" if given.get("clock") else finest
    return instant, precision, zone.strip(" (") or None


@lru_cache(maxsize=256)  # the candidates of a page are read again for each field they may settle
def _read(printed: str, finest: str) -> datetime | None:
    found = _parser(finest).get_date_data(printed).date_obj
    return found and found.replace(microsecond=0, tzinfo=None)


@cache
def _parser(finest: str):
    from dateparser.date import DateDataParser  # half a second to load, and no Chinese page needs it

    return DateDataParser(
        languages=["en"],
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["year", "month", "day"] if finest == "day" else ["year", "month"],
            "PREFER_DAY_OF_MONTH": "first",
            "RELATIVE_BASE": datetime(2000, 1, 1),  # nothing is read from the clock of the machine
        },
    )
