"""What is given for each field, by whom, in order of trust; and the answer chosen among it.

A candidate is (value, where it came from). The first that holds what the field asks for is the answer; those
before it that did not become warnings if nothing holds.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

from cleaners.metadata import dates, names, publishers, titles, urls
from cleaners.metadata.dates import ImpossibleDate, Moment
from schemas.records import Metadata

# Lists longer than this are not looked through.
MAX_CANDIDATES = 50
_TRUE, _FALSE = ("true", "1", "yes", "是", "原创", "original"), ("false", "0", "no", "否", "转载")
# Where a tool, not the site, wrote the time: tools run on servers whose clock shows UTC.
_BY_TOOLS = ("byline line", "front matter", "column", "a line at the head")
_PRECISION = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}
_SAME = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M"}


class Candidates(dict[str, list[tuple[object, str]]]):
    """field -> [(value, where it came from), ...] in order of trust."""

    def add(self, field: str, value: object, origin: str) -> None:
        """Append a candidate, the least trusted so far. Empty values are none."""
        if isinstance(value, str):
            value = _speakable(value)
        elif isinstance(value, list):
            value = [_speakable(part) if isinstance(part, str) else part for part in value]
        if value is not None and value != "" and value != []:
            self.setdefault(field, []).append((value, origin))

    def of(self, field: str) -> list[tuple[object, str]]:
        """The candidates of a field, at most MAX_CANDIDATES."""
        return self.get(field, [])[:MAX_CANDIDATES]


def _speakable(text: str) -> str:
    """`text` without lone surrogates, which columns of JSON may hold and no pattern can read."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


@cache
def field_table() -> dict[str, dict[str, list[str]]]:
    """fields.toml: where each field may stand, per kind of place, in order of trust."""
    return tomllib.loads(resources.files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))


def from_mapping(candidates: Candidates, data: dict[str, object], origin: str) -> None:
    """Add the values of a mapping with keys of any common name: front matter, columns of a row."""
    lower = {str(key).strip().lower(): value for key, value in data.items()}
    for field, keys in field_table()["keys"].items():
        for key in keys:
            if key in lower:
                candidates.add(field, lower[key], f"{origin} {key}")


def choose_title(candidates: Candidates, known: Metadata) -> None:
    """Title and subtitle. A title with the site's name behind it loses it if another candidate is without."""
    found = [(titles.tidy(v), o) for v, o in candidates.of("title") if isinstance(v, str) and titles.fold(v)]
    if found:
        title, origin = found[0]
        for other, where in found[1:]:
            if title != other and title == other + title[len(other) :] and titles.without_site(title) == other:
                title, origin = other, where
        if any(isinstance(v, str) and len(v) > titles.MAX_CHARS for v, _ in candidates.of("title")[:1]):
            known.warnings.append(f"title is cut to {titles.MAX_CHARS} characters")
        known.title, known.evidence["title"] = title, origin
    for value, origin in candidates.of("subtitle"):
        if isinstance(value, str) and titles.fold(value):
            known.subtitle, known.evidence["subtitle"] = titles.tidy(value), origin
            break


def complete_title(candidates: Candidates, known: Metadata) -> None:
    """A headline the page cut with dots, in full where the text prints the original title."""
    cut = known.title.rstrip(".… ") if known.title else ""
    if not cut or cut == known.title or known.title.endswith("......"):
        return
    for value, origin in candidates.of("former_title"):
        if str(value).startswith(cut) and len(str(value)) > len(cut):
            known.title, known.evidence["title"] = titles.tidy(str(value)), origin
            return


def choose_people(candidates: Candidates, known: Metadata) -> None:
    """Authors and editors."""
    for field in ("authors", "editors"):
        refused: list[str] = []
        for value, origin in candidates.of(field):
            people, warnings = names.clean(value)
            people = [name for name in people if not (origin.startswith("meta") and publishers.is_platform(name))]
            if people:
                setattr(known, field, people)
                known.evidence[field] = origin
                refused = warnings if len(people) == names.MAX_NAMES else []
                break
            refused += [f"{warning}, from {origin}" for warning in warnings]
        known.warnings += refused[:5]


def choose_publishers(candidates: Candidates, known: Metadata) -> None:
    """Account, publisher and original publisher. An account publishes what it posts."""
    for field in ("account", "publisher", "original_publisher"):
        for value, origin in candidates.of(field):
            name = publishers.account(value) if field == "account" else publishers.clean(value)
            if name and name != known.title:  # a headline in the place of a source
                setattr(known, field, name)
                known.evidence[field] = origin
                break
    if known.account:
        credited, origin = known.publisher, known.evidence.get("publisher", "")
        known.publisher, known.evidence["publisher"] = known.account, known.evidence["account"]
        if credited and not publishers.same(credited, known.account) and not known.original_publisher:
            known.original_publisher, known.evidence["original_publisher"] = credited, origin
    if publishers.same(known.original_publisher, known.publisher):
        known.original_publisher = None
        known.evidence.pop("original_publisher", None)


def choose_url(candidates: Candidates, known: Metadata, base: str | None) -> None:
    """The canonical URL; `base`, the address the source was read from, is asked last."""
    for value, origin in [*candidates.of("canonical_url"), (base, "address of the source")]:
        if url := urls.canonical(value, base):
            known.canonical_url, known.evidence["canonical_url"] = url, origin
            return


def choose_times(candidates: Candidates, known: Metadata, in_china: bool = False) -> None:
    """fetched_at first: relative times of publication need it. All instants in UTC.

    Times without a zone are China time; a source that is not in Chinese has its times taken as UTC, unless it is
    known to be `in_china`.
    """
    is_foreign = bool(known.language) and not known.language.startswith("zh") and not in_china
    zone, name = (UTC, "UTC") if is_foreign else (dates.CHINA, "China time")
    moment, origin = _first_moment(candidates.of("fetched_at"), known, None, zone)
    if moment:
        known.fetched_at = moment.at.astimezone(UTC)
        known.evidence["fetched_at"] = origin + ("" if moment.zoned else f", no zone given: taken as {name}")
    moment, origin = _first_moment(candidates.of("published_at"), known, known.fetched_at, zone)
    if not moment:
        return
    moment, origin = _finer(moment, origin, candidates, known, zone)
    known.published_at, known.published_precision = moment.at.astimezone(UTC), moment.precision
    known.published_raw, known.evidence["published_at"] = moment.raw, origin
    if moment.betrays_utc and zone is dates.CHINA and origin.startswith(_BY_TOOLS):
        clock = moment.at.strftime("%H:%M")
        known.warnings.append(f"published_at: {clock} without a zone may be UTC; it is taken as China time")


def _first_moment(given: list, known: Metadata, now: datetime | None, zone) -> tuple[Moment | None, str]:
    for value, origin in given:
        try:
            if moment := dates.parse(value, now=now, year=_year(given), zone=zone):
                if now is None or moment.at <= now.astimezone(moment.at.tzinfo) + timedelta(days=2):
                    return moment, origin
                known.warnings.append(f"{moment.raw[:40]!r} lies after the fetch and is not the date ({origin})")
        except ImpossibleDate as error:
            known.warnings.append(f"{error} ({origin})")
    return None, ""


def _year(given: list) -> int | None:
    """The year of the first candidate that has one, for those printed without."""
    for value, _ in given:
        try:
            if moment := dates.parse(value):
                return moment.at.year
        except ImpossibleDate:
            continue
    return None


def _finer(moment: Moment, origin: str, candidates: Candidates, known: Metadata, zone) -> tuple[Moment, str]:
    """The same time given more precisely by another candidate."""
    seen: list = []
    for value, where in candidates.of("published_at"):
        form = _SAME.get(moment.precision)
        if not form:
            break
        if value in seen:
            continue
        seen.append(value)
        try:
            other = dates.parse(value, now=known.fetched_at, year=moment.at.year, zone=zone)
        except ImpossibleDate:
            continue
        if not other or _PRECISION[other.precision] <= _PRECISION[moment.precision]:
            continue
        if other.at.astimezone(zone).strftime(form) == moment.at.astimezone(zone).strftime(form):
            moment, origin = other, where
    return moment, origin


def choose_original(candidates: Candidates, known: Metadata) -> None:
    """Whether the page says it is an original."""
    for value, origin in candidates.of("is_original"):
        word = str(value).strip().lower()
        if word in _TRUE or word in _FALSE:
            known.is_original, known.evidence["is_original"] = word in _TRUE, origin
            return
