"""Patterns of rules, compiled: always RE2, always against the whole text."""

from __future__ import annotations

import re2

# RE2 refuses a set that needs more; the largest pack needs under a tenth.
MAX_PATTERN_MEMORY = 64 << 20


def options() -> re2.Options:
    """The options every pattern of a pack is compiled with."""
    chosen = re2.Options()
    chosen.max_mem = MAX_PATTERN_MEMORY
    chosen.log_errors = False
    return chosen


class PatternSet:
    """Which of many patterns match a whole text.

    RE2's filter looks once for the substrings that the patterns cannot do without, all of them in one automaton, and
    tries only the patterns whose substrings are there: on Chinese lines a hundred times faster than one automaton of
    whole patterns, whose states multiply. Linear in the text all the same.
    """

    def __init__(self, patterns: list[str]):
        self._filter = re2.Filter() if patterns else None
        for pattern in patterns:
            self._filter.Add(rf"\A(?:{pattern})\z", options())
        if patterns:
            self._filter.Compile()

    def match(self, text: str) -> list[int]:
        """Numbers of the patterns that match the whole of `text`, in order."""
        if self._filter is None:
            return []
        return sorted(self._filter.Match(text) or ())

    def possible(self, text: str) -> bool:
        """Whether any pattern could match a part of `text`: the substrings that it cannot do without are there."""
        return self._filter is not None and bool(self._filter.Match(text, potential=True))
