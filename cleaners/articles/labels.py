"""Section labels: one word (a city, a street) over an article of a page that is set in sections.

A label speaks for itself only with its article: the text under it names it again and again, the texts of the other
sections do not. That also tells where a label belongs that was printed out of place.
"""

from __future__ import annotations

from cleaners.articles.layout import LABELS_MAX
from cleaners.articles.lines import Line

# The section must name its label in so many lines, and in this share of all lines of the page that do.
NAMED_MIN = 2
NAMED_SHARE = 0.5
# The section is prose: so many paragraphs of at least this many characters, and most lines of text end a sentence.
PROSE_LINES = 2
PROSE_LENGTH = 40
WHOLE_SHARE = 0.6


def find_labels(lines: list[Line]) -> dict[int, int]:
    """For the headline each section label belongs to, the line of the label. Empty unless two or more are sure."""
    candidates = [i for i, line in enumerate(lines) if line.is_label][: LABELS_MAX + 1]
    texts = [lines[i].text for i in candidates]
    if len(candidates) < 2 or len(candidates) > LABELS_MAX or len(set(texts)) < len(texts):
        return {}
    named = {i: [j for j, line in enumerate(lines) if line.is_text and lines[i].text in line.text] for i in candidates}
    placed = [i for i in candidates if _stands_over_headline(lines, i)]
    sections = _sections(lines, placed)
    sure = [i for i in placed if _names(named[i], *sections[i]) and _is_prose(lines, *sections[i])]
    sections = _sections(lines, sure)
    found = {i + 1: i for i in sure}
    for i in candidates:
        if i not in placed and len(named[i]) >= NAMED_MIN:
            head = _head_of_displaced(lines, i, named, sections, found)
            if head is not None:
                found[head] = i
    return found if len(found) >= 2 else {}


def _stands_over_headline(lines: list[Line], i: int) -> bool:
    following = lines[i + 1 : i + 3]
    above_is_cut = i > 0 and lines[i - 1].is_cut  # a word in a shredded sentence
    return (
        len(following) == 2
        and not above_is_cut
        and following[0].is_headline
        and not following[0].is_label
        and following[0].section_number is None
        and following[1].role != "byline"
    )


def _sections(lines: list[Line], labels: list[int]) -> dict[int, tuple[int, int]]:
    """First and past-last line of the section under each label."""
    ends = [*labels[1:], len(lines)]
    return {i: (i, end) for i, end in zip(labels, ends, strict=False)}


def _names(where: list[int], start: int, end: int) -> bool:
    inside = sum(start <= j < end for j in where)
    return inside >= NAMED_MIN and inside >= NAMED_SHARE * len(where)


def _is_prose(lines: list[Line], start: int, end: int) -> bool:
    texts = [line for line in lines[start:end] if line.is_text]
    whole = [line for line in texts if not line.is_cut]
    long = sum(len(line.text) >= PROSE_LENGTH for line in whole)
    return long >= PROSE_LINES and len(whole) >= WHOLE_SHARE * len(texts)


def _head_of_displaced(
    lines: list[Line],
    label: int,
    named: dict[int, list[int]],
    sections: dict[int, tuple[int, int]],
    found: dict[int, int],
) -> int | None:
    """The unlabelled headline from which on, to the end of a section, the text names this label instead of its own."""
    best, best_score = None, 0
    for own, (start, end) in sections.items():
        weight = {j: 1 for j in named[label] if start <= j < end}
        for j in named[own]:
            if start <= j < end:
                weight[j] = weight.get(j, 0) - 1
        score = sum(weight.values())  # named from line j on less named before it, for j = start
        for j in range(start, end):
            is_free = j not in found and j not in (label, own) and lines[j].is_headline
            if is_free and score > best_score and _names(named[label], j, end) and _is_prose(lines, j, end):
                best, best_score = j, score
            score -= 2 * weight.get(j, 0)
    return best
