"""WARC: what a crawler was answered with, as inputs; nothing of a crawl is lost without a word."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from cleaners.chrome import load_packs
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.records import RawInput
from tests.warehouse.packed import MAX, PAGE, answer, chunked, outcomes, read, record

HTML = "Content-Type: text/html"
GZIP = "Content-Encoding: gzip"


def gzipped(data: bytes) -> bytes:
    """Without a clock time: the data names a test, and every process of a parallel run must find the same names."""
    return gzip.compress(data, mtime=0)


def brotli(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "brotli") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def warc(tmp_path, *records: bytes, name: str = "crawl.warc"):
    path = tmp_path / name
    path.write_bytes(b"".join(records))
    return path


def body_of(tmp_path, block: bytes, max_bytes: int = MAX) -> object:
    """What a single answer gives: bytes, the code of a reject, or None when it is left aside."""
    return outcomes(read(warc(tmp_path, record("response", "http://a.example/", block)), max_bytes)).get("record=0")


def test_pages_with_their_address_and_their_time(tmp_path):
    path = warc(
        tmp_path,
        record("warcinfo", "", b"software: x"),
        record("request", "http://a.example/1", b"GET /1 HTTP/1.1\r\n\r\n"),
        record("response", "http://a.example/1", answer("<p>河水</p>".encode("gbk"), f"{HTML}; charset=GBK")),
        record("response", "http://a.example/2", answer(b"# two", "content-type: text/markdown")),
        record("metadata", "http://a.example/2", b"via: http://a.example/1"),
    )
    one, two = read(path)
    assert (one.source_uri, two.source_uri) == (f"{path}#record=2", f"{path}#record=3")
    assert (one.media_type, two.media_type) == ("text/html", "text/markdown")
    assert one.data.decode(one.charset) == "<p>河水</p>" and two.charset is None
    assert one.fields == {"url": "http://a.example/1", "fetched_at": "2024-03-01T02:03:04Z"}


def test_the_address_and_the_time_reach_the_document(tmp_path):
    page = "<html><body><article><h1>大桥通车</h1>" + "<p>河水涨了三天，桥没有动，人们照常过河。</p>" * 3
    (raw,) = read(
        warc(tmp_path, record("response", "http://a.example/n/1.html?utm_source=x", answer(page.encode(), HTML)))
    )
    known = clean(raw, load_packs(), RunConfig()).articles[0].metadata
    assert known.canonical_url == "http://a.example/n/1.html"
    assert known.fetched_at == datetime(2024, 3, 1, 2, 3, 4, tzinfo=UTC)


def test_what_another_library_wrote_is_read(tmp_path):
    path = tmp_path / "crawl.warc.gz"
    with open(path, "wb") as file:
        for n in range(20):
            made = WarcRecord()
            made.init_headers(WarcRecordType.response, None)
            made.headers["WARC-Target-URI"] = f"http://a.example/{n}"
            made.headers["Content-Type"] = "application/http; msgtype=response"
            made.set_bytes_content(answer(PAGE + b"%d" % n, HTML))
            packed = GzipWriter(file)
            made.write(packed)
            packed.close()
    items = read(path)
    assert [item.data for item in items] == [PAGE + b"%d" % n for n in range(20)]
    assert items[7].fields["url"] == "http://a.example/7"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, []),
        (gzipped(PAGE), [GZIP]),
        (gzipped(PAGE), ["Content-Encoding: x-gzip"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (zlib.compress(PAGE)[2:-4], ["Content-Encoding: deflate"]),
        (brotli(PAGE), ["Content-Encoding: br"]),
        (gzipped(zlib.compress(PAGE)), ["Content-Encoding: deflate, gzip"]),
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (chunked(gzipped(PAGE)), ["Transfer-Encoding: chunked", GZIP]),
        (PAGE, [GZIP]),  # unpacked by the crawler, the header kept
        (PAGE, ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: none-such"]),
        (PAGE, ["Transfer-Encoding: chunked"]),
    ],
)
def test_bodies_as_a_browser_sees_them(tmp_path, body, headers):
    assert body_of(tmp_path, answer(body, HTML, *headers)) == PAGE


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (answer(PAGE, "Content-Type: image/png"), None),
        (answer(PAGE), None),
        (answer(PAGE, HTML, status="404 Not Found"), None),
        (answer(PAGE, HTML, status="301 Moved"), None),
        (answer(PAGE, HTML, status="200"), PAGE),
        (b"", None),
        (b"nothing like HTTP", None),
        (answer(PAGE, "Content-Type: application/xhtml+xml; charset=utf-8"), PAGE),
        (answer(b"x" * (MAX + 1), HTML), "too-large"),
        (answer(gzipped(b"x" * (MAX + 1)), HTML, GZIP), "too-large"),
        (answer(gzipped(PAGE)[:-20], HTML, GZIP), "broken-member"),
        (answer(PAGE, HTML, *[f"X-{n}: y" for n in range(300)]), "bad-http"),
        (answer(PAGE, HTML, "X: " + "y" * 100_000), "bad-http"),
    ],
)
def test_answers_that_are_no_pages_or_cannot_be_read(tmp_path, block, expected):
    assert body_of(tmp_path, block) == expected


def test_a_packed_bomb_in_an_answer_costs_the_limit(tmp_path):
    bomb = answer(gzip.compress(bytes(200 << 20), 1), HTML, GZIP)
    assert body_of(tmp_path, bomb, max_bytes=1 << 20) == "too-large"


GOOD = record("response", "http://a.example/", answer(PAGE, HTML))


@pytest.mark.parametrize("packed", [False, True])
def test_a_crawl_that_is_cut_off_gives_what_stood_before(tmp_path, packed):
    pack = gzip.compress if packed else bytes
    whole = pack(GOOD) * 3
    for cut in range(1, len(pack(GOOD)), 17):
        path = warc(tmp_path, whole[:-cut], name="crawl.warc.gz" if packed else "crawl.warc")
        items = read(path)
        pages = [item.data for item in items if isinstance(item, RawInput)]
        assert pages == [PAGE] * 3 or (pages == [PAGE] * 2 and items[2].error.code == "broken-archive")
        assert not packed or items[-1].error.code == "broken-archive"


@pytest.mark.parametrize(
    "bad",
    [
        b"garbage\r\n\r\n",
        record("response", "http://a.example/", b"x", length=10**15),
        record("response", "http://a.example/", b"x", length=-1),
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\n" + b"X: " + b"y" * 200_000,
        b"WARC/1.0\r\n" + b"X: y\r\n" * 1_000,
    ],
)
def test_a_broken_record_ends_a_crawl_with_a_word(tmp_path, bad):
    first, last = read(warc(tmp_path, GOOD, bad))
    assert first.data == PAGE and last.error.code == "broken-archive"


def test_the_same_page_at_another_time_is_another_input(tmp_path):
    (one,) = read(warc(tmp_path, GOOD))
    (two,) = read(warc(tmp_path, GOOD.replace(b"02:03:04Z", b"02:03:05Z")))
    assert one.sha256 != two.sha256 and one.data == two.data
