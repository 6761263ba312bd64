"""Sentences of chrome glued to a line that stays: cut at its beginning or end, never in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Page
from cleaners.chrome.rules import CutRule
from cleaners.segment.form import match_form

# Sentences of a line, each with the marks that close it.
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’」』）)]*|[。！？!?]+")
# Longer lines are glued articles; no cut is safe there.
MAX_LINE = 2000


def find(page: Page, pack: Pack) -> Iterator[tuple[int, int, CutRule, str]]:
    """Spans to cut, with the rule and the evidence. A line keeps at least one sentence."""
    if not pack.cuts:
        return
    for i, block in enumerate(page.blocks):
        if page.marks[i] is not None or block.kind in ("code", "table", "heading"):
            continue
        if not 30 <= block.end - block.start <= MAX_LINE:
            continue
        text = page.segmented.source_text
        sentences = [
            (m.start(), m.end()) for m in _SENTENCE.finditer(text, block.start, block.end) if not m[0].isspace()
        ]
        yield from _ends(page, pack, i, sentences)


def _ends(page: Page, pack: Pack, i: int, sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int, CutRule, str]]:
    text = page.segmented.source_text
    for order in (sentences[:-1], sentences[:0:-1]):
        for start, end in order:
            rules = pack.cut_rules(match_form(text[start:end]))
            if not rules:
                break
            yield start, end, rules[0], f"{page.where(i)}: a sentence glued to a line that stays"
