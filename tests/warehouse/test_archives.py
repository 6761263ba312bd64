"""Archives: every member is an input, a reject with a reason, or told as left aside; and a hostile one costs little."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tarfile
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.warehouse.packed import MAX, PAGE, outcomes, raw_zip, read, special, tarred, zipped
from warehouse import inputs
from warehouse.sources import limits, names
from warehouse.sources.kinds import Kind, kind_of

# ---- kinds ----


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.HTML", Kind("document", None, "text/html")),
        ("a.html.gz", Kind("document", "gzip", "text/html")),
        ("rows.jsonl.zst", Kind("jsonl", "zstd")),
        ("a.tar.gz", Kind("tar", "gzip")),
        ("a.TGZ", Kind("tar", "gzip")),
        ("a.tar", Kind("tar")),
        ("a.b.zip", Kind("zip")),
        ("crawl.warc.gz", Kind("warc", "gzip")),
        ("data.csv.gz", Kind(None, "gzip")),
        ("gz", Kind(None)),
        (".gz", Kind(None)),
        ("a.docx", Kind(None)),
    ],
)
def test_kinds(name, kind):
    assert kind_of(name) == kind


# ---- packed files ----


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd}


@pytest.mark.parametrize("ending", PACK)
def test_a_packed_file_is_the_file(tmp_path, ending):
    path = tmp_path / f"page.html{ending}"
    path.write_bytes(PACK[ending](PAGE))
    (raw,) = read(path)
    assert (raw.data, raw.media_type, raw.source_uri) == (PAGE, "text/html", str(path))


@pytest.mark.parametrize("ending", PACK)
def test_packed_rows_break_where_they_break(tmp_path, ending):
    # letters that do not repeat: what is cut off is content
    rows = b"".join(json.dumps({"text": f"{n} {zlib.crc32(b'%d' % n)}"}).encode() + b"\n" for n in range(6_000))
    path = tmp_path / f"rows.jsonl{ending}"
    whole = PACK[ending](rows)
    path.write_bytes(whole)
    assert len(read(path)) == 6_000
    path.write_bytes(whole[: len(whole) * 2 // 3])
    *_, bad = items = read(path)
    assert bad.error.code == "broken-archive" and bad.source_uri == str(path)
    assert 1_000 < len(items) < 6_000 or ending != ".gz"  # these are unpacked in large blocks


def test_several_packed_streams_in_one_file_and_padding(tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "a"}\n') + gzip.compress(b'{"text": "b"}\n') + bytes(5_000))
    assert [item.data for item in read(path)] == [b"a", b"b"]
    path.write_bytes(gzip.compress(b'{"text": "a"}\n') + b"not gzip")
    first, bad = read(path)
    assert first.data == b"a" and bad.error.code == "broken-archive"


# mtime: the data names the test, and every process of a parallel run must find the same names
@pytest.mark.parametrize("data", [b"", b"no gzip at all", gzip.compress(PAGE, mtime=0)[:10]])
def test_what_only_calls_itself_packed(tmp_path, data):
    (tmp_path / "a.html.gz").write_bytes(data)
    assert outcomes(read(tmp_path)) == {"a.html.gz": "broken-archive"}


def test_packed_parquet_is_read(tmp_path):
    pq.write_table(pa.table({"text": ["一"], "title": ["题"]}), tmp_path / "rows.parquet")
    data = (tmp_path / "rows.parquet").read_bytes()
    (tmp_path / "rows.parquet").unlink()
    (tmp_path / "rows.parquet.gz").write_bytes(gzip.compress(data))
    (row,) = read(tmp_path)
    assert (row.data.decode(), row.fields, row.source_uri[-5:]) == ("一", {"title": "题"}, "row=0")


# ---- what every archive does ----

FILES = {
    "a/页.html": PAGE,
    "b.md": b"# b\n",
    "rows.jsonl": b'{"text": "r0"}\n{bad\n{"text": "r2"}\n',
    "pic.png": b"\x89PNG",
    "100% #1 & more.txt": b"odd",
    "../up.txt": b"up",
    "/etc/shadow.txt": b"abs",
    "inner.zip": b"PK\3\4",
    "inner.html.gz": gzip.compress(PAGE),
    "long.txt": b"x" * (MAX + 1),
    "empty.txt": b"",
}
EXPECTED = {
    "member=a/页.html": PAGE,
    "member=b.md": b"# b\n",
    "member=rows.jsonl&row=0": b"r0",
    "member=rows.jsonl&row=1": "bad-json",
    "member=rows.jsonl&row=2": b"r2",
    "member=100%25 %231 %26 more.txt": b"odd",
    "member=../up.txt": b"up",
    "member=/etc/shadow.txt": b"abs",
    "member=inner.zip": "nested-archive",
    "member=inner.html.gz": "nested-archive",
    "member=long.txt": "too-large",
    "member=empty.txt": b"",
}


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tgz"])
def test_each_member_is_an_input_or_told(tmp_path, ending):
    path = tmp_path / f"pages.{ending}"
    if ending == "zip":
        zipped(path, FILES)
    else:
        mode = {"tar": "w", "tgz": "w:gz"}.get(ending, f"w:{ending[4:]}")
        tarred(path, (special("a", tarfile.DIRTYPE), b""), *FILES.items(), mode=mode)
    aside: list[str] = []
    items = read(path, aside=aside)
    assert outcomes(items) == EXPECTED
    assert aside == [f"{path}#member=pic.png"]
    assert items[0].media_type == "text/html" and items[0].sha256 != items[1].sha256
    assert {names.file_of(item.source_uri) for item in items} == {str(path)}


@pytest.mark.parametrize("ending", ["zip", "tar", "warc", "tar.gz", "warc.gz"])
@pytest.mark.parametrize("data", [b"", b"no archive", b"\0" * 100])
def test_what_only_calls_itself_an_archive(tmp_path, ending, data):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    (bad,) = read(path)
    assert bad.error.code in ("broken-archive", "empty") and bad.source_uri == str(path)


@pytest.mark.parametrize("make", [lambda path: zipped(path, {}), lambda path: tarred(path.with_suffix(".tar"))])
def test_an_archive_without_files_is_told(tmp_path, make):
    (bad,) = read(make(tmp_path / "a.zip"))
    assert bad.error.code == "empty"


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 3)
    files = {f"{n}.txt": b"x" for n in range(4)}
    *read_before, bad = read(tarred(tmp_path / "a.tar", *files.items()))
    assert len(read_before) == 3 and bad.error.code == "too-many-members"
    (bad,) = read(zipped(tmp_path / "a.zip", files))
    assert bad.error.code == "too-many-members"


# ---- names ----


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("年终总结.txt".encode("gbk"), "年终总结.txt"),
        ("璐璐的日记（二）.txt".encode("gbk"), "璐璐的日记（二）.txt"),
        ("年終總結.txt".encode("big5"), "年終總結.txt"),
        ("镕.txt".encode("gbk"), "镕.txt"),
        ("年终.txt".encode(), "年终.txt"),
        (b"caf\x82.txt", "caf%82.txt"),
        (b"\xff\xfe.txt", "%FF%FE.txt"),
        ("a\u202egpj.txt".encode(), "a%E2%80%AEgpj.txt"),
        (b"a\nb\x00.txt", "a%0Ab%00.txt"),
        (b"a%b", "a%25b"),
    ],
)
def test_names_by_evidence(tmp_path, name, told):
    assert names.quoted(name) == told
    if name.endswith(b".txt"):
        assert list(outcomes(read(raw_zip(tmp_path / "a.zip", {"name": name, "data": b"x"})))) == [f"member={told}"]


def test_a_name_marked_utf8_and_a_unicode_path_are_believed(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("?.txt")
        info.extra = b"up\x0c\x00\x01" + zlib.crc32(b"?.txt").to_bytes(4, "little") + "年.txt".encode()
        archive.writestr(info, b"1")
        archive.writestr("终.txt", b"2")
    assert outcomes(read(path)) == {"member=年.txt": b"1", "member=终.txt": b"2"}


def test_two_members_of_one_name_are_two_inputs(tmp_path, monkeypatch):
    entries = [{"name": b"a.txt", "data": b"%d" % n} for n in range(3)]
    expected = {"member=a.txt": b"0", "member=a.txt&copy=2": b"1", "member=a.txt&copy=3": b"2"}
    assert outcomes(read(raw_zip(tmp_path / "a.zip", *entries))) == expected
    assert outcomes(read(tarred(tmp_path / "a.tar", *[("a.txt", b"%d" % n) for n in range(3)]))) == expected
    monkeypatch.setattr(inputs, "SHARD_FILES", 1)  # also where each is read by another task
    monkeypatch.setattr(inputs, "ZIP_BYTES", 0)
    assert outcomes(read(tmp_path / "a.zip")) == expected


@pytest.mark.parametrize(
    ("uri", "file"),
    [
        ("a/b.zip#member=c/d.html", "a/b.zip"),
        ("a.zip#member=c%23d.html&copy=2&row=3", "a.zip"),
        ("a.jsonl.gz#row=17", "a.jsonl.gz"),
        ("a.warc#record=0", "a.warc"),
        ("a.zip#members=0-499", "a.zip"),
        ("notes #3.md", "notes #3.md"),
        ("#row=x", "#row=x"),
        ("a#row=1.md", "a#row=1.md"),
    ],
)
def test_the_file_of_an_address(uri, file):
    assert names.file_of(uri) == file


# ---- ZIP ----


def test_a_large_zip_is_cut_and_gives_the_same(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", FILES | {"dir/": b""})
    monkeypatch.setattr(inputs, "SHARD_FILES", 3)
    monkeypatch.setattr(inputs, "ZIP_BYTES", 0)
    files, _ = inputs.find_files([str(path)])
    shards = inputs.make_shards(files)
    parts = [file.part for shard in shards for file in shard]
    assert [(part.first, part.count) for part in parts] == [(0, 3), (3, 3), (6, 3), (9, 3)]
    assert outcomes(read(path)) == EXPECTED


def test_something_before_the_archive_and_a_comment_behind(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.txt": b"a"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\1\2 of no meaning" * 100
    path.write_bytes(b"#!/bin/sh\n" * 50 + path.read_bytes())
    assert outcomes(read(path)) == {"member=a.txt": b"a"}


def test_zip64(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 5)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": b"more than five" for n in range(3)})
    assert b"PK\6\6" in path.read_bytes()
    assert outcomes(read(path)) == {f"member={n}.txt": b"more than five" for n in range(3)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_methods(tmp_path, method):
    assert outcomes(read(zipped(tmp_path / "a.zip", {"a.txt": b"a" * 5_000}, method))) == {"member=a.txt": b"a" * 5_000}


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ({"flags": 1}, "encrypted"),
        ({"method": 99}, "unknown-packing"),
        ({"crc": 7}, "broken-member"),
        ({"size": 3}, "broken-member"),
        ({"size": 400}, "broken-member"),
        ({"method": 8}, "broken-member"),
        ({"offset": 1}, "broken-member"),
        ({"mode": 0o120777}, "not-a-file"),
        ({"mode": 0o020666}, "not-a-file"),
    ],
)
def test_a_dishonest_member_costs_itself_only(tmp_path, lie, code):
    good = {"name": b"good.txt", "data": b"good " * 9}
    bad = {"name": b"bad.txt", "data": b"not what it seems"} | lie
    path = raw_zip(tmp_path / "a.zip", good | {"name": b"first.txt"}, bad, good)
    assert outcomes(read(path)) == {
        "member=first.txt": b"good " * 9,
        "member=bad.txt": code,
        "member=good.txt": b"good " * 9,
    }


def test_a_zip_that_is_cut_off_has_no_table_of_contents(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": b"%d" % n * 99 for n in range(50)})
    path.write_bytes(path.read_bytes()[:-30])
    (bad,) = read(path)
    assert bad.error.code == "broken-archive" and "table of contents" in str(bad.error)


def test_members_that_overlap_are_a_bomb(tmp_path):
    data = zlib.compress(bytes(9_000))[2:-4]
    entry = {"name": b"a.txt", "data": data, "method": 8, "size": 9_000, "crc": zlib.crc32(bytes(9_000))}
    again = [entry | {"name": b"%d.txt" % n, "offset": 0, "written": False} for n in range(100)]
    assert outcomes(read(raw_zip(tmp_path / "a.zip", entry, *again))) == {"a.zip": "archive-bomb"}


def test_a_table_of_contents_that_promises_too_much(tmp_path):
    entries = [{"name": b"%d.txt" % n, "data": b"x", "size": limits.RATIO_FROM // 4 + 1} for n in range(4)]
    assert outcomes(read(raw_zip(tmp_path / "a.zip", *entries))) == {"a.zip": "archive-bomb"}
    assert len(outcomes(read(raw_zip(tmp_path / "b.zip", *entries[:3])))) == 3


# ---- tar ----


def test_links_and_devices_are_told_and_never_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    kinds = {
        "s": tarfile.SYMTYPE,
        "h": tarfile.LNKTYPE,
        "c": tarfile.CHRTYPE,
        "b": tarfile.BLKTYPE,
        "f": tarfile.FIFOTYPE,
    }
    members = [(special(f"{name}.txt", kind, str(tmp_path / "secret.txt")), b"") for name, kind in kinds.items()]
    items = read(tarred(tmp_path / "a.tar", *members, ("last.txt", b"last")))
    assert outcomes(items) == {f"member={name}.txt": "not-a-file" for name in kinds} | {"member=last.txt": b"last"}


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names(tmp_path, format):
    name = "很长的名字" * 40 + "/页.txt"
    items = read(tarred(tmp_path / "a.tar", (name, b"x"), ("b.txt", b"y"), format=format))
    assert outcomes(items) == {f"member={name}": b"x", "member=b.txt": b"y"}


@pytest.mark.parametrize("share", [0.05, 0.35, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("ending", ["tar", "tar.gz"])
def test_a_tar_that_is_cut_off_gives_what_stood_before(tmp_path, ending, share):
    content = [
        b"".join(zlib.crc32(b"%d %d" % (n, k)).to_bytes(4, "big").hex().encode() for k in range(999)) for n in range(40)
    ]
    path = tmp_path / f"a.{ending}"
    tarred(path, *((f"{n}.txt", data) for n, data in enumerate(content)), mode="w:gz" if ending == "tar.gz" else "w")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    *before, bad = read(path)
    assert bad.error.code == "broken-archive" and bad.source_uri == str(path)
    assert [item.data for item in before] == content[: len(before)]
    assert abs(len(before) - 40 * share) < 4


def test_a_header_that_lies_in_the_middle(tmp_path):
    path = tarred(tmp_path / "a.tar", ("a.txt", b"a"), ("b.txt", b"b"))
    data = bytearray(path.read_bytes())
    data[1024 + 148 : 1024 + 156] = b"7777777\0"  # the sum
    path.write_bytes(data)
    assert outcomes(read(path)) == {"member=a.txt": b"a", "a.tar": "broken-archive"}


@pytest.mark.parametrize("size", [(1 << 62).to_bytes(11, "big"), b"\xff" * 11])
def test_sizes_no_file_has(tmp_path, size):
    info = tarfile.TarInfo("a.txt")
    head = bytearray(info.tobuf())
    head[124:136] = (b"\x80" if size[0] < 0x80 else b"\xff") + size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    (tmp_path / "a.tar").write_bytes(bytes(head) + b"x" * 2_000)
    assert "broken-archive" in outcomes(read(tmp_path / "a.tar", max_bytes=100)).values()


def test_an_extended_header_of_any_size_is_not_read(tmp_path):
    for kind in (b"x", b"L", b"g", b"K"):
        info = tarfile.TarInfo("x")
        info.type, info.size = kind, 8 << 30
        (tmp_path / "a.tar").write_bytes(info.tobuf() + bytes(2_000))
        assert outcomes(read(tmp_path / "a.tar")) == {"a.tar": "broken-archive"}


def test_a_sparse_file_is_told(tmp_path):
    info = tarfile.TarInfo("GNUSparseFile.0/a.txt")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.txt"}
    items = read(tarred(tmp_path / "a.tar", (info, b"0\n"), format=tarfile.PAX_FORMAT))
    assert list(outcomes(items).values()) == ["not-a-file"]
