"""Lines that say who wrote a text: credits and newspaper bylines.

One line in, a `Byline` out, or None: a sentence of the text that begins with the same word is not a byline. All
patterns are linear (RE2), matched on the line's first `MAX_CHARS` characters in NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache

import re2

from cleaners.metadata import names
from cleaners.metadata.signed import Signed, both_scripts, compiled

# A byline is a short line. Longer ones are prose, whatever they begin with.
MAX_CHARS = 120
# Office, space and name are at least so long.
MIN_OFFICE = 7
# A pen name after "作者:" may be any word, but not longer than this.
MAX_PEN_NAME = 20


@dataclass(slots=True)
class Byline:
    """Who a line names. `kind` is credit, dateline, signature or title (office, rank and name)."""

    kind: str
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    role: str | None = None  # 记者, 作者, 通讯员, or the office and rank
    publisher: str | None = None  # the paper the line names: 某报记者 X -> 某报
    start: int = 0  # where in the line the names' note stands (datelines, signatures)
    end: int = 0


_AUTHOR_ROLES = (
    "特约撰稿人|特约撰稿|专栏作者|特约作者|原作者|本文作者|文章作者|作者|撰文|撰稿人|撰稿|采写|采访|执笔|主笔|"
    "首席记者|见习记者|实习记者|特派记者|特约记者|全媒体记者|本报记者|本网记者|本刊记者|记者|通讯员|实习生|"
    "文/图|图/文|文/摄|文字|图文|文图|文|by"
)
_EDITOR_ROLES = "责任编辑|执行编辑|值班编辑|本期编辑|网络编辑|新媒体编辑|文字编辑|责编|编辑|主编|编者|本文编辑"
_OTHER_ROLES = (
    "美术编辑|美编|校对|审校|审核|审稿|终审|初审|复审|监制|监审|总监制|编审|排版|制图|摄影|摄|图片|图|供图|视频|"
    "设计|制作|统筹|策划|翻译|译者|译|编译|校译|来源|出品|值班主任|值班编委|运营|实习编辑|二审|三审|一审|签发"
)


def _spaced(roles: str) -> str:
    """Roles of two characters are also set apart: 作 者, 撰 文."""
    return "|".join(r"\s?".join(role) if len(role) == 2 else role for role in roles.split("|"))


_AUTHOR_ROLES, _EDITOR_ROLES, _OTHER_ROLES = map(_spaced, (_AUTHOR_ROLES, _EDITOR_ROLES, _OTHER_ROLES))
_ALL_ROLES = f"{_AUTHOR_ROLES}|{_EDITOR_ROLES}|{_OTHER_ROLES}"
# What an interview prints before its questions as well: only names of persons follow it as a byline.
_ASKS = ("记者", "記者", "采访", "採訪")
_LABEL = compiled(rf"({_ALL_ROLES})\s*[:|丨/︱│┃]+\s*")
# A role of one character (文, 图) is a label only where nothing stands before it: 原文: and 正文: are not.
_LABEL_START = compiled(
    rf"^(?:[\p{{Han}}《》·A-Za-z0-9]{{0,12}}?(?:{'|'.join(role for role in _ALL_ROLES.split('|') if len(role) > 1)})|文|图|摄|译)"
    r"\s*[:|丨/︱│┃]+\s*"
)
_LAST = "".join(sorted({role[-1] for role in _ALL_ROLES.split("|")}))
_AUTHOR = compiled(_AUTHOR_ROLES)
_PICTURES = compiled(r"^[图摄](?:影)?\s+")
_EDITOR = compiled(_EDITOR_ROLES)
BRACKETS = str.maketrans({"【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")", "「": "(", "」": ")"})

_REPORTER = compiled(
    r"^(?:《?(?P<paper>[\p{Han}A-Za-z]{2,10}?)》?\s*)??"
    r"(?P<role>(?:首席|见习|实习|特派|特约|全媒体|本报|本网|本刊)?(?:专栏)?(?:记者|作者|通讯员|撰稿人|撰稿|评论员))"
    r"\s*(?P<names>\p{Han}.*|[A-Z].*)$"
)
_NEXT_REPORTER = compiled(r"\s*(?:见习记者|实习记者|特约记者|本报记者|记者|通讯员|实习生)\s*[:/]?\s*")
_TAIL_CREDITS = compiled(
    r"\s+(?:责任编辑|责编|编辑|校对|摄影|图片|图|来源|文|实习生整理)\s*[:/|]?\s*(?P<names>\S.*)$"
    r"|\s*/\s*\p{Han}{2,8}(?:报导|报道|电)$"
)
_SLASHED = Signed(r"^\x00-\x7f", r"^(?P<names>\p{Han}[\p{Han}、 ]{1,20})\s*/\s*(?P<paper>[\p{Han}A-Za-z·-]{2,20})$")
_WEN_SLASH = Signed("文", r"^\(?(?:文|文字|撰文|图文|文图)\s*/?\s*(?:图|摄)?\s*[/ ]\s*(?P<names>\S[^()]{1,60}?)\)?$")
_BY = re2.compile(
    r"^(?:[Ww]ritten )?(?:By|BY|by) (?P<names>(?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+(?:(?:, | and | & )(?:[A-Z][\w.'’-]+ ?){2,4}){0,4})$"
)
_OFFICE = Signed(
    r"^\x00-\x7f",
    r"^(?P<role>[\p{Han}A-Za-z,、()·\d ]{4,40}?(?:记|长|任|员|授|师|总|裁|士|席|人|家|理|监|官|生|民|董事|代表|干部|所|院|局|委|办))"
    r"\s+(?P<names>\p{Han}(?:\s?\p{Han}){1,3}(?:[、 ]\s*\p{Han}{2,4}){0,3})$",
)
# A line of that form ends with a name, perhaps in brackets.
_ENDS_IN_NAME = re.compile("\\s[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+[)）\\]】〕」\\s]*$")


def nfkc(text: str) -> str:
    """Full-width forms folded, white space as it stands."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=256)  # a line of the head or the tail is read by several readers
def normalize(line: str) -> str:
    """The line as the patterns here read it: NFKC, white space closed up, outer white space off."""
    return " ".join(nfkc(line).split())


def parse_byline(line: str) -> Byline | None:
    """Who a whole line names as author or editor. None if the line is anything else.

    Reads 作者:X / 文|X 编辑|Y / 采写:某报记者 X / 【文/某报专栏作者 X】 / 某报记者 X / X/某某日报 /
    (文/图 X Y) / 执笔/X&Y / 机构 职务 姓名.
    """
    text = normalize(line)
    if not 2 <= len(text) <= MAX_CHARS:
        return None
    byline = _parsed(text)
    return byline and replace(byline, authors=byline.authors.copy(), editors=byline.editors.copy())


@lru_cache(maxsize=256)  # the same lines are read for credits and for authors
def _parsed(text: str) -> Byline | None:
    text = text.translate(BRACKETS).strip()
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    for sign, reader in _READERS:
        if sign.search(text) and (byline := reader(text)):
            return byline
    return None


def _labelled(text: str) -> Byline | None:
    """作者:X 编辑:Y. Every label must be followed by names; a label in the middle starts a new item."""
    if not _LABEL_START.match(text):
        return None
    labels = list(_LABEL.finditer(text))
    byline = Byline("credit")
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = text[label.end() : following.start() if following else len(text)].strip(" ;,、")
        role = label[1]
        if _EDITOR.fullmatch(role):
            byline.editors += _checked(value, MAX_PEN_NAME)
        elif _AUTHOR.fullmatch(role):
            value = _PICTURES.sub("", value) if role == "文" else value  # 文/图 某某
            if inner := reporter(value):
                found, byline.publisher = inner.authors, byline.publisher or inner.publisher
            else:
                found = _checked(value, MAX_PEN_NAME)
                if role.endswith(_ASKS) and not all(map(names.is_person, found)):
                    return None
            if not found and value and names.why_not(value) != "nobody is named":
                return None
            byline.authors += found
            byline.role = byline.role or role
        elif role.replace(" ", "") in ("来源", "來源"):
            byline.publisher = byline.publisher or value
    known = byline.authors or byline.editors
    return byline if known else None


def _checked(value: str, longest: int) -> list[str]:
    """The names in `value`, or nothing if any of them is none: then the line is not a byline."""
    found = names.split(value)
    if any(map(names.is_person, found)):
        found = [name for name in found if not names.is_office(name)]
    if not found or any(names.why_not(name) or len(name) > longest for name in found):
        return []
    people = [name for name in found if not names.is_body(name)]
    return people if any(map(names.is_person, people)) else found


def reporter(text: str) -> Byline | None:
    """某报记者 甲某某 乙某某 编辑 丙某某: the names must look like names, no label separates them."""
    match = _REPORTER.match(text)
    if not match:
        return None
    byline = Byline("credit", role=match["role"], publisher=_paper(match["paper"]))
    rest = match["names"]
    if credits := _TAIL_CREDITS.search(rest):
        rest = rest[: credits.start()]
    for part in _NEXT_REPORTER.split(rest):
        people = [name for name in names.split(part) if names.is_person(name)]
        if not people or len(people) < len(names.split(part)):
            return None
        byline.authors += people
    return byline


def _paper(name: str | None) -> str | None:
    return None if not name or name.startswith(("本报", "本网", "本刊", "见习", "实习", "文")) else name


def _slashed(text: str) -> Byline | None:
    match = _SLASHED.match(text)
    if not match:
        return None
    people = names.split(match["names"])
    if people and all(names.is_person(name) for name in people) and names.is_body(match["paper"]):
        return Byline("credit", people, publisher=match["paper"])
    return None


def _wen_slash(text: str) -> Byline | None:
    match = _WEN_SLASH.match(text)
    if not match or ":" in match["names"]:
        return None
    if byline := reporter(match["names"]) or reporter(match["names"].replace("专栏作者", "记者", 1)):
        return byline
    people = names.split(match["names"])
    return Byline("credit", people, role="文") if people and all(map(names.is_person, people)) else None


def _office(text: str) -> Byline | None:
    """机构 职务 姓名: a newspaper byline of a guest author."""
    match = _OFFICE.match(text)
    if not match:
        return None
    people = names.split(match["names"])
    if people and all(map(names.is_person, people)):
        return Byline("title", people, role=match["role"].strip())
    return None


def guest(line: str) -> Byline | None:
    """机构 职务 姓名, and nothing else on the line: `parse_byline` for many lines of which few can be one."""
    if not MIN_OFFICE <= len(line) <= MAX_CHARS or not _ENDS_IN_NAME.search(line):
        return None
    byline = parse_byline(line)
    return byline if byline and byline.kind == "title" else None


def _by(text: str) -> Byline | None:
    """By Jane Roe and John Doe."""
    match = _BY.match(text)
    return Byline("credit", names.split(match["names"]), role="by") if match else None


# The readers in their order, each with what no line of its form is without.
_READERS = (
    (re.compile("[/ ]"), _wen_slash),
    (re.compile(both_scripts(rf"[{_LAST}]\s*[:|丨/︱│┃]")), _labelled),
    (re.compile(both_scripts("[记作通撰评](?:(?<=[记作])者|(?<=通)讯员|(?<=撰)稿|(?<=评)论员)")), reporter),
    (re.compile("/"), _slashed),
    (re.compile("[Bb][Yy] "), _by),
    (_ENDS_IN_NAME, _office),
)
