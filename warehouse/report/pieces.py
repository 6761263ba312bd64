"""How rows travel inside a page: JSON, deflated, base64, in pieces that the page unpacks one after the other.

Base64 holds no character that means anything to HTML, so no text of a document can end the element it stands in; and
it is a third of the size of the JSON. A page never outgrows its budget: pieces come in order of worth, and the first
one that does not fit is the first one left out.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field


def pack(value: object) -> str:
    """`value` as JSON, raw deflate, base64."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    squeezed = zlib.compressobj(6, zlib.DEFLATED, -15)
    return base64.b64encode(squeezed.compress(raw) + squeezed.flush()).decode("ascii")


@dataclass
class Pieces:
    """Packed pieces of one kind, in order, and how many rows they hold of how many there are."""

    budget: int  # bytes of base64
    total: int = 0
    shown: int = 0
    packed: list[str] = field(default_factory=list)
    _used: int = 0

    def fill(self, batches: Iterable[tuple[object, int]]) -> Pieces:
        """Take (value, rows in it) until the budget is spent."""
        for value, count in batches:
            piece = pack(value)
            if self._used + len(piece) > self.budget:
                break
            self._used += len(piece)
            self.packed.append(piece)
            self.shown += count
        return self
