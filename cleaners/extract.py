"""Which element of a page holds the article, for pages no pack knows.

Every line of the page is worth something: running text its length, links and crumbs less than nothing. The
article's element is the one whose lines are worth most together (a maximum-sum subtree, after the maximum
subsequence segmentation of Pasternack and Roth, WWW 2009). So the choice explains itself: the sum, the text and
the link share of the element, and of the runner-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from cleaners.segment.html_page import Line, Page

# A line of running text is worth its length less this, so that crumbs (buttons, dates, names) pay nothing and
# paragraphs pay; a line never costs more than this share of its own length, for tables and lists have many.
LINE_COST = 8.0
SHORT_LINE = 0.25

# Linked text counts against an element, its length and this much for the line: navigation and lists of other
# articles are links and little else.
LINK_COST = 16.0

# A line without sentence punctuation is worth this share: headings, captions and table rows belong to an article
# but do not make one.
UNPUNCTUATED = 0.25

# No line costs more than this, so that one long list of links does not outweigh the article around it.
MAX_COST = 40.0

# No line pays more than this: a licence in one paragraph is no article.
MAX_WORTH = 400.0

# The innermost element with this share of the best sum is taken: what it leaves out is the frame of the article
# (headline, byline, share bar above; disclaimers and other articles below), which just pays for itself.
ENOUGH = 0.7

# Of that, what stands above it may be worth this share, or this much: a standfirst, not the first paragraphs.
ABOVE = 0.15
STANDFIRST = 60.0

# With the covered lines left out, the best element must still pay this share of what the best one pays with them;
# else the selectors hide the article: class names such as "has-sidebar" stand on the body of many pages.
LEFT = 0.15

# Where that is not so, a selector that covers more than this share of what the article is worth is not believed.
BELIEVED = 0.5

# These hold text and are no container; the element around them is taken when it is worth at least this share.
TEXT_TAGS = frozenset(
    [
        "p",
        "li",
        "dd",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "figcaption",
        "tr",
        "ul",
        "ol",
        "dl",
        "table",
        "tbody",
    ]
)
AROUND = 0.2

_ADDRESS = re.compile(r"\s*https?://[!-~]{4,300}\s*")

# Sentence punctuation: Chinese anywhere, Latin before a space, a closing quote or the end of the line.
_SENTENCE = re.compile(r"[，。！？；：、…”]|[.,;:!?](?:[\s\"'”’)\]]|$)")


@dataclass(frozen=True, slots=True)
class Choice:
    """The element, the removal selectors' elements that cover the article and are ignored, and why it is this one."""

    element: object
    disbelieved: set
    why: str


def size(text: str) -> float:
    """Length in characters of Chinese text: a word of a spaced script counts one and a half."""
    spaces = text.count(" ")
    return max(len(text) - 4.5 * spaces, 1.5 * spaces) if spaces else float(len(text))


def worth(line: Line) -> float:
    """What one line says for or against its element holding the article, in characters of Chinese text."""
    text = line.text
    if "://" in text and _ADDRESS.fullmatch(text):
        return 0.0  # a link that shows its address leads out of the article, no navigation does
    long, linked = size(text), line.link_chars / len(text)
    if linked == 1:
        return max(-LINK_COST - long, -MAX_COST)
    plain = 1 - linked
    value = long * plain * (1.0 if _SENTENCE.search(text) else UNPUNCTUATED)
    value -= min(LINE_COST, SHORT_LINE * long) * plain + (LINK_COST + long) * linked
    return min(max(value, -MAX_COST), MAX_WORTH)


def choose(page: Page) -> Choice | None:
    """The element whose lines are worth most, or None when no element is worth anything.

    Lines that removal selectors cover are worth nothing, unless that leaves too little: then the selectors that
    cover the article are not believed.
    """
    values = [0.0 if line.hidden else worth(line) for line in page.lines]
    open_best = _best(page, values)
    if open_best is None:
        return None
    if not any(line.covers for line in page.lines):
        best = _headed(page, values, open_best)
        return Choice(best, set(), _why(page, values, best))
    paid = _sums([max(value, 0.0) for value in values])
    covering = {c for covers in {line.covers for line in page.lines} for c in covers}
    disbelieved: set = set()
    masked = _masked(page, values, disbelieved)
    best = _best(page, masked)
    most = _sum(paid, page.ranges[open_best])
    if best is None or _sum(paid, page.ranges[best]) < LEFT * most:
        above = {*open_best.iterancestors()}
        disbelieved = {c for c in covering if c in above or _sum(paid, page.ranges.get(c, (0, 0))) > BELIEVED * most}
        masked = _masked(page, values, disbelieved)
        best = _best(page, masked)
    if best is None:
        best, masked, disbelieved = open_best, values, covering
    best = _headed(page, masked, best)
    return Choice(best, disbelieved, _why(page, masked, best))


def _headed(page: Page, values: list[float], best):
    """Of several <article> elements the only one with an h1, if it holds text: the others are other articles."""
    outer: list = []
    for element in best.iter("article"):
        if element in page.ranges and not (outer and _inside(page, element, outer[-1])):
            outer.append(element)
    headlines = [h for h in best.iter("h1") if h in page.ranges]
    headed = [e for e in outer if all(_inside(page, h, e) for h in headlines)]
    if len(outer) < 2 or not headlines or not headed:
        return best
    return headed[0] if _sum(_sums(values), page.ranges[headed[0]]) > STANDFIRST else best


def _inside(page: Page, element, outer) -> bool:
    """Whether the lines of an element are among those of another."""
    (a, b), (c, d) = page.ranges[outer], page.ranges[element]
    return a <= c and d <= b


def _masked(page: Page, values: list[float], disbelieved: set) -> list[float]:
    return [
        -1.0 if line.covers and not disbelieved.issuperset(line.covers) else value
        for line, value in zip(page.lines, values, strict=True)
    ]


def _best(page: Page, values: list[float]):
    total = _sums(values)
    sums = {element: total[last] - total[first] for element, (first, last) in page.ranges.items()}
    best = max(sums, key=sums.get, default=None)
    if best is None or sums[best] <= 0:
        return None
    a, b = page.ranges[best]
    least, above = ENOUGH * sums[best], max(ABOVE * sums[best], STANDFIRST)
    inner = [
        e
        for e, value in sums.items()
        if value >= least
        and a <= (lines := page.ranges[e])[0]
        and lines[1] <= b
        and total[lines[0]] - total[a] <= above
    ]
    element = min(inner, key=lambda e: page.ranges[e][1] - page.ranges[e][0])
    while element.tag in TEXT_TAGS:
        around = next((e for e in element.iterancestors() if e in sums), None)
        if around is None or sums[around] < AROUND * sums[best]:
            break
        element = around
    return element


def _sums(values: list[float]) -> list[float]:
    return [0.0, *accumulate(values)]


def _sum(total: list[float], lines: tuple[int, int]) -> float:
    return total[lines[1]] - total[lines[0]]


def _why(page: Page, values: list[float], element) -> str:
    first, last = page.ranges[element]
    lines = page.lines[first:last]
    chars = sum(len(line.text) for line in lines)
    linked = sum(line.link_chars for line in lines)
    sentences = sum(1 for line in lines if _SENTENCE.search(line.text))
    return (
        f"its {len(lines)} of {len(page.lines)} lines are worth most together ({sum(values[first:last]):.0f}; the page "
        f"{sum(values):.0f}): {chars} characters, {linked / max(chars, 1):.0%} in links, {sentences} lines punctuated"
    )
