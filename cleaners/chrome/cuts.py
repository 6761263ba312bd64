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
_GLUED_HEADING = re.compile(r"(?<![0-9A-Za-z/\\=%x])0[xX]0?[0-9a-fA-F](?![0-9a-zA-Z])")
MIN_HEADINGS = 2
MIN_GLUED = 200
# What the heading of a promotion speaks of, in its first characters, and how many different words of one must follow.
_OFFER = re.compile(r"星球|圈子|帮会|福利|交流群|技术群|进群|课程|培训|公众号|招聘|会员")
HEADING_CHARS = 20
MIN_WORDS = 4
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
            yield end, block.end, GLUED, f"{page.where(i)}: section “{heading}” glued to a line that stays"
        if pack.cuts and 30 <= end - block.start <= MAX_LINE:
            sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(text, block.start, end) if not m[0].isspace()]
            yield from _ends(page, pack, i, sentences)


def _glued(text: str, start: int, end: int) -> int:
    """Where the sections at the end of a line that are promotions begin; `end` if there is none."""
    if end - start < MIN_GLUED:
        return end
    headings = [m.start() for m in _GLUED_HEADING.finditer(text, start, end)]
    if len(headings) < MIN_HEADINGS:
        return end
    for at in reversed(headings[1:]):
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
