"""A printed line of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cleaners.articles import bylines
from cleaners.articles.sentences import ITEM_FAMILIES, ORNAMENT, SECTION_FAMILIES, Number, ends_sentence, starts_inside

# Section labels are a word: 武汉, 教育, 东湖街道.
LABEL_MAX = 6
# The headline under a label has at least so many Chinese characters.
TITLE_HAN_MIN = 4


@dataclass
class Line:
    """One printed line: its blocks, its text without markup, and its role on the page.

    role: head (headline, section heading or label), byline, credit, other (page furniture) or body.
    """

    blocks: list[int]
    text: str
    kind: str
    level: int
    role: str
    claimed: bool  # metadata claimed it before: a title or a byline
    numbers: list[Number] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Running text of an article."""
        return self.role == "body"

    @property
    def is_cut(self) -> bool:
        """Text that stops in mid-sentence."""
        return self.role == "body" and not self._ends

    @property
    def is_fresh(self) -> bool:
        """Certainly no continuation of a cut sentence: a headline, a numbered paragraph, a bullet, a dateline."""
        return self.role == "head" or self._is_opened

    @property
    def is_label(self) -> bool:
        """Shaped like a section label: one word of two to six characters."""
        text = self.text
        return self.role == "head" and 2 <= len(text) <= LABEL_MAX and all("\u4e00" <= c <= "\u9fff" for c in text)

    @property
    def is_headline(self) -> bool:
        """A headline in Chinese, no word of a program on a line of its own."""
        return self.role == "head" and sum("\u4e00" <= c <= "\u9fff" for c in self.text) >= TITLE_HAN_MIN

    @property
    def section_number(self) -> Number | None:
        """The enumerator of a numbered section heading."""
        first = self.numbers[0] if self.numbers else None
        return first if first and first.opens and first.family in SECTION_FAMILIES else None

    @cached_property
    def signature(self) -> list[str]:
        """Names of the signature at its end."""
        return bylines.read_signature(self.text)

    @cached_property
    def dateline(self) -> tuple[bool, list[str]]:
        """Whether it opens with a dateline, and the reporters named there."""
        return bylines.read_dateline(self.text)

    @cached_property
    def starts_inside(self) -> bool:
        """It certainly begins in mid-sentence."""
        return starts_inside(self.text)

    @cached_property
    def _ends(self) -> bool:
        return ends_sentence(self.text)

    @cached_property
    def _is_opened(self) -> bool:
        first = self.numbers[0] if self.numbers else None
        counted = first and first.opens and first.family in SECTION_FAMILIES + ITEM_FAMILIES
        return bool(counted) or self.dateline[0] or bool(ORNAMENT.match(self.text))
