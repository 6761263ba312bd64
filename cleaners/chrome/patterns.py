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


# The automaton of substrings has a memory of fixed size and is built anew when it is full; so many patterns stay within.
MAX_TOGETHER = 40


class PatternSet:
    """Which of many patterns match a whole text.

    RE2's filter looks once for the substrings that the patterns cannot do without, all of them in one automaton, and
    tries only the patterns whose substrings are there: on Chinese lines a hundred times faster than one automaton of
    whole patterns, whose states multiply. Linear in the text all the same.
    """

    def __init__(self, patterns: list[str]):
        self._filters: list[tuple[int, re2.Filter]] = []
        for first in range(0, len(patterns), MAX_TOGETHER):
            part = re2.Filter()
            for pattern in patterns[first : first + MAX_TOGETHER]:
                part.Add(rf"\A(?:{pattern})\z", options())
            part.Compile()
            self._filters.append((first, part))

    def match(self, text: str) -> list[int]:
        """Numbers of the patterns that match the whole of `text`, in order."""
        return self.match_each([text])[0]

    def match_each(self, texts: list[str]) -> list[list[int]]:
        """`match` of each text. Each automaton reads all of them before the next does: it stays in the processor's cache."""
        encoded = [text.encode() for text in texts]
        found: list[list[int]] = [[] for _ in texts]
        for first, part in self._filters:
            match = part.Match
            for numbers, text in zip(found, encoded, strict=True):
                if here := match(text):
                    numbers += [first + n for n in sorted(here)]
        return found

    def possible(self, text: str) -> bool:
        """Whether any pattern could match a part of `text`: the substrings that it cannot do without are there."""
        return any(part.Match(text, potential=True) for _, part in self._filters)
