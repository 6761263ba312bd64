"""The books of one source: every code point of `source_text` is kept or removed, once.

Steps claim spans; nothing edits text. The first claim on a character stands, a later one gets what is left of
its span. What nobody claims is kept if a paragraph takes it, and white space otherwise. What is protected, because a reviewer
found it wrongly removed, no step can claim; what they tried stands in `refused`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from schemas.errors import BooksError
from schemas.records import Removal


class Books:
    """Claims on [0, length), sorted and never overlapping."""

    def __init__(self, length: int, protected: Sequence[tuple[int, int]] = ()):
        self.length = length
        self.protected = protected  # spans in order that do not overlap
        self.refused: list[Removal] = []
        self._starts: list[int] = []  # of the claims, beside them: what is searched most
        self._claims: list[Removal] = []

    def remove(self, start: int, end: int, reason: str, rule: str, evidence: str = "") -> bool:
        """Claim what is still free in [start, end). True if anything was. Raises BooksError outside the text."""
        if not 0 <= start <= end <= self.length:
            raise BooksError(f"rule {rule} claims [{start}, {end}) of a text of {self.length} characters")
        free = self.free(start, end)
        if self.protected:
            free = [part for span in free for part in self._unprotected(span, reason, rule, evidence)]
        for a, b in free:
            self._claim(Removal(a, b, reason, rule, evidence))
        return bool(free)

    def _unprotected(self, span: tuple[int, int], reason: str, rule: str, evidence: str) -> list[tuple[int, int]]:
        """What of a free span may be claimed; what may not is noted as refused."""
        parts, at = [], span[0]
        for start, end in self.protected:
            start, end = max(start, at), min(end, span[1])
            if start < end:
                self.refused.append(Removal(start, end, reason, rule, evidence))
                if at < start:
                    parts.append((at, start))
                at = end
        return [*parts, (at, span[1])] if at < span[1] else parts

    def is_protected(self, start: int, end: int) -> bool:
        """Any part of [start, end) is protected."""
        return any(a < end and start < b for a, b in self.protected)

    def fill(self, start: int, end: int, reason: str, rule: str, evidence: str = "") -> list[tuple[int, int]]:
        """Claim what is still free in [start, end), protected or not: it shows nothing. Returns those spans."""
        free = self.free(start, end)
        for a, b in free:
            self._claim(Removal(a, b, reason, rule, evidence))
        return free

    def specify(self, start: int, end: int, reason: str, rule: str, evidence: str, instead_of: str) -> bool:
        """Tell more precisely why [start, end) goes, if one claim of reason `instead_of` covers it. True if it did."""
        at = bisect_right(self._starts, start) - 1
        claim = self._claims[at] if at >= 0 else None
        if claim is None or claim.reason != instead_of or claim.end < end:
            return False
        parts = [
            replace(claim, end=start),
            Removal(start, end, reason, rule, evidence),
            replace(claim, start=end),
        ]
        parts = [part for part in parts if part.start < part.end]
        self._claims[at : at + 1] = parts
        self._starts[at : at + 1] = [part.start for part in parts]
        return True

    def fill_between(self, kept: Sequence[tuple[int, int]], reason: str, rule: str) -> list[tuple[int, int]]:
        """Claim all that is free and not in the spans `kept`, protected or not. Returns those spans."""
        gaps, at = [], 0
        claimed = [(claim.start, claim.end) for claim in self._claims]
        for start, end in sorted([*kept, *claimed, (self.length, self.length)]):
            if start > at:
                gaps.append((at, start))
            at = max(at, end)
        self._claims = sorted(self._claims + [Removal(a, b, reason, rule) for a, b in gaps], key=attrgetter("start"))
        self._starts = [claim.start for claim in self._claims]
        return gaps

    def _claim(self, removal: Removal) -> None:
        at = bisect_right(self._starts, removal.start)
        self._starts.insert(at, removal.start)
        self._claims.insert(at, removal)

    def free(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of [start, end) that nobody claimed, in order."""
        after = bisect_right(self._starts, start)
        if after and self._claims[after - 1].end > start:
            if self._claims[after - 1].end >= end:  # as what stands outside the article is
                return []
        elif start < end and (after == len(self._starts) or self._starts[after] >= end):  # as nearly all blocks are
            return [(start, end)]
        parts, at = [], start
        for i in range(max(0, after - 1), len(self._claims)):
            claim = self._claims[i]
            if claim.start >= end:
                break
            if claim.end > at:
                if claim.start > at:
                    parts.append((at, claim.start))
                at = claim.end
        if at < end:
            parts.append((at, end))
        return parts

    def is_free(self, start: int, end: int) -> bool:
        """Nobody claimed any part of [start, end)."""
        after = bisect_right(self._starts, start)
        if after and self._claims[after - 1].end > start:
            return False
        return start < end and (after == len(self._starts) or self._starts[after] >= end)

    @property
    def removals(self) -> list[Removal]:
        """All claims in the order of the text."""
        return self._claims.copy()


def check_partition(length: int, kept: list[tuple[int, int]], removed: list[tuple[int, int]], source: str) -> None:
    """Raise BooksError unless `kept` and `removed` together cover [0, length) exactly once."""
    at = 0
    for start, end in sorted(kept + removed):
        if start != at or end <= start:
            what = "a gap" if start > at else "an overlap"
            raise BooksError(f"the books of {source} do not close: {what} at character {min(start, at)}")
        at = end
    if at != length:
        raise BooksError(f"the books of {source} do not close: a gap at character {at} of {length}")
