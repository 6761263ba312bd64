"""What reviewers decided, as a run must honour it: a plain value, part of the run's configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.ids import make_id


class Protected(NamedTuple):
    """A text that must stay, and what stands before and after it in its lines: both empty for whole lines."""

    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts that act. Empty: nobody judged anything wrong."""

    # texts that no rule may take, by source_uri
    protected: dict[str, tuple[Protected, ...]] = field(default_factory=dict)
    # pairs of paragraph texts that are no repeats of each other
    apart: tuple[tuple[str, str], ...] = ()
    # source_uris whose documents come before all others as representatives
    chosen: tuple[str, ...] = ()
    # texts that are not learned as chrome of an account: (platform, account, text)
    not_learned: tuple[tuple[str | None, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.protected or self.apart or self.chosen or self.not_learned)

    def digest(self) -> str:
        """A name for what they say: verdicts that act alike have the same."""
        protected = sorted((uri, *sorted(texts)) for uri, texts in self.protected.items())
        parts = protected, sorted(self.apart), sorted(self.chosen), sorted(self.not_learned, key=str)
        return make_id(*map(repr, parts))
