"""WARC: the pages a crawler was answered with. Read once from front to back.

A document is the body of a `response` with status 2xx whose type is HTML or text. Record framing and HTTP are parsed here:
FastWARC stops without a word at a cut-off file and at a body that is not packed as it says, so part of a crawl would be
missing and nobody told.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPException, parse_headers
from typing import BinaryIO

from schemas.errors import ReadError
from warehouse.sources.kinds import Kind
from warehouse.sources.limits import ENDS_ARCHIVE, Meter, broken
from warehouse.sources.members import Member, Window, skip
from warehouse.sources.unpack import unpack

# Longest line of a header, longest header.
_MAX_LINE, _MAX_LINES = 64 << 10, 200
_TYPES = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
}
_PACKINGS = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_OTHER = Kind(None)


def members(stream: BinaryIO, meter: Meter, max_bytes: int) -> Iterator[Member]:
    """The records of an unpacked WARC file. Raises ReadError where it breaks off or `meter` says enough."""
    number = -1
    while (header := _record(stream, number)) is not None:
        number += 1
        meter.met()
        body = Window(stream, _length(header, number))
        if _is_answer(header):
            yield _member(f"record={number}", header, body, max_bytes)
        if skip(stream, body.left):
            raise broken(f"it ends in the middle of record {number}")


def _record(stream: BinaryIO, last: int) -> dict[str, str] | None:
    line = stream.readline(_MAX_LINE)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_MAX_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise broken("it does not begin with a record" if last < 0 else f"no record begins behind record {last}")
    header: dict[str, str] = {}
    for _ in range(_MAX_LINES):
        line = stream.readline(_MAX_LINE)
        if not line.endswith(b"\n"):
            break
        if line in (b"\r\n", b"\n"):
            return header
        name, _, value = line.decode("utf-8", "replace").partition(":")
        header[name.strip().lower()] = value.strip()
    raise broken(f"the header of record {last + 1} does not end")


def _length(header: dict[str, str], number: int) -> int:
    told = header.get("content-length", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise broken(f"record {number} has no length")
    return int(told)


def _is_answer(header: dict[str, str]) -> bool:
    """Not a request, not a note of the crawler."""
    http = header.get("content-type", "").lower().startswith("application/http")
    return http and header.get("warc-type", "").lower() == "response"


def _member(place: str, header: dict[str, str], body: Window, max_bytes: int) -> Member:
    answer = io.BufferedReader(body, io.DEFAULT_BUFFER_SIZE)
    try:
        status = answer.readline(_MAX_LINE).split(maxsplit=2)
        http = parse_headers(answer)
        media_type = _TYPES.get(http.get_content_type() if "content-type" in http else "")
        if len(status) < 2 or not status[1].startswith(b"2") or media_type is None:
            return Member(place, _OTHER)
        data = answer.read(max_bytes + 1)
        if len(data) <= max_bytes:
            data = _content(data, http, max_bytes)
    except HTTPException as error:
        return Member(place, _OTHER, error=ReadError(f"the answer is no HTTP: {error!r}", "bad-http"))
    except ReadError as error:
        if error.code in ENDS_ARCHIVE:
            raise
        return Member(place, _OTHER, error=error)
    fields = {"url": header.get("warc-target-uri", "").strip("<>"), "fetched_at": header.get("warc-date")}
    fields = {name: value for name, value in fields.items() if value}
    kind = Kind("document", None, media_type)
    return Member(place, kind, io.BytesIO(data), charset=http.get_content_charset(), fields=fields)


def _content(data: bytes, http: Message, max_bytes: int) -> bytes:
    """The body as a browser would see it, up to a byte more than `max_bytes`."""
    if "chunked" in http.get("transfer-encoding", "").lower():
        data = _joined(data)
    for coding in reversed(http.get("content-encoding", "").lower().split(",")):
        data = _decoded(data, coding.strip(), max_bytes)
    return data


def _joined(data: bytes) -> bytes:
    """Chunks put together. Many crawlers keep the header and store the body put together already: then it stays."""
    parts, at = [], 0
    while True:
        size, mark, _ = data[at : at + 100].partition(b"\r\n")
        digits = size.partition(b";")[0].strip()
        if not mark or not digits or len(digits) > 15 or digits.strip(b"0123456789abcdefABCDEF"):
            return b"".join(parts) if parts else data
        at += len(size) + 2
        length = int(digits, 16)
        if not length:
            return b"".join(parts)
        parts.append(data[at : at + length])
        at += length + 2


def _decoded(data: bytes, coding: str, max_bytes: int) -> bytes:
    """A body unpacked; one that is not packed as its header says was unpacked by the crawler."""
    packing = _PACKINGS.get(coding)
    if coding == "deflate":  # zlib by the standard, bare by habit
        packing = "zlib" if data[:1] == b"\x78" else "deflate"
    if packing is None or not data.startswith(_MAGIC.get(packing, b"")):
        return data
    try:
        return unpack(io.BytesIO(data), packing, Meter(limited=False)).read(max_bytes + 1)
    except ReadError as error:
        if packing == "brotli":  # nothing at its beginning tells it
            return data
        raise ReadError(f"the body is packed as {coding} and damaged: {error}", "broken-member") from None
