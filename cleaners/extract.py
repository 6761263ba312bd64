"""Which element of a page holds the article, for pages no pack knows.

Every line of the page is worth something: running text its length, links and crumbs less than nothing. The
article's element is the one whose lines are worth most together (a maximum-sum subtree, after the maximum
subsequence segmentation of Pasternack and Roth, WWW 2009). So the choice explains itself: the sum, the text and
the link share of the element, and of the runner-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import re2

from cleaners.segment.html_page import Line, Page

# A line is worth its length less this, so that crumbs (buttons, dates, names) cost a little and paragraphs pay.
LINE_COST = 8.0

# Linked text counts against an element: navigation and lists of other articles are links and little else.
LINK_COST = 1.0

# A line without sentence punctuation is worth this share: headings, captions and table rows belong to an article
# but do not make one.
UNPUNCTUATED = 0.25

# No line costs more than this, so that one long list of links does not outweigh the article around it.
MAX_COST = 40.0

# No line pays more than this: a licence in one paragraph is no article.
MAX_WORTH = 400.0

_SENTENCE = re2.compile(r"[，。！？；：、…”]|[.,;:!?](?:\s|[\"'”’)\]]|$)")


@dataclass(frozen=True, slots=True)
class Choice:
    """The element, the sum of its lines' worth, and the sentence that says so."""

    element: object
    worth: float
    why: str


def worth(line: Line) -> float:
    """What one line says for or against its element holding the article, in characters of Chinese text.

    A word of a spaced script counts as one and a half, a Chinese character as one.
    """
    if line.cover is not None or line.hidden:
        return -1.0
    text = line.text
    spaces = text.count(" ")
    size = max(len(text) - 4.5 * spaces, 1.5 * spaces) if spaces else len(text)
    link_share = line.link_chars / len(text)
    value = size * (1 - link_share) * (1.0 if _SENTENCE.search(text) else UNPUNCTUATED)
    value -= LINE_COST + LINK_COST * size * link_share
    return min(max(value, -MAX_COST), MAX_WORTH)


def choose(page: Page) -> Choice | None:
    """The element whose lines are worth most, or None when no element is worth anything.

    Of elements with the same lines the innermost is taken.
    """
    total = [0.0]
    for line in page.lines:
        total.append(total[-1] + worth(line))
    best, best_sum, second = None, 0.0, 0.0
    for element, (first, last) in page.ranges.items():  # innermost elements come first
        value = total[last] - total[first]
        if value > best_sum:
            best, best_sum, second = element, value, best_sum
    if best is None:
        return None
    first, last = page.ranges[best]
    chars = sum(len(line.text) for line in page.lines[first:last])
    linked = sum(line.link_chars for line in page.lines[first:last])
    why = (
        f"its {last - first} of {len(page.lines)} lines are worth most together ({best_sum:.0f} of {total[-1]:.0f} for "
        f"the page, next {second:.0f}): {chars} characters, {linked / max(chars, 1):.0%} in links"
    )
    return Choice(best, best_sum, why)
