"""Lines that say where a text comes from: its source, where it was first printed, its first title, its address."""

from __future__ import annotations

from dataclasses import dataclass

import re2

from cleaners.metadata import publishers
from cleaners.metadata.signed import Begun, compiled

_VERBS = "首发于|首发自|转自|转载自|转载于|选自|摘自|摘编自|来自|来源于|来源自|原载于?|刊载于|发表于|整理自|编译自"
_ORIGIN = Begun(
    r"\(?(?:本文|文章|资讯|新闻|信息|消息|内容|稿件|参考|转载|原文|来源|出处|转自|摘自|摘编|选自|原载|来自|首发|编译)",
    r"^[(]?(?:(?:本文|文章|资讯|新闻|信息|消息|内容|稿件|参考|参考及|转载|原文)?(?:来源|出处)(?:于|自)?|转载|"
    r"(?:本文)?(?:转自|转载自|转载于|摘自|摘编自|选自|原载于?|来自|首发于|编译自|转载来源))"
    r"\s*[:|/]\s*(?P<value>\S.{0,80}?)?[)]?$",
)
# Behind the name of the paper or the account: its id, the issue, the address' label, the author.
_BEHIND = (
    r"(?:\s*\((?:ID|id|微信号|微信ID|公众号)[^()]{0,40}\))?(?:[\d年月日第期版次A-Z ,]{2,30})?(?:,?\s*原文(?:地址|链接)\s*:?)?"
    r"(?:\s*[,;]?\s*(?:原)?作者\s*[:|/]?\s*(?P<authors>\S.{1,20}?))?"
)
_FIRST_PRINTED = Begun(
    r"\(?(?:本文|文章|以下|经|转|原载)",
    rf"^[(]?(?:(?:本文|文章|以下文章|以下内容)(?:已)?(?:经[^,:]{{0,8}}?授权\s?)?(?:{_VERBS})|(?:经授权)?转(?:载)?自(?:微信|公众号|[「“\"【《])|原载于?《)"
    r"\s*(?:微信)?(?:公众号)?[:\s]*[「“\"【《]?(?P<value>[^\s,。:「」“”\"【】《》()]{2,20})[」”\"】》]?"
    rf"(?:微信)?(?:公众号)?{_BEHIND}[)]?$",
)
_LINK = Begun(
    r"\(?(?:原文|来源|文章)",
    r"^[(]?(?:原文|来源|文章来源)(?:链接|地址|网址)\s*[:|]?\s*(?P<value>https?://\S{4,500})?[)]?$",
)
_FORMER_TITLE = Begun(
    r"\(?(?:本文)?原", r"^[(]?(?:本文)?原(?:标题|题)(?:为|是)?\s*[:|《]\s*(?P<value>\S.{1,120}?)[》)]*$"
)
_AUTHORS = compiled(r"\s(?:原?作者|文)\s*[:|/]\s*(\S.{1,30})$")
_URL = re2.compile(r"^https?://\S+$")


@dataclass(frozen=True, slots=True)
class Source:
    """What a line says of a text's origin. `is_original`: the text appeared there first, it is not merely credited."""

    what: str
    publisher: str | None = None
    is_original: bool = False
    authors: str | None = None
    former_title: str | None = None


def read(text: str) -> Source | None:
    """What a normalized line says of the origin of the text, or None if it is no such line."""
    if match := _ORIGIN.match(text):
        value = match["value"]
        authors = _AUTHORS.search(value) if value else None
        name = publishers.clean(value[: authors.start()] if authors else value)
        if name:
            is_original = text[0] == "(" or any(
                word in text[:4] for word in ("转", "轉", "首发", "首發", "原文", "原载")
            )
            return Source(f"source: {name}", name, is_original, authors and authors[1])
        return Source("source") if value is None or _URL.match(value) else None
    if match := _FIRST_PRINTED.match(text):
        name = publishers.clean(match["value"])
        return Source("where the text was first printed", name, True, match["authors"])
    if _LINK.match(text):
        return Source("address of the original")
    if match := _FORMER_TITLE.match(text):
        return Source("title of the original", former_title=match["value"])
    return None


def asks_for_link(text: str) -> bool:
    """The address of the original must stand in the next line."""
    match = _LINK.match(text) or _ORIGIN.match(text)
    return bool(match and not match["value"]) or text.endswith(("原文地址:", "原文链接:"))
