"""Line rules: a line, a shredded or torn paragraph, or a few short lines joined, that say by themselves what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from cleaners.chrome.article import ARTICLE_PART, HEX_NUMBER
from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Edges, Page
from cleaners.chrome.rules import LineRule

# No line of furniture is longer; matching stops here, which also bounds the work on a hostile line.
MAX_LINE = 1200
# A prompt torn over several lines: each piece is short, there are not many of them, and together they are a sentence.
MAX_PIECE = 24
MAX_PIECES = 8
MAX_JOINED = 80
# A fence that holds a notice and no code: few lines, long enough to be a sentence, nearly all of it Han characters.
MAX_NOTICE_LINES = 8
MIN_NOTICE = 20
HAN_SHARE = 0.7
_HAN = re.compile(r"[\u4e00-\u9fff]")


def mark(page: Page, pack: Pack) -> None:
    """Mark every line a line rule names, then prompts torn over lines, then paragraphs whose lines are one text."""
    edges = page.edges()
    if page.rules is None:
        page.rules = dict(_rules(page, pack))
    for i, rules in page.rules.items():
        if page.marks[i] is None:
            _apply(page, [i], page.blocks[i].match, rules, edges)
    if page.runs is None:
        page.runs = [run for run in _pieces(page) if pack.torn_set.possible("".join(page.blocks[i].match for i in run))]
    for run in page.runs:
        for window in _windows(page, run):
            _try_torn(page, pack, window, edges)
    if page.groups is None:
        page.groups = list(_texts(page, pack))
    for group, form, rules in page.groups:
        if any(page.marks[i] is None for i in group):
            _apply(page, group, form, rules, edges)


def _rules(page: Page, pack: Pack) -> Iterator[tuple[int, list[LineRule]]]:
    """The lines that line rules match, and those rules. Of code only what holds a notice."""
    notices = _notices(page, pack)
    asked = [
        i
        for i, block in enumerate(page.blocks)
        if len(block.match) <= MAX_LINE and (block.kind != "code" or i in notices)
    ]
    found = pack.line_rules_of([page.blocks[i].match for i in asked])
    return ((i, rules) for i, rules in zip(asked, found, strict=True) if rules)


def _apply(page: Page, at: list[int], form: str, rules: list[LineRule], edges: Edges) -> None:
    """Mark the lines `at`, whose joined form is `form`, by the first of the rules that looks where they stand."""
    for rule in rules:
        if edges.allow(rule.where, at[0], at[-1]):
            place = page.where(at[0]) if len(at) == 1 else f"lines {page.lines[at[0]]}-{page.lines[at[-1]]}, joined"
            for i in at:
                page.mark(i, rule.reason, rule.rule_id, f"{place}: “{form[:60]}”")
            return


def _try_torn(page: Page, pack: Pack, window: list[int], edges: Edges) -> None:
    forms = [page.blocks[i].match for i in window]
    found = _torn(page, pack, "".join(forms))
    if found:
        # a prompt begins with the first line of the window and ends with the last: if the others alone match too, it is shorter
        shorter = {*_torn(page, pack, "".join(forms[1:])), *_torn(page, pack, "".join(forms[:-1]))}
        _apply(page, window, "".join(forms), [pack.torn[n] for n in found if n not in shorter], edges)


def _torn(page: Page, pack: Pack, form: str) -> list[int]:
    if form not in page.torn:
        page.torn[form] = pack.torn_set.match(form)
    return page.torn[form]


def _texts(page: Page, pack: Pack) -> Iterator[tuple[list[int], str, list[LineRule]]]:
    """Lines of one text with their joined form and the rules that match it, where any does."""
    for group in _groups(page):
        form = "".join(page.blocks[i].match for i in group)
        rules = pack.line_rules(form) if len(form) <= MAX_LINE else []
        if rules:
            yield group, form, rules


def _groups(page: Page) -> list[list[int]]:
    """Paragraphs of several text lines, and fences that hold a notice and no code.

    A paragraph ends where a section of the article begins, though no blank line stands there.
    """
    runs = [list(run) for _, run in groupby(range(len(page)), key=lambda i: page.blocks[i].group)]
    return [_up_to_section(page, run) for run in runs if _is_text(page, run)]


def _notices(page: Page, pack: Pack) -> frozenset[int]:
    """Lines of fences that hold no code: each line is Han text, says whose the text is, or is a prompt by itself."""
    code = [i for i, block in enumerate(page.blocks) if block.kind == "code"]
    fences = [list(run) for _, run in groupby(code, key=lambda i: page.blocks[i].group)]
    few = [run for run in fences if len(run) <= MAX_NOTICE_LINES]
    return frozenset(
        i
        for run in few
        if all(_says(page.blocks[k].match) or pack.line_rules(page.blocks[k].match) for k in run)
        for i in run
    )


def _says(form: str) -> bool:
    return ARTICLE_PART.match(form) is not None or len(_HAN.findall(form)) > len(form) * HAN_SHARE


def _up_to_section(page: Page, run: list[int]) -> list[int]:
    for n, i in enumerate(run[1:], 1):
        if HEX_NUMBER.match(page.blocks[i].match):
            return run[:n]
    return run


def _is_text(page: Page, run: list[int]) -> bool:
    kind = page.blocks[run[0]].kind
    if kind != "code":
        return len(run) > 1 and kind != "table"
    if len(run) > MAX_NOTICE_LINES:
        return False
    text = "".join(page.blocks[i].match for i in run)
    return len(text) > MIN_NOTICE and len(_HAN.findall(text)) > len(text) * HAN_SHARE


def _pieces(page: Page) -> Iterator[list[int]]:
    """Runs of short lines: where prompts are torn."""
    for short, run in groupby(range(len(page)), key=lambda i: _is_piece(page, i)):
        pieces = list(run)
        if short and len(pieces) > 1:
            yield pieces


def _windows(page: Page, run: list[int]) -> Iterator[list[int]]:
    """Two and more neighbours of a run, shortest first: a longer window may swallow a line that is not part of the
    prompt. Its first and last line have no mark yet, or they would be the prompt's neighbours."""
    for n, start in enumerate(run):
        joined = len(page.blocks[start].match)
        for end in run[n + 1 : n + MAX_PIECES]:
            joined += len(page.blocks[end].match)
            if page.marks[start] is not None or joined > MAX_JOINED:
                break
            if page.marks[end] is None:
                yield list(range(start, end + 1))


def _is_piece(page: Page, i: int) -> bool:
    block = page.blocks[i]
    return block.kind not in ("code", "table") and len(block.match) <= MAX_PIECE
