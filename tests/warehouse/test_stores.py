"""Objects of S3, from a server of its own process on loopback: what holds for files holds for them."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from itertools import chain
from pathlib import Path

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import ConfigurationError
from tests.warehouse.packed import PAGE, answer, outcomes, read, record, tarred, zipped
from warehouse import inputs, reading
from warehouse.inputs import InputFile, find_files
from warehouse.sources import stores


@pytest.fixture(scope="module")
def endpoint():
    """A server that speaks S3."""
    command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        for line in server.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0]
                break
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def put(endpoint, monkeypatch):
    """put(key, data): an object in the bucket of this test."""
    for name, value in {
        "ENDPOINT_URL": endpoint,
        "ACCESS_KEY_ID": "x",
        "SECRET_ACCESS_KEY": "y",
        "REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    stores._s3.cache_clear()
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="crawl")
    yield lambda key, data: client.put_object(Bucket="crawl", Key=key, Body=data)
    for found in client.list_objects_v2(Bucket="crawl").get("Contents", []):
        client.delete_object(Bucket="crawl", Key=found["Key"])
    stores._s3.cache_clear()


def test_objects_are_inputs_like_files(put, tmp_path):
    put("2024/页 1.html", PAGE)
    put("2024/rows.jsonl", b'{"text": "r0"}\n{"text": "r1"}\n')
    pq.write_table(pa.table({"text": ["p0"]}), tmp_path / "p.parquet")
    put("2024/p.parquet", (tmp_path / "p.parquet").read_bytes())
    put("2024/deep/a.zip", zipped(tmp_path / "a.zip", {"z.md": b"# z", "pic.png": b"x"}).read_bytes())
    put("2024/deep/a.tar.gz", tarred(tmp_path / "a.tgz", ("t.md", b"# t"), mode="w:gz").read_bytes())
    put("2024/c.warc", record("response", "http://a.example/", answer(PAGE, "Content-Type: text/html")))
    put("2024/pic.png", b"x")
    put("2025/other.html", PAGE)
    files, aside = find_files(["s3://crawl/2024/"])
    assert aside == ["s3://crawl/2024/pic.png"] and len(files) == 6
    found = {item.source_uri.removeprefix("s3://crawl/2024/"): item.data for item in read("s3://crawl/2024")}
    assert found == {
        "页 1.html": PAGE,
        "rows.jsonl#row=0": b"r0",
        "rows.jsonl#row=1": b"r1",
        "p.parquet#row=0": b"p0",
        "deep/a.zip#member=z.md": b"# z",
        "deep/a.tar.gz#member=t.md": b"# t",
        "c.warc#record=0": PAGE,
    }


def test_an_object_a_folder_and_any_prefix(put):
    for key in ("news/a.md", "news/b.md", "news-old/c.md", "newsletter.md"):
        put(key, b"x")

    def keys(given: str) -> list[str]:
        return [file.uri.removeprefix("s3://crawl/") for file in find_files([given])[0]]

    assert keys("s3://crawl/news/a.md") == ["news/a.md"]
    assert keys("s3://crawl/news") == keys("s3://crawl/news/") == ["news/a.md", "news/b.md"]
    assert keys("s3://crawl/news-") == ["news-old/c.md"]
    assert len(keys("s3://crawl")) == len(keys("s3://crawl/")) == 4
    assert find_files(["s3://crawl/news/a.md"])[0][0].size == 1


@pytest.mark.parametrize("given", ["s3://crawl/none/", "s3://no-such-bucket/x", "s3://", "s3://crawl/a.md/"])
def test_nothing_there_is_an_error_before_the_run(put, given):
    put("a.md", b"x")
    with pytest.raises(ConfigurationError, match=re.escape(given)):
        find_files([given])


def test_a_server_that_is_gone_is_an_error_before_the_run(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    monkeypatch.setattr(stores, "ATTEMPTS", 1)
    stores._s3.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match="the store does not answer"):
            find_files(["s3://crawl/x"])
    finally:
        stores._s3.cache_clear()


def test_an_object_that_went_meanwhile_costs_itself(put):
    put("a.md", b"x")
    gone = InputFile("s3://crawl/gone.md", "s3://crawl/gone.md", 1)
    (bad,) = reading.read(gone, 1000)
    assert bad.error.code == "unreadable" and "object store" in str(bad.error)


def test_a_large_zip_is_read_by_range(put, tmp_path, monkeypatch):
    files = {f"{n}.txt": b"%d " % n * 50_000 for n in range(40)}
    put("a.zip", zipped(tmp_path / "a.zip", files, zipfile.ZIP_STORED).read_bytes())
    monkeypatch.setattr(inputs, "SHARD_FILES", 5)
    parts = list(chain(*inputs.make_shards(find_files(["s3://crawl/a.zip"])[0])))
    assert len(parts) == 8
    asked = []
    inner = stores._Object.readinto
    monkeypatch.setattr(stores._Object, "readinto", lambda self, buffer: asked.append(n := inner(self, buffer)) or n)
    assert [item.data for item in reading.read(parts[3], 1 << 20)] == list(files.values())[15:20]
    assert sum(asked) < (tmp_path / "a.zip").stat().st_size / 3
    assert outcomes(read("s3://crawl/a.zip", max_bytes=1 << 20)) == {f"member={n}": data for n, data in files.items()}
