"""The canonical form of an article's URL: what names the article stays, how the reader came there goes.

Sources: courlan's list of tracking parameters, w3lib for cleaning and quoting, urls.toml for platforms.
"""

from __future__ import annotations

import html
import tomllib
from functools import cache
from importlib import resources
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

import re2
from courlan.clean import TRACKERS_RE
from w3lib.url import safe_url_string, url_query_cleaner

# Browsers and servers stop at about this length; a longer one is no address.
MAX_CHARS = 2048
_ESCAPED = re2.compile(r"(?i)^https?%3a%2f%2f")
# Attributes are broken over lines; no address holds a line break.
_BREAKS = str.maketrans(dict.fromkeys("\r\n\t"))
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@cache
def _table() -> dict:
    return tomllib.loads(resources.files(__package__).joinpath("urls.toml").read_text(encoding="utf-8"))


def canonical(url: object, base: str | None = None) -> str | None:
    """`url` without fragment, tracking parameters and default port; None if it is no address of an article.

    base: the page's address, for a relative `url`. An address that is only a site's front page is None: it is what
    sites print when they do not know the article's.
    """
    if not isinstance(url, str) or not 0 < len(url) <= MAX_CHARS:
        return None
    url = html.unescape(url).replace("\\/", "/").translate(_BREAKS).strip()
    if _ESCAPED.match(url):
        url = unquote(url)  # the value of a parameter of a share or counter link
    try:
        parts = urlsplit(urljoin(base or "https:", url))
        if parts.scheme.lower() not in _DEFAULT_PORTS or "." not in parts.netloc or "@" in parts.netloc:
            return None
        host = (parts.hostname or "").lower()
        platform = _platform(host, parts.path)
        scheme = "https" if platform and platform.get("https") else parts.scheme.lower()
        query = _identity(platform, parts.query) if platform else parts.query
        if query is None:
            return None
        kept = urlunsplit((scheme, _netloc(parts), parts.path or "/", query, ""))
        kept = safe_url_string(kept if platform else _without_tracking(kept))
    except ValueError:
        return None
    return None if _is_front_page(urlsplit(kept)) else kept


def _netloc(parts: SplitResult) -> str:
    return parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme.lower()])


def _platform(host: str, path: str) -> dict | None:
    for platform in _table()["platform"]:
        name = platform["host"]
        if (host == name or host.endswith("." + name)) and platform.get("path", path.rstrip("/")) == path.rstrip("/"):
            return platform
    return None


def _identity(platform: dict, query: str) -> str | None:
    """The parameters that name the article, in the platform's order; None if it needs some and there are none."""
    given = dict(parse_qsl(query))
    kept = [f"{name}={quote(given[name], safe='=')}" for name in platform["keep"] if name in given]
    return "&".join(kept) if kept or not platform["keep"] else None


def _without_tracking(url: str) -> str:
    parameters = {pair.partition("=")[0] for pair in urlsplit(url).query.split("&")}
    return url_query_cleaner(url, [name for name in parameters if _is_tracking(name)], remove=True)


def _is_tracking(name: str) -> bool:
    lower = name.lower()
    if lower in _table()["identity"]:
        return False
    if lower in _table()["tracking"]:
        return True
    match = TRACKERS_RE.search(lower)
    # The library matches prefixes ("ga" in "gallery"); only whole words of the name count here.
    return bool(match) and (match[0].endswith("_") or lower[match.end() : match.end() + 1] in ("", "_", "-"))


def _is_front_page(parts: SplitResult) -> bool:
    return not parts.query and parts.path.rstrip("/") in ("", "/index.html", "/index.htm", "/index.shtml", "/index.php")
