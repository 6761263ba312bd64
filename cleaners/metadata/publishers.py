"""Publishers: the one name each goes by, from the alias table in publishers.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources

import re2

from cleaners.metadata.signed import compiled

# The longest names of papers and offices; a longer value is a sentence.
MAX_CHARS = 40

_EDGES = " \t\u00a0\u3000:：|/，,。；;-—_\"'“”"
_LABEL = compiled(r"^(?:来\s*源|稿\s*源|出\s*处)(?:于|自)?\s*[:：]\s*|\s+原创稿$")
# 微信公众号“某某观察”(ID:mmgc): the name of the account alone.
_ACCOUNT_LABEL = compiled(r"^(?:微信)?(?:公众号|公號|公号)\s*[:：]?\s*")
_ID = re2.compile(r"\s*[(（](?:ID|id|Id|微信号|微信ID|公众号)\s*[:：]?[^()（）]{0,40}[)）]?$")
_QUOTED = re2.compile(r"^[“\"「『]?([^“”\"「」『』]{1,40})[”\"」』]\s*(?:微信)?(?:公众号|公号)?$")
_WRAPPED = re2.compile(r"^(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|【[^【】]*】|《[^《》]*》)$")
_NO_NAME = re2.compile(r"^\P{L}*$|https?:|[。!?！？,，;；]|\d{4}[-/年]\d|[<>{}]")
_NOBODY = frozenset(
    (
        "未知",
        "无",
        "网络",
        "互联网",
        "来源",
        "本站",
        "本网",
        "原创",
        "转载",
        "综合",
        "网络综合",
        "综合整理",
        "其他",
        "http",
        "https",
    )
)

# 某某新闻网, 某某新闻客户端 are outlets of 某某新闻.
_OUTLETS = ("网", "客户端", "app", "微信公众号", "公众号", "官方微博")


@cache
def _table() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    data = tomllib.loads(resources.files(__package__).joinpath("publishers.toml").read_text(encoding="utf-8"))
    aliases = {_key(alias): name for name, others in data["aliases"].items() for alias in others}
    platforms = data["platforms"]
    return aliases, frozenset(map(_key, platforms["names"])), frozenset(map(_key, platforms["never"]))


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def clean(value: object) -> str | None:
    """The publisher's name without labels' punctuation, by the alias table; None if `value` is no name."""
    if not isinstance(value, str):
        return None
    name = " ".join(value[: 2 * MAX_CHARS].split()).strip(_EDGES)
    name = _LABEL.sub("", name)
    name = _ID.sub("", _ACCOUNT_LABEL.sub("", name)).strip(_EDGES)
    if match := _QUOTED.match(name):
        name = match[1]
    if _WRAPPED.match(name):
        name = name[1:-1].strip(_EDGES)
    if not name or len(name) > MAX_CHARS or _NO_NAME.search(name) or _key(name) in _NOBODY or _key(name) in _table()[2]:
        return None
    return _table()[0].get(_key(name), name)


def account(value: object) -> str | None:
    """The name of an account: accounts may be called anything but the platform they are on."""
    if not isinstance(value, str):
        return None
    name = " ".join(value[: 2 * MAX_CHARS].split())[:MAX_CHARS]
    return name if name and _key(name) not in _table()[2] else None


def is_platform(name: str) -> bool:
    """The name of a platform or site itself."""
    return _key(name) in _table()[1]


def same(a: str | None, b: str | None) -> bool:
    """Both name one publisher: by the table, or one is the other's site or app."""
    if not a or not b:
        return False
    short, long = sorted((_key(clean(a) or a), _key(clean(b) or b)), key=len)
    return short == long or (len(short) >= 4 and long in {short + ending for ending in _OUTLETS})
