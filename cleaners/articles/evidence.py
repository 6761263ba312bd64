"""What a reviewer reads: on which signs an article begins at a line, and why two lines are one paragraph."""

from __future__ import annotations

from itertools import pairwise

from cleaners.articles.fit import Page
from cleaners.articles.heads import Opening

# Characters shown of each of two lines that were joined.
SHOWN = 12

_OPENED = {
    "byline": "a headline over a byline and its text",
    "dateline": "a headline over a text that opens with a dateline",
    "signature": "a headline under the signature that ends the article above",
    "label": "a headline with a section label that the text under it names again and again",
    "carried": "a headline of a text that is carried over from another page",
    "top": "the first headline of the page",
}
_BRIEF = "a dateline that names its reporter opens a text without a headline"
_LEADERLESS = "text above the first headline of the page"


def why_opened(opening: Opening | None) -> str:
    """On which signs an article begins here; `None`: what stands above all openings."""
    if opening is None:
        return _LEADERLESS
    if not opening.title:
        return _BRIEF
    away = (opening.label or 0) - opening.title[0]
    return _OPENED[opening.evidence] + (f"; the label is printed {away} lines below the headline" if away > 0 else "")


def why_joined(page: Page, run: list[int]) -> list[str]:
    """For each line of a run but the first: why it goes on with the one before it."""
    return [_why_joined(page, above, below) for above, below in pairwise(run)]


def _why_joined(page: Page, above: int, below: int) -> str:
    first, second = page.lines[above], page.lines[below]
    between = below - above - 1
    where = f"over {between} line{'s' * (between > 1)}" if between else "the next line"
    shown = f"“{first.text[-SHOWN:]}” goes on in “{second.text[:SHOWN]}” ({where}): "
    if not first.is_cut:
        item = first.numbers[0]
        return shown + f"it stands between item {item.value} and item {item.value + 1} of one enumeration"
    found = list(page.signs(above, below))
    signs = ["the sentence above is unfinished", *(sign for weight, sign in found if weight > 0)]
    if between:
        signs.append("it is the next line of the article in the best reading of the page")
    against = [sign for weight, sign in found if weight < 0]
    fit = sum(weight for weight, _ in found)
    return shown + "; ".join(signs) + (f"; against it: {'; '.join(against)}" if against else "") + f" (fit {fit:+.1f})"
