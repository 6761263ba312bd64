"""Where articles open on a page: stacks of headline, deck, byline and label over a text."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from cleaners.articles import bylines
from cleaners.articles.layout import HEAD_MAX
from cleaners.articles.lines import Line
from cleaners.articles.sentences import is_carried_in

# A second headline that is longer than this, and longer than the first, is a deck under it.
DECK_MIN = 24
# A stack of heads has no more lines; what stands over them is a list.
STACK_MAX = 12
_SUBTITLE_DASHES = ("——", "--", "―", "—")


@dataclass(slots=True)
class Opening:
    """The head of an article. All numbers are indexes of lines; `body` is the first line under the stack."""

    start: int
    body: int
    title: list[int] = field(default_factory=list)
    subtitle: list[int] = field(default_factory=list)
    series: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    label: int | None = None
    authors: list[str] = field(default_factory=list)
    evidence: str = ""  # byline, dateline, signature, label, carried, top; empty: no evidence

    @property
    def is_strong(self) -> bool:
        """Shows by itself that an article begins here."""
        return self.evidence in ("byline", "dateline")


def find_openings(lines: list[Line], labels: dict[int, int]) -> list[Opening]:
    """Openings in printed order. `labels` gives for the headline under (or over) a section label the label's line."""
    openings: list[Opening] = []
    i, seen_text = 0, False
    while i < len(lines):
        if lines[i].role == "body":
            opening = _untitled(lines, i, seen_text)
            if opening:
                openings.append(opening)
            i, seen_text = i + 1, True
            continue
        end = i
        while end < len(lines) and lines[end].role != "body":
            end += 1
        openings += _openings_of_stack(lines, i, end, labels)
        i = end
    return openings


def _untitled(lines: list[Line], i: int, seen_text: bool) -> Opening | None:
    """A text under no headline that opens with a dateline naming its reporter: a brief."""
    dated, authors = lines[i].dateline
    under_head = i > 0 and lines[i - 1].role != "body"
    if dated and authors and seen_text and not under_head:
        return Opening(i, i, authors=authors, evidence="dateline")
    return None


def _openings_of_stack(lines: list[Line], start: int, end: int, labels: dict[int, int]) -> list[Opening]:
    """The openings in one stack of headlines, bylines, labels and credits; a headline after a byline opens anew."""
    parts: list[list[int]] = [[]]
    label_lines = set(labels.values())
    for i in range(max(start, end - STACK_MAX), end):
        line = lines[i]
        if line.role not in ("head", "byline") or i in label_lines:
            continue
        if line.section_number:  # a section of the article above; a title can only follow it
            parts = [[]]
            continue
        if line.role == "head" and parts[-1] and any(lines[j].role == "byline" for j in parts[-1]):
            parts.append([])
        parts[-1].append(i)
    openings = []
    for part in parts:
        heads = [i for i in part if lines[i].role == "head"]
        names = [i for i in part if lines[i].role == "byline"]
        if names and (not heads or names[0] < heads[0]):
            names = []  # it signs the article above; see `signs_above`
        if heads:
            openings.append(_opening(lines, start, end, heads, names, labels))
    for earlier, later in itertools.pairwise(openings):
        later.start = later.series[0] if later.series else min(later.title + later.subtitle)
        earlier.body = min(earlier.body, later.start)
    return openings


def _opening(
    lines: list[Line], start: int, end: int, heads: list[int], names: list[int], labels: dict[int, int]
) -> Opening:
    opening = Opening(start, end, bylines=names)
    opening.series, opening.title, opening.subtitle = sort_heads(lines, heads)
    if lines[opening.title[0]].is_headline:
        opening.label = next((labels[i] for i in heads if i in labels), None)
    for i in names:
        opening.authors += bylines.read_byline(lines[i].text)
    dated, reporters = lines[end].dateline if end < len(lines) else (False, [])
    opening.authors = list(dict.fromkeys(opening.authors + reporters))
    before = next((line for line in reversed(lines[max(0, start - 3) : start]) if line.role == "body"), None)
    if end == len(lines):
        opening.evidence = ""
    elif names:
        opening.evidence = "byline"
    elif dated:
        opening.evidence = "dateline"
    elif opening.label is not None:
        opening.evidence = "label"
    elif any(is_carried_in(lines[i].text) for i in range(start, end)) or is_carried_in(lines[end].text):
        opening.evidence = "carried"
    elif before is not None and (before.signature or signs_above(lines, start)):
        opening.evidence = "signature"
    elif not any(line.role == "body" for line in lines[:start]):
        opening.evidence = "top"
    return opening


def signs_above(lines: list[Line], start: int) -> bool:
    """The stack at `start` begins with a byline: it signs the article that ends above."""
    return start < len(lines) and lines[start].role == "byline"


def sort_heads(lines: list[Line], heads: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Which headlines of a stack are the series headline, the title and the subtitle (kicker, deck).

    The title is the last headline of the strongest kind, unless that is a deck; what stands over it is its kicker,
    or a series headline when it has a subtitle of its own.
    """
    under = {i: [] for i in heads}
    rest: list[int] = []
    for i in heads:
        if rest and lines[i].text.startswith(_SUBTITLE_DASHES):
            under[rest[-1]].append(i)
        else:
            rest.append(i)
    marked = [i for i in rest if lines[i].kind == "heading"] or rest
    title = marked[-1]
    has_deck = len(marked) > 1 and under[marked[-2]] and lines[title].kind == "heading"
    if len(marked) > 1 and not has_deck and _is_deck(lines[title].text, lines[marked[-2]].text):
        title = marked[-2]
    at = rest.index(title)
    above, below = rest[:at], rest[at + 1 :]
    series = [j for i in above if under[i] or len(above) > 1 for j in (i, *under[i])]
    kickers = [i for i in above if i not in series]
    return series, [title], kickers + under[title] + below


def _is_deck(text: str, over: str) -> bool:
    return len(text) > max(DECK_MIN, len(over)) or len(text) > HEAD_MAX
