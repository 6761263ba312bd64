"""tar, read once from front to back. Only plain files are read; links and devices are told and never followed.

Headers are parsed by the standard library, the walk is ours: `tarfile` keeps every member it has seen and reads extended
headers of any size into memory.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from warehouse.sources.limits import Meter, broken
from warehouse.sources.members import Member, Names, Window, member, refused, skip

_BLOCK = tarfile.BLOCKSIZE
# Longest extended header: paths on no system are as long.
_MAX_HEADER = 1 << 20
_LONG_NAME, _LONG_LINK, _EXTENDED, _GLOBAL = b"L", b"K", b"x", b"g"
_WHAT = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}


def members(stream: BinaryIO, meter: Meter) -> Iterator[Member]:
    """The members of an unpacked tar. Raises ReadError where it breaks off or `meter` says enough."""
    names, extended = Names(), {}
    while (info := _header(stream, meter)) is not None:
        size = int(extended.get("size", info.size))
        if info.type in (_LONG_NAME, _EXTENDED, _GLOBAL, _LONG_LINK):
            if info.type in (_LONG_NAME, _EXTENDED):
                data = _extended(stream, size)
                extended |= {"path": data.rstrip(b"\0")} if info.type == _LONG_NAME else _records(data)
            else:
                _pass(stream, size)
            _pass(stream, -size % _BLOCK)
            continue
        meter.met()
        name = extended.get("path") or info.name.encode("utf-8", "surrogateescape")
        body = Window(stream, size)
        if info.type != tarfile.DIRTYPE:
            yield _member(names.place(name), name, info, body, sparse=any("sparse" in key for key in extended))
        _pass(stream, body.left + -size % _BLOCK)
        extended = {}


def _header(stream: BinaryIO, meter: Meter) -> tarfile.TarInfo | None:
    block = _exactly(stream, _BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.EOFHeaderError:
        return None  # a block of zeros: the end
    except tarfile.HeaderError as error:
        raise broken(f"after {meter.members} members: {error}") from None
    if info.size < 0 or (info.type not in tarfile.REGULAR_TYPES and info.type in _WHAT and info.type != b"S"):
        info.size = 0  # links and devices have no body, whatever they say
    return info


def _member(place: str, name: bytes, info: tarfile.TarInfo, body: Window, sparse: bool) -> Member:
    if info.type in tarfile.REGULAR_TYPES and info.type != tarfile.GNUTYPE_SPARSE and not sparse:
        return member(place, name.decode("utf-8", "replace"), io.BufferedReader(body))
    if info.type in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        return refused(place, f"{_WHAT[info.type]}: links in archives are never followed", "not-a-file")
    return refused(place, f"{_WHAT.get(info.type, 'a sparse file' if sparse else 'no file')}: not read", "not-a-file")


def _extended(stream: BinaryIO, size: int) -> bytes:
    if size > _MAX_HEADER:
        raise broken(f"an extended header of {size:,} bytes")
    return _exactly(stream, size)


def _records(data: bytes) -> dict[str, bytes]:
    """Extended header: `LENGTH KEYWORD=VALUE` and a newline, again and again."""
    found = {}
    while data:
        length, _, _ = data.partition(b" ")
        if not length.isdigit() or len(length) > 7 or not len(length) < int(length) <= len(data):
            raise broken("an extended header that is none")
        record, data = data[len(length) + 1 : int(length) - 1], data[int(length) :]
        keyword, _, value = record.partition(b"=")
        if keyword == b"size" and not (value.isdigit() and len(value) < 20):
            raise broken("an extended header that is none")
        found[keyword.decode("utf-8", "replace")] = value
    return found


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise broken("it ends before its end mark")
    return data


def _pass(stream: BinaryIO, size: int) -> None:
    if skip(stream, size):
        raise broken("it ends in the middle of a member")
