"""How well a line fits a thread: words they share, characters that meet at a join, text that stood before.

All evidence comes from the page itself: no dictionary, no model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log

from cleaners.articles.language import beginning, tells_subject
from cleaners.articles.lines import Line
from cleaners.articles.sentences import starts_inside, unbalanced

# Lines repeat an earlier one when all their probes of this many characters stood before.
PROBE = 12
# Longer lines say no more about their subject than this many characters do.
SUBJECT_MAX = 2000
# Occurrences that the mere size of an article counts for beside those of a character pair in it.
PRIOR = 0.5
# What it says that a line is shorter than this share of the usual paragraph (or, against, longer than usual).
REST = 0.8
REST_SHARE = 0.7
# Brackets and quotation marks are looked for in so many characters on each side of a join.
EDGE = 200
# What one step of `beginning` says.
BEGINNING = 0.7
# Character sequences are counted over this many characters, ten full pages; the rest of a longer text adds little.
COUNTED_MAX = 200_000
# Openings of a fresh sentence that seldom stand in mid-sentence.
OPENERS = [
    "据悉",
    "据了解",
    "据介绍",
    "近日",
    "日前",
    "目前",
    "此外",
    "同时",
    "其中",
    "记者",
    "未来",
    "今年",
    "去年",
    "下一步",
    "值得",
    "当前",
    "当天",
    "活动",
    "结合",
    "随着",
    "为了",
    "作为",
    "近年",
    "接下来",
    "另外",
    "截至",
    "与此",
    "不仅",
    "在此",
    "而",
    "对此",
    "此次",
    "本次",
    "“",
]


def plain(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def pairs(text: str) -> set[str]:
    """The character pairs of a text that may tell its subject."""
    text = plain(text[:SUBJECT_MAX])
    return {a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum() and tells_subject(a + b)}


class Page:
    """What is counted once over all lines of a page."""

    def __init__(self, lines: list[Line]):
        self.lines = lines
        self.pairs = [pairs(line.text) for line in lines]
        lengths = sorted(len(line.text) for line in lines if line.is_text)
        self._usual = lengths[len(lengths) // 2] if lengths else 0
        self._joins: dict[tuple[int, int], float] = {}
        self._grams: Counter[str] = Counter()
        room = COUNTED_MAX
        for line in lines:
            text = plain(line.text)[:room]
            room -= len(text)
            for size in (2, 3):
                self._grams.update(text[i : i + size] for i in range(len(text) - size + 1))
        self.copies = find_copies([plain(line.text) for line in lines])

    def join(self, tail: int, i: int) -> float:
        """How well the first characters of line i continue the last of line `tail`, from about -2 to 3."""
        if (tail, i) not in self._joins:
            self._joins[tail, i] = self._join(tail, i)
        return self._joins[tail, i]

    def _join(self, tail: int, i: int) -> float:
        return sum(weight for weight, _ in self.signs(tail, i))

    def signs(self, tail: int, i: int) -> Iterator[tuple[float, str]]:
        """What speaks for and against line i going on with the sentence of line `tail`: weight and what is seen."""
        left, right = plain(self.lines[tail].text[-EDGE:]), plain(self.lines[i].text[:EDGE])
        if not left or not right:
            return
        if starts_inside(right) and right[0] not in "”’」』)）】》":
            yield 1.5, "the line below begins in mid-sentence"
        elif any(right.startswith(o) for o in OPENERS):
            yield -1.0, "the line below begins like a sentence"
        elif step := beginning(right):
            yield -BEGINNING * step, f"{right[0]} {'seldom' if step < 0 else 'often'} begins a paragraph"
        yield from self._bracket_signs(left, right)
        length = len(self.lines[i].text)
        if length < REST_SHARE * self._usual:  # what goes on with a cut paragraph is a part of one
            yield REST, "the line below is shorter than a paragraph"
        elif length >= self._usual:
            yield -REST, "the line below is as long as a paragraph"
        if self._grams[left[-2:] + right[0]] or self._grams[left[-1] + right[:2]]:
            yield 1.5, "the three characters that meet stand together elsewhere on the page"
        elif self._grams[left[-1] + right[0]]:
            yield 0.8, "the two characters that meet stand together elsewhere on the page"

    @staticmethod
    def _bracket_signs(left: str, right: str) -> Iterator[tuple[float, str]]:
        opened, closed = unbalanced(left)[1], unbalanced(right)[0]
        if opened and closed:
            yield 1.5, f"{opened[-1]} opens above and {closed[0]} closes below"
        elif opened:
            yield -0.7, f"{opened[-1]} opens above and does not close below"
        elif closed:
            yield -1.0, f"{closed[0]} closes below and does not open above"


class Subjects:
    """The character pairs of the articles of a page, as far as their lines are known.

    `members` gives the known lines of each article.
    """

    def __init__(self, page: Page, members: dict[int, set[int]]):
        self._page, self._members = page, members
        self._profiles = {n: Counter(p for i in own for p in page.pairs[i]) for n, own in members.items()}
        self._all: Counter[str] = Counter()
        for profile in self._profiles.values():
            self._all.update(profile)
        total = sum(self._all.values()) or 1
        self._size = {n: max(1, sum(profile.values())) / total for n, profile in self._profiles.items()}

    def fit(self, i: int, articles: set[int]) -> dict[int, float]:
        """For each article the log ratio that its words are those of line i, beyond what its size lets expect.

        Only pairs that stand in other known lines say anything. A line does not speak for itself.
        """
        score = dict.fromkeys(articles, 0.0)
        home = next((n for n in articles if i in self._members.get(n, ())), None)
        for p in self._page.pairs[i]:
            known = self._all[p] - (home is not None)
            if known <= 0:
                continue
            for n in articles:
                profile = self._profiles.get(n)
                if profile is not None:
                    expected = PRIOR * self._size[n]
                    score[n] += log((profile[p] - (n == home) + expected) / ((known + PRIOR) * self._size[n]))
        return score


def find_copies(texts: list[str]) -> list[bool]:
    """Which texts stood before on the page, word for word (a loop of the extraction), perhaps cut at an end.

    Three probes of PROBE characters per text (start, middle, end) are looked up in one pass over all texts.
    """
    probes = [_probes(text) for text in texts]
    wanted = {text for found in probes for text in found}
    first: dict[str, int] = {}
    copies = []
    for i, text in enumerate(texts):
        copies.append(bool(probes[i]) and all(first.get(p, i) < i for p in probes[i]))
        for at in range(len(text) - PROBE + 1):
            gram = text[at : at + PROBE]
            if gram in wanted:
                first.setdefault(gram, i)
    return copies


def _probes(text: str) -> list[str]:
    if len(text) < PROBE + 4:
        return []
    middle = (len(text) - PROBE) // 2
    return [text[1 : PROBE + 1], text[middle : middle + PROBE], text[-PROBE - 1 : -1]]
