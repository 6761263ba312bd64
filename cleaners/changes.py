"""Two cleanings of one source compared: what newly goes, what comes back, what goes for another reason or by another rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.records import Removal

# How a change is called, from the text's point of view.
GOES, BACK, OTHERWISE = "goes", "comes back", "goes otherwise"


@dataclass(frozen=True, slots=True)
class Change:
    """Text [start, end) of a source that two cleanings treat differently; None where a cleaning keeps it."""

    start: int
    end: int
    was: Removal | None
    now: Removal | None

    @property
    def kind(self) -> str:
        """GOES, BACK or OTHERWISE."""
        if self.was is None:
            return GOES
        return BACK if self.now is None else OTHERWISE


def compare(was: Sequence[Removal], now: Sequence[Removal]) -> Iterator[Change]:
    """The changes from one list of removals of a source to the other, in the order of the text.

    White space that goes is nobody's loss, so it counts as kept. A rule with another version is the same rule.
    """
    edges = sorted({edge for r in (*was, *now) for edge in (r.start, r.end)})
    before, after = _at(was, edges), _at(now, edges)
    start = 0
    for n in range(len(edges) - 1):
        here = before[n], after[n]
        if n + 1 < len(edges) - 1 and (before[n + 1], after[n + 1]) == here:
            continue
        if _meaning(here[0]) != _meaning(here[1]):
            yield Change(edges[start], edges[n + 1], *here)
        start = n + 1


def _at(removals: Sequence[Removal], edges: list[int]) -> list[Removal | None]:
    """The removal of each stretch between two edges."""
    place = {edge: n for n, edge in enumerate(edges)}
    found: list[Removal | None] = [None] * len(edges)
    for removal in removals:
        if removal.reason != "whitespace":
            found[place[removal.start] : place[removal.end]] = [removal] * (place[removal.end] - place[removal.start])
    return found


def _meaning(removal: Removal | None) -> tuple[str, str] | None:
    return removal and (removal.reason, removal.rule.partition("@")[0])
