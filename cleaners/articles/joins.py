"""Paragraphs of an article: its lines in reading order, cut sentences put together."""

from __future__ import annotations

from cleaners.articles.fit import Page
from cleaners.articles.lines import Line
from cleaners.articles.sentences import ITEM_FAMILIES

# A join that fits worse than this is left open.
JOIN_MIN = -2.0
# Where so many lines of an article, and this share of them, lack a full stop, that is its style and no sign of a cut:
# then the lines that meet must fit by themselves.
UNFINISHED_LINES, UNFINISHED_SHARE = 4, 0.4
JOIN_MIN_UNFINISHED = 1.5
# Two unfinished lines shorter than this in a row are verse or a list.
VERSE_MAX = 25


def join_lines(page: Page, own: list[int]) -> list[list[int]]:
    """Runs of lines, one per paragraph: `own` are the lines of one article in the order of the page."""
    runs: list[list[int]] = []
    tail: int | None = None  # the last line of text that is no copy
    least = _least_fit(page, own)
    for at, i in enumerate(own):
        line = page.lines[i]
        if line.role == "body" and not page.copies[i]:
            if tail is not None and _continues(page, own, at, tail, least):
                next(run for run in reversed(runs) if run[-1] == tail).append(i)
            else:
                runs.append([i])
            tail = i
        else:
            runs.append([i])
            if line.role in ("head", "byline"):
                tail = None
    return runs


def _least_fit(page: Page, own: list[int]) -> float:
    """How well two lines of this article must fit to be one sentence."""
    texts = [page.lines[i] for i in own if page.lines[i].is_text and not page.copies[i]]
    unfinished = sum(line.is_cut for line in texts)
    is_style = unfinished >= UNFINISHED_LINES and unfinished >= UNFINISHED_SHARE * len(texts)
    return JOIN_MIN_UNFINISHED if is_style else JOIN_MIN


def _continues(page: Page, own: list[int], at: int, tail: int, least: float) -> bool:
    last, line = page.lines[tail], page.lines[own[at]]
    if line.is_fresh or last.kind != line.kind:
        return False
    if last.is_cut:
        is_verse = line.is_cut and max(len(last.text), len(line.text)) < VERSE_MAX
        return not is_verse and page.join(tail, own[at]) >= least
    return _inside_item(page.lines, own, at, tail)


def _inside_item(lines: list[Line], own: list[int], at: int, tail: int) -> bool:
    """A paragraph cut after a full stop where the column changed: it stands between item n and item n + 1.

    Only there can such a cut be told: each item is one paragraph, and this one has no number of its own.
    """
    if own[at] == tail + 1 or (lines[own[at]].numbers[:1] and lines[own[at]].numbers[0].opens):
        return False
    before = lines[tail].numbers[0] if lines[tail].numbers else None
    following = next((lines[i] for i in own[at + 1 :][:1]), None)
    after = following.numbers[0] if following and following.numbers else None
    if not (before and after and before.opens and after.opens):
        return False
    return before.family == after.family in ITEM_FAMILIES and after.value == before.value + 1
