"""A small typesetter: makes newspaper pages out of invented articles, with the answers.

It does to them what printing and text extraction do: sets articles in columns, reads the columns of neighbouring
articles in turns, cuts sentences at the column's end, drops a character there, loses heading marks, puts picture
credits anywhere, prints a section label out of place, and gets stuck in a loop.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

STORIES = tomllib.loads(Path(__file__).with_name("stories.toml").read_text(encoding="utf-8"))
TERMINAL = "。！？”；："
REPORTERS = [
    "宋知远",
    "何雨桐",
    "罗一鸣",
    "方敏",
    "薛静姝",
    "江海宁",
    "许嘉",
    "程望舒",
    "秦岚",
    "叶知秋",
    "贺兰山",
    "苏晓",
]
OFFICES = [
    "区民政局党组书记、局长",
    "高新区管委会副主任",
    "临水街道工委副书记、办事处主任",
    "第二实验学校校长",
    "城投集团总经理",
]


@dataclass
class Printed:
    """One line of the page: its article, its role, and the line whose paragraph goes on in it."""

    text: str
    article: int
    role: str  # title, subtitle, series, byline, credit, label, heading, body, copy
    continues: Printed | None = None
    doubtful: bool = False  # the cut stands at the end of a sentence: nobody can tell


@dataclass
class Sheet:
    """A page and what is known of it."""

    lines: list[Printed] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)
    authors: dict[int, list[str]] = field(default_factory=dict)
    fragments: set[int] = field(default_factory=set)
    gap: int = 2  # line breaks between lines

    @property
    def text(self) -> str:
        """The page as extracted: one line per paragraph, with or without blank lines between."""
        return "\n" + ("\n" * self.gap).join(line.text for line in self.lines) + "\n"

    def number(self, line: Printed) -> int:
        """Line number in `text`, from 0."""
        return 1 + self.gap * next(i for i, other in enumerate(self.lines) if other is line)


def interleaved_page(seed: int, stories: list[dict] | None = None, briefs: list[dict] | None = None) -> Sheet:
    """Two to four long articles in columns, read in turns, then up to three briefs."""
    rng, sheet = Random(seed), Sheet()
    chosen = rng.sample(stories or STORIES["story"], rng.randint(2, 4))
    marked = rng.random() < 0.8  # headings carry ##
    names = rng.sample(REPORTERS, len(REPORTERS))
    if rng.random() < 0.3:
        sheet.lines.append(Printed(_mark("把脉新变化 开出新方子", marked), -1, "series"))
        sheet.lines.append(Printed("——基层一线调研行专栏来稿选登④", -1, "series"))
    articles = [_set(sheet, rng, n, story, names, marked) for n, story in enumerate(chosen)]
    at = 0
    while at < len(articles):
        size = rng.choice([1, 2, 2, 2, 3])
        sheet.lines += _in_turns(rng, articles[at : at + size])
        at += size
    for n, brief in enumerate(rng.sample(briefs or STORIES["brief"], rng.randint(0, 3)), len(chosen)):
        columns = _set(sheet, rng, n, brief, names, marked, dated=True)
        sheet.lines += [line for column in columns for line in column]
    return sheet


def section_page(seed: int) -> Sheet:
    """A lead-in and one article per town under its label; one label may stand at the end of its section."""
    rng, sheet = Random(seed), Sheet()
    chosen = rng.sample(STORIES["section"], rng.randint(3, 4))
    sheet.titles[0], sheet.authors[0] = "小城四季 各有新章", []
    sheet.lines.append(Printed("小城四季 各有新章", 0, "title"))
    sheet.lines.append(
        Printed("产业更新带动就业更新，几座小城交出各自的答卷，看看它们怎样找到适合自己的路", 0, "subtitle")
    )
    sheet.lines.append(
        Printed("产业更新不只发生在大都市。本报记者走进几座小城，看它们如何依托资源找到新的位置。", 0, "body")
    )
    displaced = rng.randrange(1, len(chosen)) if rng.random() < 0.6 else -1
    for n, section in enumerate(chosen, 1):
        label = Printed(section["label"], n, "label")
        sheet.titles[n], sheet.authors[n] = section["title"], []
        lines = [Printed(section["title"], n, "title")]
        for paragraph in section["text"].strip().split("\n"):
            heading = paragraph.startswith("# ")
            lines.append(Printed(paragraph.removeprefix("# "), n, "heading" if heading else "body"))
        lines = _cut_once(rng, lines) if rng.random() < 0.7 else lines
        sheet.lines += [*lines, label] if n - 1 == displaced else [label, *lines]
    return sheet


def _mark(text: str, marked: bool) -> str:
    return "## " + text if marked else text


def _set(
    sheet: Sheet, rng: Random, n: int, story: dict, names: list[str], marked: bool, dated: bool = False
) -> list[list[Printed]]:
    """One article as columns: head and text, cut where the columns end."""
    name = names[n]
    sheet.titles[n], sheet.authors[n] = story["title"], [name]
    head = [Printed(_mark(story["title"], marked), n, "title")]
    if story.get("kicker") and rng.random() < 0.7:
        head.insert(0, Printed(_mark(story["kicker"], marked), n, "subtitle"))
    paragraphs = story["text"].strip().split("\n")
    style = "dateline" if dated else rng.choice(["office", "office", "reporter", "bullet", "dateline", "dateline"])
    spaced = " ".join(name) if len(name) == 2 and rng.random() < 0.5 else name
    if style == "dateline":
        paragraphs[0] = (
            f"本报讯{rng.choice(['(记者 {})', '（记者 {}）', '（通讯员 {}）']).format(spaced)}{paragraphs[0]}"
        )
    elif style == "office":
        head.append(Printed(f"{rng.choice(OFFICES)} {spaced}", n, "byline"))
    else:
        head.append(Printed(f"{'□ ' if style == 'bullet' else ''}本报记者 {spaced}", n, "byline"))
    if rng.random() < 0.3:
        head.insert(rng.choice([0, len(head)]), Printed(f"{story['title'][:4]}项目组/供图", n, "credit"))
    lines = []
    for paragraph in paragraphs:
        heading = paragraph.startswith("# ")
        text = paragraph.removeprefix("# ")
        lines.append(
            Printed(_mark(text, marked and heading and rng.random() < 0.6), n, "heading" if heading else "body")
        )
    columns = _columns(rng, lines)
    if not dated and rng.random() < 0.2:
        _stick(sheet, rng, columns[-1], n)
    return [[*head, *columns[0]], *columns[1:]]


def _columns(rng: Random, lines: list[Printed]) -> list[list[Printed]]:
    """The text in one to three columns; most columns end in mid-sentence."""
    columns = [lines]
    for _ in range(rng.choice([0, 1, 1, 2, 2])):
        last = columns.pop()
        at = rng.randrange(1, max(2, len(last)))
        if at >= len(last):
            columns.append(last)
            break
        if rng.random() < 0.15:
            if last[at].role == "body" and last[at - 1].role == "heading":
                at += 1
            columns += [last[:at], last[at:]]
            continue
        first, second = _cut(rng, last[at])
        columns += [[*last[:at], first], [second, *last[at + 1 :]]] if second else [last]
    return [column for column in columns if column]


def _cut(rng: Random, line: Printed) -> tuple[Printed, Printed | None]:
    """A paragraph cut in two, sometimes with a character lost at the cut."""
    if line.role != "body" or len(line.text) < 40 or line.continues:
        return line, None
    at = rng.randrange(20, len(line.text) - 10)
    while line.text[at - 1] in TERMINAL + "）)，、" or line.text[at] in TERMINAL + "，、":
        at -= 1
    if rng.random() < 0.08 and "。" in line.text[20:-10]:
        at = line.text.index("。", 20) + 1
    whole = line.text[at - 1] in TERMINAL
    rest = line.text[at:]
    line.text = line.text[:at]
    if not whole and rng.random() < 0.25:
        rest = rest[1:]
    return line, Printed(rest, line.article, "body", continues=line, doubtful=whole)


def _cut_once(rng: Random, lines: list[Printed]) -> list[Printed]:
    at = rng.randrange(2, len(lines))
    first, second = _cut(rng, lines[at])
    return [*lines[:at], first, *([second] if second else []), *lines[at + 1 :]]


def _stick(sheet: Sheet, rng: Random, column: list[Printed], n: int) -> None:
    """The end is lost: the extraction repeats the last two lines instead."""
    if len(column) < 2 or column[-1].role != "body" or column[-2].role != "body" or len(column[-2].text) < 40:
        return
    column[-1].text = column[-1].text[: max(20, len(column[-1].text) - 9)].rstrip(TERMINAL + "，、")
    sheet.fragments.add(n)
    for _ in range(rng.randint(1, 3)):
        column.append(Printed(column[-2].text[1:] if len(column) < 3 else column[-2].text, n, "copy"))
        column.append(Printed(column[-2].text, n, "copy"))


def _in_turns(rng: Random, articles: list[list[list[Printed]]]) -> list[Printed]:
    """The columns of neighbouring articles read in turns; heads keep their order."""
    waiting = [list(columns) for columns in articles]
    lines, begun = [], 0
    while any(waiting):
        can = [k for k in range(len(waiting)) if waiting[k] and k <= begun]
        can = [k for k in can if k < begun] or can if rng.random() < 0.35 else [k for k in can if k == begun] or can
        k = rng.choice(can)
        lines += waiting[k].pop(0)
        begun = max(begun, k + 1)
    return lines
