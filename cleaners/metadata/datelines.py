"""People named inside paragraphs: the dateline at the head, the signature at the end, a note on the author."""

from __future__ import annotations

import re
import unicodedata

import re2

from cleaners.metadata import names
from cleaners.metadata.bylines import BRACKETS, MAX_CHARS, Byline, normalize, parse_byline, reporter
from cleaners.metadata.signed import Signed, both_scripts, compiled

# A dateline stands within the first characters of its paragraph: 本报讯(记者 X), 新华社某地某日电(记者X).
DATELINE_CHARS = 90

_DATELINE = compiled(
    r"^(?:\([^()]{2,20}\)\s*)?[^()。!?]{0,40}\((?P<inner>[^()。]{0,30}?(?:记者|通讯员)[^()。]{1,40})\)"
    r"|^[^()。!?]{2,30}?(?:\d日电|讯)\s*\((?P<names>\p{Han}[\p{Han} 、]{1,20})\)"
)
# One class first, which Python's engine finds fast.
_REPORTERS = re.compile(both_scripts("[记通电讯](?:(?<=[记])者|(?<=通)讯员|(?<=[电讯])\\s?[(（])"))
_SIGNATURE = Signed("(", r"\((?P<inner>[^()。]{2,40})\)[\s。]*$")
# A bare name in brackets is a signature only after the end of a sentence, or alone on its line.
_ENDED = re2.compile(r"(?:^|[。!?！？…”\"』」])\s*$")
_ABOUT_AUTHOR = Signed(
    r"^\x00-\x7f",
    r"^\(?(?:作者|本文作者|作者简介|关于作者)?\s*[:|]?\s*(?P<names>\p{Han}{2,4})\s*[,、:]?\s*(?:系|现任|现为|博士|男|女|(?:中国|北京|上海|清华|复旦)\p{Han}{2,})",
)


def may_stand_in(paragraphs: list[str]) -> bool:
    """Whether any of the paragraphs could hold a dateline: reporters are spoken of."""
    return _REPORTERS.search("\n".join(paragraphs)) is not None


def dateline(paragraph: str) -> Byline | None:
    """The reporters at the head of a paragraph: 本报讯(记者 X), 新华社某地某日电(记者X Y). `start`, `end` as in `paragraph`."""
    head = paragraph[:DATELINE_CHARS]
    if not _REPORTERS.search(head):
        return None
    text = unicodedata.normalize("NFKC", head).translate(BRACKETS)
    if len(text) != len(head):  # a character that NFKC takes apart: offsets would shift
        text = head.translate(BRACKETS).replace("（", "(").replace("）", ")")
    match = _DATELINE.match(text)
    if not match:
        return None
    byline = _people_in_brackets(match["inner"]) if match["inner"] else _people(match["names"])
    if byline:
        byline.kind, byline.start, byline.end = "dateline", match.start(), match.end()
    return byline


def signature(paragraph: str) -> Byline | None:
    """The names in brackets at the very end of a text: (魏某), (记者 魏某 摄影 李某), (作者:魏某)."""
    offset = max(0, len(paragraph) - DATELINE_CHARS)
    tail = paragraph[offset:]
    text = tail.translate(BRACKETS).replace("（", "(").replace("）", ")")
    match = _SIGNATURE.search(text)
    if not match:
        return None
    inner = normalize(match["inner"])
    byline = _people_in_brackets(inner) or parse_byline(inner)
    if not byline:
        people = names.split(inner)
        if not people or not all(map(names.is_person, people)) or not _ENDED.search(text[: match.start()]):
            return None
        byline = Byline("signature", people)
    byline.kind, byline.start, byline.end = "signature", offset + match.start(), offset + match.end()
    return byline


def _people_in_brackets(inner: str) -> Byline | None:
    """记者 甲某某 通讯员 乙某某 / 记者甲某某 整合 / 某报记者 甲某某."""
    inner = normalize(inner).replace("记者/", "记者 ").replace("通讯员/", "通讯员 ").replace(":", " ")
    return reporter(inner)


def _people(text: str) -> Byline | None:
    people = names.split(text)
    return Byline("credit", people) if people and all(map(names.is_person, people)) else None


def about_author(line: str) -> list[str]:
    """The person a note on the author begins with: "魏某某,系某大学教授". Empty if it is no such note."""
    match = _ABOUT_AUTHOR.match(normalize(line)[:MAX_CHARS])
    return [match["names"]] if match and names.is_person(match["names"]) else []
