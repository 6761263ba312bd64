"""What a line of a header or a footer says about the article: its time, source, authors and editors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import re2

from cleaners.metadata import bylines, dates, names, publishers
from cleaners.metadata.signed import Signed, both_scripts, compiled

# A line of a header is short; a longer one is text.
MAX_HEADER_LINE = 160
# Letters beside the date in a header line without labels: weekday, channel, name of a paper.
MAX_BESIDE_DATE = 20


@dataclass(slots=True)
class Said:
    """What one line of a header or footer says."""

    published: str | None = None
    publisher: str | None = None
    authors: str | None = None
    editors: list[str] = field(default_factory=list)
    labelled: bool = False  # the publisher stands behind a label such as 来源
    original: str | None = None  # the publisher behind 转自, where another stands behind 来源
    awaits: bool = False  # the line ends in a label: what it labels stands in the next


_STOP = (
    r"(?:作\s*者|编\s*辑|责\s*编|责任编辑|记\s*者|发布时间|发表时间|发布日期|日\s*期|时\s*间|字\s*号|字\s*体|浏\s*览|阅\s*读|点\s*击|评\s*论|举\s*报|分\s*享|"
    r"我要|收\s*藏|打\s*印|[大中小]\s*字\s*号|发\s*布|发\s*表|更\s*新|关\s*注|参\s*与|人\s*气|访\s*问|审\s*核|校\s*对|摄\s*影|文章来源|来\s*源|转载自|转\s*自|原\s*标\s*题|上\s*传|责\s*任|跟\s*贴|大\s+中|纠错|微\s*信|朗\s*读|听\s*新闻)"
)
_SOURCE = compiled(
    r"(?:(?:来\s{0,3}源于?|稿\s?源|出\s?处|转自|发布机构|发布单位|供稿单位|供稿)(?:\s*[:|/]\s*|\s{2,})|来源于\s+)(\S.{0,80}|)$"
)
# Without a colon the label must be followed by what is a publisher by its form.
_SOURCE_LOOSE = compiled(r"(?:^|[\s\d|])来\s{0,3}源\s(\S{2,20})(?:\s|$)")
_REPOSTED = compiled(r"(?:转\s?自|转载自|原载|首发)\s*[:/]\s*(\S.{0,60})$")
_LABEL_ALONE = compiled(r"(?:来\s{0,3}源|稿\s?源|出\s?处)\s*[:|/]?\s*$")
_NOT_A_SOURCE = compiled(r"(?:图片?|照片|题图|头图|配图|数据|资料|视频|能|水|财|经费|资金)$")
_AUTHOR = compiled(
    r"(作\s{0,3}者|撰\s?稿|撰\s?文|记\s{0,3}者|采写|(?:^|[^\p{Han}])文)(?:\s*[:/]\s*|\s{2,})(?:[图摄](?:影)?\s*[:/ ]\s*)?(\S.{0,80})$"
)
_EDITOR = compiled(r"(?:责\s?任\s?编\s?辑|责\s?编|(?:^|[\s|;,])编\s{0,3}辑)\s*[:|/]\s*(\S.{0,40})$")
# Since 2022 platforms print where the writer's connection is from, right behind the source.
_PLACE = (
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    r"甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|美国|日本|英国|加拿大|澳大利亚|新加坡|其他国家)"
)
_CUT = compiled(
    rf"\s{{2,}}|\s+(?:来自)?{_PLACE}(?:\s|$)|\s+\(|[|【]|\s+{_STOP}|{_STOP}\s*[:/]|\s+\d{{4}}[-/.年]|[,，;；]|\d{{4}}[-/年]\d|\d{{1,2}}:\d{{2}}"
)
_ADDRESS = re2.compile(r"https?://\S*")
_DATE_COMMA = re2.compile(r", ((?:19|20)\d\d)\b")
_PROSE = Signed("。!?,;", r"[。!?]|[,;].{20}")
_NOT_PUBLISHED = Signed(
    "\u0080-\U0010ffffdD",
    r"(?i)(?:last |latest )?(?:updated|modified|edited|revised)|(?:最后|最近|最新)?\s*(?:更\s*新|修\s*改|编辑于|修订|已于)(?:时间|日期|于)?|页面生成|生成时间|截止|截至|访问时间|打印时间|评论|回复|有效期|成文日期|施行|生效|抓取",
)
_DATE_AND_NAME = re2.compile(
    r"^(?:[\d\s年月日/.:·-]{8,24}?(?:\s*[|·]\s*|\s*)(\p{L}[^\s|]{1,20})(?:\s+\d{1,7})?|(?:原创\s+)?(\p{L}[^\s|]{1,20})\s+\d{4}[-/年.][\d\s月日/.:-]{4,20})$"
)
_STOP_WORD = compiled(_STOP)
# Without one of these a line names no source, no author, no editor.
_SOURCE_SIGN, _AUTHOR_SIGN = re.compile(both_scripts("[源处转发供]")), re.compile(both_scripts("[者稿文写]"))
_PUBLISHED = Signed("发间期刊上dD", r"(?i)published|posted|发布|发表|时间|日期|刊发|刊登|上传|上线")
_GAP = re2.compile(r"\s*[|·/]\s*|\s{2,}")
_PARTS = re2.compile(r"[\s|·/]+")
# Names of persons that stand right behind the paper's: two, three or four characters.
_PERSON_SIZES = (3, 2, 4)


def read_header(text: str, *, marked: bool = False) -> Said:
    """What a header line says: 2024-03-05 08:30:00 来源: 某报 作者: 某某 编辑: 某某. Prose says nothing.

    Gaps of two or more spaces separate items. `marked`: the page's own markup says that this is the header, so a
    line that holds nothing but a paper's name names the publisher.
    """
    said = Said()
    text = text[: 2 * MAX_HEADER_LINE]
    text = _ADDRESS.sub(" ", text) if "http" in text else text  # old portals print their own before the date
    line = bylines.normalize(text)
    if not line or len(line) > MAX_HEADER_LINE:
        return said
    loose = bylines.nfkc(text.replace("\u3000", "  ")).strip()[:MAX_HEADER_LINE]
    if (
        _SOURCE_SIGN.search(loose)
        and (match := _SOURCE.search(loose))
        and not _NOT_A_SOURCE.search(loose[: match.start()])
    ):
        said.publisher, said.labelled = publishers.clean(_value(match[1])), True
        said.awaits = not match[1]
        if (reposted := _REPOSTED.search(loose)) and reposted.start() > match.start():
            said.original = publishers.clean(_value(reposted[1]))
    elif _SOURCE_SIGN.search(loose) and (match := _SOURCE_LOOSE.search(loose)) and names.is_body(match[1]):
        said.publisher, said.labelled = publishers.clean(match[1]), True
    elif _LABEL_ALONE.search(loose[-10:]) and not _NOT_A_SOURCE.search(loose):
        said.labelled = said.awaits = True
    if _AUTHOR_SIGN.search(loose) and (match := _AUTHOR.search(loose)):
        said.authors = _authors(match[1], _value(match[2]))
    if ("编" in loose or "編" in loose) and (match := _EDITOR.search(loose)):
        said.editors = [name for name in names.split(_value(match[1])) if names.why_not(name) is None]
    if (byline := bylines.parse_byline(line)) and byline.kind == "credit":
        said.authors = "、".join(byline.authors) or said.authors
        said.editors = byline.editors or said.editors
        said.publisher = said.publisher or byline.publisher
    if not _PROSE.search(_DATE_COMMA.sub(r" \1", line) if ", " in line else line):
        said.published = _published(line, certain=bool(said.labelled or said.authors))
        if said.published:
            _beside_date(said, line)
        said_nothing = not (said.publisher or said.labelled or said.published or said.authors or said.editors)
        if marked and said_nothing and names.is_body(line):
            said.publisher = publishers.clean(line)
    return said


def _value(rest: str) -> str:
    """The value behind a label: up to the next label, a date or a wide gap."""
    rest = rest.strip(" :")
    cut = _CUT.search(rest)
    return (rest[: cut.start()] if cut else rest).strip(" :/|-")


def _authors(label: str, value: str) -> str | None:
    """The value behind a label, where the label is weak (记者 also asks questions, 文/ also begins words) only persons."""
    if not value:
        return None
    is_strong = (label.strip()[0] not in "记記文" and not label.endswith("文")) or label.startswith("撰")
    return value if is_strong or all(map(names.is_person, names.split(value))) else None


def _beside_date(said: Said, line: str) -> None:
    """Add whom a line names beside its date: 2024年03月05日08:30 某某日报; 某报记者 某某 2024-03-05; 某报 | 2024-03-05 | 某某."""
    rest = line.replace(dates.printed_in(said.published) or "", " | ", 1)
    if not said.authors and _AUTHOR_SIGN.search(rest):
        found = [byline for part in _GAP.split(rest) if (byline := bylines.parse_byline(part))]
        said.authors = "、".join(name for byline in found if byline.kind == "credit" for name in byline.authors) or None
        said.publisher = said.publisher or next((byline.publisher for byline in found), None)
    if said.publisher or said.labelled or said.authors:
        return
    match = _DATE_AND_NAME.match(line)
    name = match and (match[1] or match[2])
    if name and not _STOP_WORD.search(name) and not dates.looks_like_one(name):
        paper, person = _paper_and_person(name)
        said.publisher, said.authors = publishers.clean(paper), person
        return
    parts = [part for part in _PARTS.split(rest) if part and not part.isdigit()]
    papers = [part for part in parts if names.is_body(part) and not _STOP_WORD.search(part)]
    people = [part for part in parts if names.is_person(part)]
    if len(parts) == 2 and len(papers) == len(people) == 1:
        said.publisher, said.authors = publishers.clean(papers[0]), people[0]


def _paper_and_person(name: str) -> tuple[str, str | None]:
    """某某晚报某某某, two elements that ran together, taken apart."""
    for size in _PERSON_SIZES:
        if names.is_body(name[:-size]) and names.is_person(name[-size:]) and not names.is_body(name):
            return name[:-size], name[-size:]
    return name, None


def time_of_publication(text: str) -> str | None:
    """The part of a text that a pack says holds the time, if its labels do not say another time (更新于, 修改)."""
    return _published(bylines.normalize(text[: 2 * MAX_HEADER_LINE])[:MAX_HEADER_LINE], certain=True)


def _published(line: str, certain: bool) -> str | None:
    """The part of the line that gives the time of publication, if its labels do not say another time.

    A line without any label (`certain` is false) must be little more than the date.
    """
    if not dates.may_hold_day(line):
        return None
    other = _NOT_PUBLISHED.search(line)
    if other:
        own = _PUBLISHED.search(line[other.end() :])
        before = line[: other.start()]
        if dates.looks_like_one(before):
            line = before
        elif own and own.start() > 4:  # not the second half of 更新时间
            line = line[other.end() + own.start() :]
        else:
            return None
    if not certain and not _PUBLISHED.search(line) and sum(map(str.isalpha, line)) > MAX_BESIDE_DATE:
        return None
    return line if dates.looks_like_one(line) else None
