"""Chrome glued to a line that stays: sentences at its beginning or end, and whole sections at the end of a line into
which an article was poured with all its headings. Never cut in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.chrome import promoted
from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Page
from cleaners.chrome.rules import CutRule
from cleaners.segment.form import match_form

# Sentences of a line, each with the marks that close it.
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’」』）)]*|[。！？!?]+")
# Longer lines are glued articles; no sentence is safe there.
MAX_LINE = 2000
# Headings of sections inside a line, so many of them in a line so long: an article in one line. No heading stands in a
# longer word or number.
_GLUED_HEADING = re.compile(r"0(?<![0-9A-Za-z/\\=%x]0)[xX]0?[0-9a-fA-F](?![0-9a-zA-Z])")
MIN_HEADINGS = 2
MIN_GLUED = 200
# What the heading of a promotion speaks of, in its first characters, and how many different words of one must follow.
_OFFER = re.compile(r"星球|圈子|帮会|福利|交流群|技术群|进群|课程|培训|公众号|招聘|会员")
HEADING_CHARS = 20
MIN_WORDS = 4
# Furniture without a number that closes such a line: an introduction, a list of other posts, a prompt. What follows is no
# more than this share of the line, holds no heading, and as many words of an account.
_CLOSING = re.compile(
    r"(?<!产品)(?<!漏洞)(?<!工具)(?<!项目)(?<!系统)(?<!组件)(?<!内容)(?<=[\u4e00-\u9fff]{2})简介"
    r"|关于我们|往期(?:推荐|回顾|精彩|文章)|推荐阅读|扫码在线沟通|扫描(?:下方)?二维码关注|免责声明"
)
_ACCOUNT = re.compile(r"关注|成立于|公众号|星球|致力|团队|二维码|我们|点赞|往期|扫码|违法|后果")
MIN_CLOSING_LINE = 400
MAX_CLOSING_SHARE = 0.6
MIN_ACCOUNT = 2
GLUED = CutRule(platform="chrome", id="glued-section", version=1, reason="promo")


def find(page: Page, pack: Pack) -> Iterator[tuple[int, int, CutRule, str]]:
    """Spans to cut, with the rule and the evidence. A line keeps at least one sentence."""
    text = page.segmented.source_text
    for i, block in enumerate(page.blocks):
        if page.marks[i] is not None or block.kind in ("code", "table", "heading"):
            continue
        end = _glued(text, block.start, block.end)
        if end < block.end:
            heading = match_form(text[end : end + HEADING_CHARS])
            yield end, block.end, GLUED, f"{page.where(i)}: “{heading}…” glued to a line that stays"
        if 30 <= end - block.start <= MAX_LINE and pack.cut_set.possible(block.match):
            sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(text, block.start, end) if not m[0].isspace()]
            yield from _ends(page, pack, i, sentences)


def _glued(text: str, start: int, end: int) -> int:
    """Where the furniture at the end of a line begins that holds an article with its headings; `end` if there is none."""
    if end - start < MIN_GLUED:
        return end
    headings = [m.start() for m in _GLUED_HEADING.finditer(text, start, end)]
    last = headings[-1] if headings else start
    if end - start >= MIN_CLOSING_LINE:
        for match in _CLOSING.finditer(text, max(last, int(end - MAX_CLOSING_SHARE * (end - start))), end):
            at = match.start() - 2 * (match[0] == "简介")  # the name is a part of the heading
            if len(set(_ACCOUNT.findall(text, match.end(), end))) >= MIN_ACCOUNT:
                end = at
                break
    for at in reversed(headings[1:] if len(headings) >= MIN_HEADINGS else ()):
        section = text[at:end]
        if not _OFFER.search(section[:HEADING_CHARS]) or promoted.words(match_form(section)) < MIN_WORDS:
            break
        end = at
    return end


def _ends(page: Page, pack: Pack, i: int, sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int, CutRule, str]]:
    text = page.segmented.source_text
    for order in (sentences[:-1], sentences[:0:-1]):
        for start, end in order:
            rules = pack.cut_rules(match_form(text[start:end]))
            if not rules:
                break
            yield start, end, rules[0], f"{page.where(i)}: a sentence glued to a line that stays"
