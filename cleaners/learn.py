"""Learned chrome: what an account prints under article after article.

Frequency alone is neither safe nor enough: standing advice, field labels and section headings are as frequent as
slogans. So a line is learned only from its place: it must stand in the tail of the document, behind everything that is
not chrome itself, in nearly every document that has it, and in most documents of the account. Headings, tables and code are
never learned, nor what stands right under a heading: whether 修复建议 or 关于我们 stands above it, only a person can tell, who
is shown such lines as drafts of rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt
from typing import NamedTuple

from schemas.config import LEARN_MIN_DOCUMENTS

# A line is learned when at least this share of the account's documents has it.
MIN_SHARE = 0.8
# ... and the share of all it will ever print must be more than this, as sure as CONFIDENCE says: five documents of five are
# enough for that (65 %), five of six are not.
MIN_SURE_SHARE = 0.5
CONFIDENCE = "95 %"
_Z = 1.6449  # the normal deviate that is exceeded once in twenty times
# Of the documents that have the line, at least this share has it in the tail. Advice in the last section fails here as
# soon as references, a table or a picture caption follow it in some articles.
MIN_TAIL_SHARE = 0.95
# A person is asked about lines that so many documents and this share of them have: less is no habit.
DRAFT_MIN_DOCUMENTS = 3
DRAFT_MIN_SHARE = 0.5
# A line with a shorter comparison form is a number or a label, which stands in anybody's articles.
MIN_FORM = 5
# What begins like this is a note to what stands above it, most often to a table: nobody's slogan.
_NOTE = re.compile(r"[（(*※]*(?:注|备注|说明|数据来源|资料来源|note|source)\s*[0-9一二三]?\s*[：:]", re.IGNORECASE)
# Tables and code are data of the article, whatever their frequency.
NEVER_LEARNED = frozenset({"table", "code"})


class Line(NamedTuple):
    """A paragraph of a document as far as learning needs it, or a place where a rule removed something (`removed`)."""

    form: int  # fingerprint of its comparison form; 0 where that is shorter than MIN_FORM
    removed: bool = False
    table: bool = False  # a table or code
    heads: bool = (
        False  # a heading, a line that announces what follows, or a note: what it belongs to, only a person can tell
    )


REMOVED = Line(0, removed=True)


def line(form: str, kind: str, text: str) -> Line:
    """The line of a paragraph with this comparison form, kind and text."""
    heads = kind == "heading" or text.rstrip().endswith(("：", ":")) or _NOTE.match(text.lstrip()) is not None
    return Line(fingerprint(form) if len(form) >= MIN_FORM else 0, False, kind in NEVER_LEARNED, heads)


def fingerprint(form: str) -> int:
    """32 bits of BLAKE2b: among the lines of one account two rarely meet, and then one more document is counted."""
    return int.from_bytes(blake2b(form.encode(), digest_size=4).digest(), "big") or 1


@dataclass(frozen=True, slots=True)
class Habit:
    """How often an account prints a line: in how many of its documents, and in how many of these in the tail."""

    form: int
    documents: int
    at_end: int
    of: int

    def __str__(self) -> str:
        least = int(100 * sure_share(self.documents, self.of))
        found = f"stands at the end of {self.at_end} of the account's {self.of} documents"
        return f"{found}, so in {least} % or more of all it prints (confidence {CONFIDENCE})"


def sure_share(documents: int, of: int) -> float:
    """The share of all an account prints that has a line which `documents` of `of` have, at least, with CONFIDENCE.

    The lower bound of Wilson's score interval, one-sided (E. B. Wilson, JASA 22, 1927). Documents are taken for
    independent, which those of one week are not quite.
    """
    p, z2 = documents / of, _Z * _Z / of
    return (p + z2 / 2 - _Z * sqrt(p * (1 - p) / of + z2 / (4 * of))) / (1 + z2)


def habits(documents: Sequence[Sequence[Line]], least: int, share: float, headings: bool = False) -> dict[int, Habit]:
    """What an account prints under its articles, by form: lines that at least `least` documents and `share` of them have.

    Documents are lines in reading order. With `headings` also headings and what stands under them. The result does not
    depend on the order of the documents.
    """
    if len(documents) < least:
        return {}
    have = Counter(
        form for lines in documents for form in {one.form for one in lines if _may_be_learned(one, headings)}
    )
    needed = max(least, share * len(documents))
    frequent = {form for form, count in have.items() if count >= needed}
    at_end = Counter(
        form
        for lines in documents
        for form in {lines[n].form for n in range(tail(lines, frequent, headings), len(lines)) if not lines[n].removed}
    )
    return {
        form: Habit(form, have[form], at_end[form], len(documents))
        for form in sorted(frequent)
        if at_end[form] >= MIN_TAIL_SHARE * have[form]
    }


def sure_habits(documents: Sequence[Sequence[Line]]) -> dict[int, Habit]:
    """The habits that are sure enough to act on before anybody accepts them."""
    found = habits(documents, LEARN_MIN_DOCUMENTS, MIN_SHARE)
    return {form: habit for form, habit in found.items() if sure_share(habit.documents, habit.of) > MIN_SURE_SHARE}


def learn_account(documents: Sequence[Sequence[Line]], earlier: Sequence[Sequence[Line]] = ()) -> dict[tuple, str]:
    """Lines (document, line) of `documents` that go as learned chrome, with the evidence.

    `documents` are those of one account in this run, `earlier` those of earlier runs, which are counted and stay.
    """
    learned = sure_habits([*documents, *earlier])
    if not learned:
        return {}
    before = f", {len(earlier)} of them of earlier runs" if earlier else ""
    return {
        (n, at): f"{learned[lines[at].form]}{before}"
        for n, lines in enumerate(documents)
        for at in range(tail(lines, learned.keys()), len(lines))
        if not lines[at].removed
    }


def _may_be_learned(one: Line, headings: bool) -> bool:
    return bool(one.form) and not one.table and (headings or not one.heads)


def tail(lines: Sequence[Line], forms: set[int], headings: bool = False) -> int:
    """Where the lines begin that stand after the last one that is neither removed nor in `forms`.

    What stands right under a heading that stays is that heading's content and no tail: it ends at the next heading or
    removed line.
    """
    start = len(lines)
    while start and (
        lines[start - 1].removed or (_may_be_learned(lines[start - 1], headings) and lines[start - 1].form in forms)
    ):
        start -= 1
    if start and lines[start - 1].heads:
        while start < len(lines) and not lines[start].removed and not lines[start].heads:
            start += 1
    return start
