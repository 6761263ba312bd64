"""Archives through the whole run: the tables a folder of the same files would give, and memory that does not grow."""

from __future__ import annotations

import tarfile

import pytest

from flows import steps
from tests.warehouse.packed import answer, record, tarred, zipped
from warehouse import inputs

STORY = "河水涨了三天，桥没有动，人们照常过河。第 {n} 天清早，有人在桥头看见了船。"
FILES = {f"{n:02}.md": f"# 第 {n} 天\n\n{STORY.format(n=n)}\n".encode() for n in range(25)}


@pytest.fixture
def small(monkeypatch):
    """Everything is cut early."""
    monkeypatch.setattr(inputs, "SHARD_FILES", 4)
    monkeypatch.setattr(inputs, "ZIP_BYTES", 0)
    monkeypatch.setattr(steps, "NOTED_SOURCES", 3)


def texts(out) -> list[str]:
    return sorted(row["text"] for row in out.rows("documents"))


def test_an_archive_gives_what_its_files_give(clean, tmp_path, small):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    loose = clean(tmp_path / "loose", folder)
    packed = tmp_path / "packed"
    packed.mkdir()
    zipped(packed / "a.zip", FILES | {"pic.png": b"x"})
    out = clean(tmp_path / "zip", packed)
    assert texts(out) == texts(loose) and len(texts(out)) == 25
    assert out.summary.notes[-1].startswith("left aside in archives: 1 members") and out.summary.exit_code == 0
    tarred(packed / "a.tar.gz", *FILES.items(), mode="w:gz")
    (packed / "a.zip").unlink()
    assert texts(clean(tmp_path / "tar", packed)) == texts(loose)


def test_the_ledger_knows_members(clean, tmp_path, small):
    path = zipped(tmp_path / "a.zip", FILES)
    out = tmp_path / "out"
    clean(out, path)
    assert clean(out, path).summary.run_id is None
    zipped(path, FILES | {"03.md": b"# new\n\n" + STORY.encode(), "new.md": b"# more\n\n" + STORY.encode()})
    again = clean(out, path)
    assert again.summary.counts["sources"] == 2 and again.summary.counts["skipped"] == 24
    assert len(again.rows("sources")) == 26
    assert "new" in {row["title"] for row in again.rows("documents")}


def test_a_broken_archive_keeps_what_it_gave_and_says_where_it_broke(clean, tmp_path):
    path = tarred(tmp_path / "a.tar", *FILES.items(), format=tarfile.GNU_FORMAT)
    path.write_bytes(path.read_bytes()[:10_000])
    out = clean(tmp_path / "out", path)
    (reject,) = out.rows("rejects")
    assert (reject["error"], reject["source_uri"]) == ("broken-archive", str(path))
    assert 3 < len(out.rows("sources")) < 15 and out.summary.exit_code == 1


def test_a_crawl(clean, tmp_path):
    page = (
        "<html><head><title>{n}</title></head><body><article><h1>第{n}天</h1><p>{story}</p><p>{story}！</p></article>"
    )
    pages = [page.format(n=n, story=STORY.format(n=n) * 3) for n in range(3)]
    path = tmp_path / "crawl.warc"
    path.write_bytes(
        b"".join(
            record(
                "response",
                f"http://a.example/{n}.html",
                answer(page.encode("gbk"), "Content-Type: text/html; charset=gbk"),
            )
            for n, page in enumerate(pages)
        )
    )
    rows = sorted(clean(tmp_path / "out", path).rows("documents"), key=lambda row: row["canonical_url"])
    assert [row["canonical_url"] for row in rows] == [f"http://a.example/{n}.html" for n in range(3)]
    assert {row["fetched_at"].isoformat() for row in rows} == {"2024-03-01T02:03:04+00:00"}
    assert all("河水涨了三天" in row["text"] for row in rows)
