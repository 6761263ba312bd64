"""Archives for tests: honest ones by the standard library, dishonest ones byte by byte."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

from schemas.records import RawInput
from warehouse import reading
from warehouse.inputs import find_files, make_shards
from warehouse.reading import Unreadable

MAX = 10_000
PAGE = "<p>河水涨了三天，桥没有动。</p>".encode()


def read(path: Path | str, max_bytes: int = MAX, aside: list[str] | None = None) -> list[RawInput | Unreadable]:
    """All inputs of a file, through shards as a run reads them."""
    files, _ = find_files([str(path)])
    told = aside.append if aside is not None else None
    return [item for shard in make_shards(files) for file in shard for item in reading.read(file, max_bytes, told)]


def outcomes(items: list[RawInput | Unreadable]) -> dict[str, object]:
    """By the last part of the address: the bytes of an input, or the code of why there are none."""
    told = {
        item.source_uri.rpartition("/")[2] if "#" not in item.source_uri else item.source_uri.partition("#")[2]: (
            item.error.code if isinstance(item, Unreadable) else item.data
        )
        for item in items
    }
    assert len(told) == len(items), "an address stands twice"
    return told


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A ZIP file as the standard library writes it."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def raw_zip(path: Path, *entries: dict) -> Path:
    """A ZIP file of entries whose fields may lie: name, data, and any of flags, method, crc, packed, size, mode, offset, written."""
    out, directory = io.BytesIO(), io.BytesIO()
    for entry in entries:
        name, data = entry["name"], entry.get("data", b"")
        flags, method = entry.get("flags", 0), entry.get("method", 0)
        crc, size = entry.get("crc", zlib.crc32(data)), entry.get("size", len(data))
        packed, offset = entry.get("packed", len(data)), entry.get("offset", out.tell())
        fixed = struct.pack("<HHHHHLLLHH", 20, flags, method, 0, 33, crc, packed, size, len(name), 0)
        if entry.get("written", True):
            out.write(b"PK\3\4" + fixed + name + data)
        directory.write(b"PK\1\2" + struct.pack("<H", 3 << 8) + fixed)
        directory.write(struct.pack("<3H2L", 0, 0, 0, entry.get("mode", 0) << 16, offset) + name)
    table = directory.getvalue()
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(table), out.tell(), 0)
    path.write_bytes(out.getvalue() + table + end)
    return path


def tarred(path: Path, *members: tuple[str | tarfile.TarInfo, bytes], mode: str = "w", **options: object) -> Path:
    """A tar file as the standard library writes it."""
    with tarfile.open(path, mode, **options) as archive:
        for name, data in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """The header of a link, a device, a pipe."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def record(kind: str, url: str, block: bytes, length: int | None = None) -> bytes:
    """A WARC record. A `length` that is given may lie."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T02:03:04Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(url)}>\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """What an HTTP server said."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def chunked(body: bytes, size: int = 7) -> bytes:
    """A body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def zeros(packed: Path, size: int) -> Path:
    """`size` zeros, gzipped."""
    with gzip.open(packed, "wb", compresslevel=1) as stream:
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    return packed
