"""Files become inputs: a whole file is one, so is a row of JSONL or Parquet, a member of an archive, a page of a crawl.

This is the one way in which bytes come in. What cannot be read is told, never skipped.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from schemas.errors import ReadError
from schemas.records import RawInput
from warehouse import tabular
from warehouse.inputs import SHARD_BYTES, SHARD_FILES, InputFile
from warehouse.sources import tars, warcs, zips
from warehouse.sources.kinds import Kind, kind_of
from warehouse.sources.limits import ENDS_ARCHIVE, Meter
from warehouse.sources.members import Member, Unreadable
from warehouse.sources.stores import open_file
from warehouse.sources.unpack import unpack

__all__ = ["Unreadable", "read"]

# Told the address of each member of an archive that is nothing Winnow reads: a picture, a style sheet.
Aside = Callable[[str], None]


def read(file: InputFile, max_bytes: int, aside: Aside | None = None) -> Iterator[RawInput | Unreadable]:
    """The inputs of a file: itself, its rows or its members. What cannot be read comes as `Unreadable`, never as an exception.

    An archive that breaks off gives what stood before that, and one `Unreadable` under the address of the file.
    """
    try:
        with open_file(file.path) as stream:
            yield from _inputs(file, stream, max_bytes, aside or (lambda uri: None))
    except ReadError as error:
        yield Unreadable(address_of(file), None, error)
    except OSError as error:
        what = error.strerror or str(error)
        yield Unreadable(address_of(file), None, ReadError(f"{what}: check that the file can be read"))


def address_of(file: InputFile) -> str:
    """A file's, or that of a range of its members: every range can fail on its own."""
    part = file.part
    return file.uri if part is None else f"{file.uri}#members={part.first}-{part.first + part.count - 1}"


def _inputs(file: InputFile, stream: BinaryIO, max_bytes: int, aside: Aside) -> Iterator[RawInput | Unreadable]:
    kind, meter = kind_of(file.path), Meter()
    if kind.packing:
        stream = unpack(stream, kind.packing, meter)
    if kind.is_archive:
        yield from _archive(file, kind, stream, meter, max_bytes, aside)
    else:
        yield from _content(file.uri, f"{file.uri}#row=", kind, stream, max_bytes)


def _archive(
    file: InputFile, kind: Kind, stream: BinaryIO, meter: Meter, max_bytes: int, aside: Aside
) -> Iterator[RawInput | Unreadable]:
    empty = True
    for member in _members(file, kind, stream, meter, max_bytes):
        empty = False
        uri = f"{file.uri}#{member.place}"
        if member.error:
            yield Unreadable(uri, None, member.error)
        elif member.stream is None:
            aside(uri)
        else:
            try:
                hints = (member.charset, member.fields)
                yield from _content(uri, f"{uri}&row=", member.kind, member.stream, max_bytes, *hints)
            except ReadError as error:
                if error.code in ENDS_ARCHIVE:
                    raise
                yield Unreadable(uri, None, error)
    if empty:
        raise ReadError("the archive holds no files: there is nothing to clean", "empty")


def _members(file: InputFile, kind: Kind, stream: BinaryIO, meter: Meter, max_bytes: int) -> Iterator[Member]:
    if kind.form == "tar":
        yield from tars.members(stream, meter)
    elif kind.form == "warc":
        yield from warcs.members(stream, meter, max_bytes)
    elif kind.packing:
        raise ReadError("a ZIP file in a packed file is not opened: unpack the outer one", "nested-archive")
    else:
        for part in [file.part] if file.part else zips.ranges(stream, SHARD_FILES, SHARD_BYTES):
            yield from zips.members(stream, part)


def _content(
    uri: str,
    row_uri: str,
    kind: Kind,
    stream: BinaryIO,
    max_bytes: int,
    charset: str | None = None,
    fields: dict[str, object] | None = None,
) -> Iterator[RawInput | Unreadable]:
    """The inputs in one stream of bytes: it is a document, or rows."""
    if kind.form == "jsonl":
        rows = tabular.json_rows(row_uri, stream, max_bytes)
    elif kind.form == "parquet":
        there = stream if stream.seekable() else io.BytesIO(_whole(stream, max_bytes))
        rows = tabular.parquet_rows(row_uri, there, max_bytes)
    else:
        data = _whole(stream, max_bytes)
        digest = tabular.digest_of_row(data, fields) if fields else tabular.sha256(data)
        yield RawInput(uri, data, digest, kind.media_type, charset, fields or {})
        return
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        raise ReadError("the file holds no rows: there is nothing to clean", "empty")


def _whole(stream: BinaryIO, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    tabular.refuse_large(len(data), max_bytes)
    return data
