"""ZIP, by its table of contents at the end of the file: a large one is cut into ranges of members, each read on its own.

The table is read by ourselves, entry by entry: `zipfile` makes an object of every member each time it opens a file, a
gigabyte for a million members and again for each range.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from schemas.errors import ReadError
from warehouse.sources.limits import Meter, broken, check_declared, check_members
from warehouse.sources.members import STEP, Member, Names, Window, member, refused
from warehouse.sources.unpack import unpack

_END, _END64, _LOCATOR64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
_ENTRY, _LOCAL = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65_535
_PACKINGS = {0: None, 8: "deflate", 12: "bz2"}
_ENCRYPTED, _UTF8 = 1, 1 << 11
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_SATURATED = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Range:
    """Members that stand together in the table of contents."""

    first: int  # number of the first, from 0
    count: int
    offset: int  # where its entry begins in the file
    shift: int  # what stands before the archive in the file: offsets in its table do not count it
    size: int  # unpacked bytes
    copies: tuple[tuple[int, int], ...] = ()  # members whose name was there before: number within the range, which copy


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes | str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int


def ranges(stream: BinaryIO, most_members: int, most_bytes: int) -> list[Range]:
    """A whole archive in ranges of at most so many members and unpacked bytes (or one member).

    Raises ReadError for what is no ZIP file, and for one whose members overlap or promise too much.
    """
    count, at, shift = _directory(stream)
    check_members(count)
    stream.seek(at)
    names = Names()
    found: list[Range] = []
    packed = unpacked = here = first = 0
    copies: list[tuple[int, int]] = []
    begins = table = at
    for number in range(count):
        entry, length = _entry(stream)
        if number > first and (number - first >= most_members or here + entry.size > most_bytes):
            found.append(Range(first, number - first, begins, shift, here, tuple(copies)))
            first, begins, here, copies = number, at, 0, []
        if (copy := names.copy(entry.name)) > 1:
            copies.append((number - first, copy))
        packed += entry.packed
        unpacked += entry.size
        here += entry.size
        at += length
    if packed + count * _LOCAL.size > table - shift:
        raise ReadError("members of the archive overlap: it is made to fill memory or disk", "archive-bomb")
    check_declared(packed, unpacked)
    return [*found, Range(first, count - first, begins, shift, here, tuple(copies))] if count else []


def places(stream: BinaryIO) -> Iterator[str]:
    """The places of all that the table of contents lists. Raises ReadError where it is damaged."""
    count, at, _ = _directory(stream)
    stream.seek(at)
    names = Names()
    for _ in range(count):
        yield names.place(_entry(stream)[0].name)


def members(stream: BinaryIO, part: Range) -> Iterator[Member]:
    """The members of a range. Raises ReadError where the table of contents is damaged; a damaged member costs itself."""
    stream.seek(part.offset)
    entries = [_entry(stream)[0] for _ in range(part.count)]
    names = Names(dict(part.copies))
    for entry in entries:
        place = names.place(entry.name)
        if not _text(entry.name).endswith("/"):
            yield _member(stream, part.shift, place, entry)


def _member(stream: BinaryIO, shift: int, place: str, entry: _Entry) -> Member:
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        return refused(place, "a link or a device: links in archives are never followed", "not-a-file")
    if entry.flags & _ENCRYPTED:
        return refused(place, "it is encrypted: unpack the archive with its password first", "encrypted")
    if entry.method not in _PACKINGS:
        return refused(
            place, f"packed by method {entry.method}, which is not known here: pack it anew", "unknown-packing"
        )
    return member(place, _text(entry.name), io.BufferedReader(_Body(stream, shift, entry)))


class _Body(io.RawIOBase):
    """The unpacked bytes of a member, opened when they are first asked for. Raises ReadError unless size and CRC agree."""

    def __init__(self, stream: BinaryIO, shift: int, entry: _Entry):
        self._stream, self._shift, self._entry = stream, shift, entry
        self._inner: BinaryIO | None = None
        self._crc, self._left = 0, entry.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._inner = self._inner or self._open()
        try:
            data = self._inner.read(min(len(buffer), self._left + 1, STEP))
        except ReadError as error:
            raise _damaged(str(error)) from None
        self._crc = zlib.crc32(data, self._crc)
        self._left -= len(data)
        if self._left < 0 or (not data and (self._left or self._crc != self._entry.crc)):
            raise _damaged("what is in it is not what the table of contents says")
        buffer[: len(data)] = data
        return len(data)

    def _open(self) -> BinaryIO:
        self._stream.seek(self._shift + self._entry.offset)
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
            raise _damaged("it does not stand where the table of contents says")
        *_, name, extra = _LOCAL.unpack(head)
        self._stream.seek(name + extra, io.SEEK_CUR)
        packed = io.BufferedReader(Window(self._stream, self._entry.packed))
        packing = _PACKINGS[self._entry.method]
        return unpack(packed, packing, Meter(limited=False)) if packing else packed


def _damaged(what: str) -> ReadError:
    return ReadError(f"the member is damaged: {what}", "broken-member")


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "replace")


def _directory(stream: BinaryIO) -> tuple[int, int, int]:
    """How many members, where the table of contents begins, and how many bytes stand before the archive."""
    total = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, total - _END.size - _LONGEST_COMMENT))
    tail = stream.read()
    found = tail.rfind(b"PK\5\6")
    if found < 0 or len(tail) - found < _END.size:
        raise broken("it has no table of contents at its end, so it is no ZIP file or not all of one")
    end = total - len(tail) + found
    _, _, _, _, count, size, offset, _ = _END.unpack_from(tail, found)
    if found >= _LOCATOR64.size and tail[found - _LOCATOR64.size :].startswith(b"PK\6\7"):
        end, count, size, offset = _directory64(stream, tail, found, end)
    at = end - size
    if at < 0 or at < offset:
        raise broken("its table of contents stands somewhere else")
    return count, at, at - offset


def _directory64(stream: BinaryIO, tail: bytes, found: int, end: int) -> tuple[int, int, int, int]:
    end -= _LOCATOR64.size + _END64.size  # where it stands unless a maker put more into it
    stream.seek(max(0, end))
    data = stream.read(_END64.size)
    if len(data) < _END64.size or not data.startswith(b"PK\6\6"):
        _, _, told, _ = _LOCATOR64.unpack_from(tail, found - _LOCATOR64.size)
        stream.seek(min(told, 1 << 62))
        data, end = stream.read(_END64.size), told
        if len(data) < _END64.size or not data.startswith(b"PK\6\6"):
            raise broken("its table of contents stands somewhere else")
    *_, count, size, offset = _END64.unpack(data)
    return end, count, size, offset


def _entry(stream: BinaryIO) -> tuple[_Entry, int]:
    """The next entry of the table of contents and how long it is."""
    fixed = stream.read(_ENTRY.size)
    if len(fixed) < _ENTRY.size or not fixed.startswith(b"PK\1\2"):
        raise broken("its table of contents is cut off")
    _, made, _, flags, method, _, _, crc, packed, size, nlen, xlen, clen, _, _, attributes, offset = _ENTRY.unpack(
        fixed
    )
    variable = stream.read(nlen + xlen + clen)
    if len(variable) < nlen + xlen + clen:
        raise broken("its table of contents is cut off")
    extra = _extra(variable[nlen : nlen + xlen])
    wide = _wide(extra.get(_ZIP64, b""))
    size, packed, offset = (next(wide, value) if value == _SATURATED else value for value in (size, packed, offset))
    mode = attributes >> 16 if made >> 8 == 3 else 0  # made on Unix
    name = _name(variable[:nlen], flags, extra.get(_UNICODE_PATH, b""))
    return _Entry(name, flags, method, crc, packed, size, offset, mode), len(fixed) + len(variable)


def _extra(data: bytes) -> dict[int, bytes]:
    found = {}
    while len(data) >= 4:
        key, length = struct.unpack_from("<2H", data)
        found[key], data = data[4 : 4 + length], data[4 + length :]
    return found


def _wide(data: bytes) -> Iterator[int]:
    """What does not fit into an entry of 32 bits, in the order of the fields that are saturated."""
    return (number for (number,) in struct.iter_unpack("<Q", data[: len(data) // 8 * 8]))


def _name(name: bytes, flags: int, unicode_path: bytes) -> bytes | str:
    """The name as the archive means it; bytes where it does not say in which encoding."""
    if len(unicode_path) > 5 and int.from_bytes(unicode_path[1:5], "little") == zlib.crc32(name):
        return unicode_path[5:].decode("utf-8", "replace")
    return name.decode("utf-8", "replace") if flags & _UTF8 else name
