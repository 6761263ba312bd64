"""Attacks by what holds the documents: archives, packed files, crawls."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa

from tests.hostile.attack import Attack
from tests.hostile.texts import BODY, STORY
from tests.warehouse.packed import answer, raw_zip, record, special, tarred, zeros, zipped

# More than may be held in memory.
_LARGE = 400 << 20
# More than any archive may unpack to without a ratio being asked.
_BOMB = 70 << 20
_PAGE = f"<html><body><article>{BODY}</article></body></html>".encode()
_TEXT = STORY.encode()


def _zip_flat(folder: Path) -> None:
    with (
        zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.txt", "w") as out,
    ):
        for _ in range(_BOMB >> 20):
            out.write(bytes(1 << 20))


def _zip_overlapping(folder: Path) -> None:
    data = zlib.compress(bytes(20 << 20))[2:-4]
    entry = {"data": data, "method": 8, "size": 20 << 20, "crc": zlib.crc32(bytes(20 << 20))}
    raw_zip(
        folder / "a.zip",
        entry | {"name": b"0.txt"},
        *(entry | {"name": b"%d.txt" % n, "offset": 0, "written": False} for n in range(1, 250)),
    )


def _zip_lying(folder: Path) -> None:
    data = zlib.compress(bytes(50 << 20))[2:-4]
    raw_zip(
        folder / "a.zip",
        {"name": b"a.txt", "data": data, "method": 8, "size": 100, "crc": 0},
        {"name": b"b.txt", "data": _TEXT},
    )


def _zip_recursive(folder: Path) -> None:
    inner = b"x"
    for n in range(6):
        inner = zipped(folder / "inner", {f"{k}.zip" if n else f"{k}.txt": inner for k in range(10)}).read_bytes()
    (folder / "inner").rename(folder / "a.zip")


def _zip_names(folder: Path) -> None:
    names = [
        b"../../etc/passwd.txt",
        b"/etc/passwd.txt",
        b"C:\\a.txt",
        b"\xc4\xea\xd6\xd5.txt",
        b"a\0b.txt",
        b"a.txt",
        b"a.txt",
        b"con.txt",
    ]
    links = {"mode": 0o120777, "data": b"/etc/passwd"}
    raw_zip(folder / "a.zip", *({"name": name, "data": _TEXT} for name in names), {"name": b"link.txt", **links})


def _zip_encrypted(folder: Path) -> None:
    raw_zip(folder / "a.zip", {"name": b"a.txt", "data": _TEXT, "flags": 1}, {"name": b"b.txt", "data": _TEXT})


def _tar_tricks(folder: Path) -> None:
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    links = [(special(f"{n}.txt", kind, "/etc/passwd"), b"") for n, kind in enumerate(kinds)]
    names = ["../../etc/passwd.txt", "/etc/passwd.txt", "a.txt", "a.txt", "x/" * 5_000 + "a.txt"]
    tarred(folder / "a.tar", *links, *((name, _TEXT) for name in names), format=tarfile.GNU_FORMAT)


def _tar_endless(folder: Path) -> None:
    info = tarfile.TarInfo("x")
    info.size = 1536
    block = (info.tobuf() + bytes(info.size)) * 512
    with gzip.open(folder / "a.tar.gz", "wb", compresslevel=9) as out:
        for _ in range(80):
            out.write(block)


def _tar_header(folder: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 << 30
    with open(folder / "a.tar", "wb") as out:
        out.write(info.tobuf())
        out.truncate(8 << 30)


def _tar_large(folder: Path) -> None:
    """400 MB of honest members, of which the disk stores next to nothing."""
    info = tarfile.TarInfo()
    with open(folder / "a.tar", "wb") as out:
        for n in range(_LARGE >> 20):
            info.name, info.size = f"{n}.txt", 1 << 20
            out.write(info.tobuf())
            out.seek(1 << 20, 1)
        out.write(bytes(1024))


def _tar_cut(folder: Path) -> None:
    path = tarred(folder / "a.tar", *((f"{n}.txt", _TEXT) for n in range(5)), format=tarfile.GNU_FORMAT)
    path.write_bytes(path.read_bytes()[:2_600])


def _packed(ending: str, make) -> Attack:
    def write(folder: Path) -> None:
        (folder / f"a.txt{ending}").write_bytes(make())

    return Attack(f"bomb{ending}", f"70 MB of zeros as {ending}", write, {"archive-bomb": 1})


def _zstd() -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        for _ in range(_BOMB >> 20):
            stream.write(bytes(1 << 20))
    return sink.getvalue().to_pybytes()


def _xz_memory(folder: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(_TEXT, lzma.FORMAT_XZ, filters=filters))
    at = data.index(b"\x21\x01", 12) + 2
    data[at] = 39  # 3 GB
    size = (data[12] + 1) * 4
    data[12 + size - 4 : 12 + size] = zlib.crc32(data[12 : 12 + size - 4]).to_bytes(4, "little")
    (folder / "a.txt.xz").write_bytes(data)


def _rows_bomb(folder: Path) -> None:
    """An honest row, then a line that never ends."""
    with gzip.open(folder / "rows.jsonl.gz", "wb", compresslevel=1) as out:
        out.write(b'{"text": "' + _TEXT + b'"}\n')
        for _ in range(_BOMB >> 20):
            out.write(b"x" * (1 << 20))


def _crawl(folder: Path) -> None:
    html = "Content-Type: text/html"
    bomb = gzip.compress(bytes(100 << 20), 1)
    records = [
        record("response", "http://a.example/1", answer(_PAGE, html)),
        record("response", "http://a.example/2", answer(bomb, html, "Content-Encoding: gzip")),
        record("response", "javascript:alert(1)", answer(_PAGE, html)),
        record("response", "http://a.example/4", answer(_PAGE, html, "X: " + "y" * 1_000_000)),
        record("response", "http://a.example/5", b"", length=10**15),
    ]
    (folder / "a.warc").write_bytes(b"".join(records))


def _crawl_header(folder: Path) -> None:
    with open(folder / "a.warc", "wb") as out:
        out.write(b"WARC/1.0\r\nX: ")
        out.truncate(_LARGE)


ARCHIVES = [
    Attack("zip-flat", "ZIP: 70 MB of zeros in one member", _zip_flat, {"archive-bomb": 1}),
    Attack("zip-overlapping", "ZIP: 250 members in the place of one", _zip_overlapping, {"archive-bomb": 1}),
    Attack("zip-lying", "ZIP: a member larger than its table of contents says", _zip_lying, {"broken-member": 1, "kept": 1}),
    Attack("zip-recursive", "ZIP in ZIP, six deep, a million texts", _zip_recursive, {"nested-archive": 10}),
    Attack("zip-names", "ZIP: names with .., absolute, GBK, NUL, twice the same; a link", _zip_names, {"kept": 8, "not-a-file": 1}),
    Attack("zip-encrypted", "ZIP: an encrypted member beside an open one", _zip_encrypted, {"encrypted": 1, "kept": 1}),
    Attack("tar-tricks", "tar: links, devices, a pipe; names with .., absolute, twice the same, 10,000 long", _tar_tricks, {"not-a-file": 5, "kept": 5}),
    Attack("tar-endless", "tar.gz: 40,000 small members in 300 kB", _tar_endless, {"archive-bomb": 1}),
    Attack("tar-header", "tar: a header of 8 GB", _tar_header, {"broken-archive": 1}),
    Attack("tar-cut", "tar: cut off in the third of five members", _tar_cut, {"kept": 2, "broken-archive": 1}),
    Attack("tar-large", "tar: 400 MB in 400 members of NULs", _tar_large, {"binary": 400}),
    Attack("bomb.gz", "70 MB of zeros as .gz", lambda folder: zeros(folder / "a.txt.gz", _BOMB), {"archive-bomb": 1}),
    _packed(".bz2", lambda: bz2.compress(bytes(_BOMB), 1)),
    _packed(".xz", lambda: lzma.compress(bytes(_BOMB), preset=0)),
    _packed(".zst", _zstd),
    Attack("xz-memory", "xz: a file of 100 bytes that asks for 3 GB", _xz_memory, {"broken-archive": 1}),
    Attack("rows-bomb", "JSONL.gz: a row, then a line without end", _rows_bomb, {"kept": 1, "archive-bomb": 1}),
    Attack("crawl", "WARC: a packed bomb, an address that is script, an endless header, a length that lies", _crawl, {"kept": 2, "too-large": 1, "bad-http": 1, "broken-archive": 1}),
    Attack("crawl-header", "WARC: a header of 400 MB", _crawl_header, {"broken-archive": 1}),
]  # fmt: skip
