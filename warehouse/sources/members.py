"""What an archive gives: its members, one at a time."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from schemas.errors import ReadError
from warehouse.sources.kinds import Kind, kind_of
from warehouse.sources.limits import broken
from warehouse.sources.names import member_place, quoted

# Bytes taken at a time, whatever is asked for.
STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that storage would not hand over, or not as a document."""

    source_uri: str
    sha256: str | None
    error: ReadError


@dataclass(slots=True)
class Member:
    """A member: its bytes, or the error why it is not read, or neither: then it is nothing Winnow reads.

    `stream` is good until the next member is asked for.
    """

    place: str  # member=NAME or record=N: what stands behind the # of its address
    kind: Kind
    stream: BinaryIO | None = None
    error: ReadError | None = None
    charset: str | None = None
    fields: dict[str, object] = field(default_factory=dict)


class Names:
    """The places of members as they come: two of one name are told apart. Remembers 8 bytes of each name."""

    def __init__(self, copies: dict[int, int] | None = None):
        self._seen: Counter[int] | None = None if copies is not None else Counter()
        self._copies, self._at = copies or {}, -1

    def place(self, name: bytes | str) -> str:
        """The place of the next member."""
        self._at += 1
        return member_place(name, self.copy(name))

    def copy(self, name: bytes | str) -> int:
        """How many members had this name, this one counted."""
        if self._seen is None:
            return self._copies.get(self._at, 1)
        key = hash(quoted(name))
        self._seen[key] += 1
        return self._seen[key]


def member(place: str, name: str, stream: BinaryIO) -> Member:
    """A member that is a file. Archives in archives and packed files in archives are not opened."""
    kind = kind_of(name)
    if kind.is_nested:
        why = ReadError("an archive or packed file in an archive is not opened: unpack the outer one", "nested-archive")
        return Member(place, kind, error=why)
    return Member(place, kind, stream if kind.form else None)


def refused(place: str, why: str, code: str) -> Member:
    """A member that is not read."""
    return Member(place, Kind(None), error=ReadError(why, code))


class Window(io.RawIOBase):
    """The next `size` bytes of a stream, and no more. Raises ReadError when the stream ends before."""

    def __init__(self, stream: BinaryIO, size: int):
        self._stream, self.left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._stream.read(min(len(buffer), self.left, STEP))
        self.left -= len(data)
        if self.left and not data:
            raise broken("it ends in the middle of a member")
        buffer[: len(data)] = data
        return len(data)


def skip(stream: BinaryIO, size: int) -> int:
    """Pass over `size` bytes; returns how many were missing."""
    while size and (data := stream.read(min(size, STEP))):
        size -= len(data)
    return size
