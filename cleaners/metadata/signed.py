"""Patterns that are tried only where they can match."""

from __future__ import annotations

import re

import re2


class Signed:
    """A pattern of RE2 with its sign: a class of characters without one of which it matches nothing.

    Most lines have none, and Python's own engine says so in a tenth of the time: RE2 wants the line in UTF-8.
    """

    def __init__(self, sign: str, pattern: str):
        self._sign = re.compile(f"[{sign}]").search
        self._pattern = re2.compile(pattern)

    def search(self, text: str):
        """The first match in the text, or None."""
        return self._pattern.search(text) if self._sign(text) else None

    def match(self, text: str):
        """The match at the beginning of the text, or None."""
        return self._pattern.match(text) if self._sign(text) else None
