"""What is no longer in an archive that was read whole is withdrawn, and so is an old rejection of the archive itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import start
from flows.outcome import RunSummary
from flows.run import here
from schemas.config import RunConfig
from tests.conftest import Warehouse
from tests.flows.made import broken, contents
from tests.warehouse.packed import answer, raw_zip, record, tarred, zipped
from warehouse import inputs

STORY = "第{n}封信在路上走了{n}天，收信的人已经搬到河对岸去了。"
NAMES = ["a.md", "b.md", "信/c.md"]


def story(name: str) -> bytes:
    n = NAMES.index(name) + 2
    return f"---\ntitle: {name}\n---\n\n{STORY.format(n=n) * n}\n".encode()


def made_zip(folder: Path, names: list[str]) -> Path:
    return zipped(folder / "a.zip", {name: story(name) for name in names})


def made_tar(folder: Path, names: list[str]) -> Path:
    return tarred(folder / "a.tar.gz", *((name, story(name)) for name in names), mode="w:gz")


def made_crawl(folder: Path, names: list[str]) -> Path:
    path = folder / "a.warc"
    kind = "Content-Type: text/markdown; charset=utf-8"
    path.write_bytes(b"".join(record("response", "http://a.example/1", answer(story(name), kind)) for name in names))
    return path


ARCHIVES = pytest.mark.parametrize("make", [made_zip, made_tar, made_crawl])
Make = Callable[[Path, list[str]], Path]


def run(path: Path, out: Path) -> RunSummary:
    done = start.run([str(path)], out, RunConfig(), do=here)
    assert broken(out) == []
    return done


def titles(out: Path) -> list[str]:
    return sorted(row["title"] for row in Warehouse(out).rows("documents"))


def rejected(out: Path) -> list[tuple[str, str]]:
    return sorted((row["source_uri"].partition("#")[2], row["error"]) for row in Warehouse(out).rows("rejects"))


@ARCHIVES
def test_members_that_vanish_are_withdrawn(tmp_path, make: Make):
    out = tmp_path / "out"
    run(make(tmp_path, NAMES), out)
    path = make(tmp_path, NAMES[:2])
    done = run(path, out)
    assert done.counts["gone"] == 1 and any("withdrawn: 1" in note for note in done.notes)
    assert titles(out) == NAMES[:2]
    run(path, tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh")
    assert run(path, out).run_id is None


@ARCHIVES
def test_a_broken_archive_takes_nothing_and_its_rejection_goes_when_it_is_whole(tmp_path, make: Make):
    out = tmp_path / "out"
    path = make(tmp_path, NAMES)
    whole = path.read_bytes()
    run(path, out)
    path.write_bytes(whole[:-60])
    assert run(path, out).counts["gone"] == 0
    assert titles(out) == NAMES and rejected(out) == [("", "broken-archive")]
    path.write_bytes(whole)
    assert run(path, out).run_id and titles(out) == NAMES and rejected(out) == []
    assert run(path, out).run_id is None


def test_a_member_that_is_still_there_but_cannot_be_read_stays_published(tmp_path):
    out, path = tmp_path / "out", tmp_path / "a.zip"
    run(made_zip(tmp_path, NAMES[:2]), out)
    raw_zip(path, *({"name": name.encode(), "data": story(name), "flags": n} for n, name in enumerate(NAMES[:2])))
    run(path, out)
    assert titles(out) == NAMES[:2] and rejected(out) == [("member=b.md", "encrypted")]


def rows(count: int) -> bytes:
    return "".join(json.dumps({"text": STORY.format(n=n) * 2, "title": f"t{n}"}) + "\n" for n in range(count)).encode()


@pytest.fixture(params=[False, True], ids=["whole", "in ranges"])
def in_ranges(request, monkeypatch) -> bool:
    if request.param:
        monkeypatch.setattr(inputs, "SHARD_FILES", 1)
        monkeypatch.setattr(inputs, "ZIP_BYTES", 0)
    return request.param


def test_rows_of_members(tmp_path, in_ranges):
    """Rows that vanish from a member go, all of them with the member; a member that breaks off keeps the rest of its rows."""
    path, out = tmp_path / "a.zip", tmp_path / "out"
    first = {"a.md": story("a.md"), "rows.jsonl": rows(3), "more.jsonl": rows(2)}
    run(zipped(path, first), out)
    assert len(inputs.make_shards(inputs.find_files([str(path)])[0])) == (3 if in_ranges else 1)
    assert run(zipped(path, first | {"rows.jsonl": rows(2)}), out).counts["gone"] == 1
    assert titles(out) == ["a.md", "t0", "t0", "t1", "t1"]
    raw_zip(
        path, {"name": b"a.md", "data": story("a.md")}, {"name": b"rows.jsonl", "data": rows(2)[:-1], "size": 10_000}
    )
    assert run(path, out).counts["gone"] == 2  # those of the other member
    assert titles(out) == ["a.md", "t0", "t1"] and rejected(out) == [("member=rows.jsonl", "broken-member")]
    run(zipped(path, {"a.md": story("a.md"), "rows.jsonl": rows(1)}), out)
    assert titles(out) == ["a.md", "t0"] and rejected(out) == []


def test_a_zip_file_in_ranges(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "SHARD_FILES", 1)
    monkeypatch.setattr(inputs, "ZIP_BYTES", 0)
    out = tmp_path / "out"
    path = made_zip(tmp_path, NAMES)
    whole = path.read_bytes()
    path.write_bytes(whole[:-60])
    run(path, out)
    assert rejected(out) == [("", "broken-archive")]
    path.write_bytes(whole)
    assert run(path, out).counts["gone"] == 1 and titles(out) == NAMES and rejected(out) == []
    path = made_zip(tmp_path, NAMES[1:])
    assert run(path, out).counts["gone"] == 1 and titles(out) == NAMES[1:]
    path = made_zip(tmp_path, NAMES[:1])  # not cut any more
    assert run(path, out).counts["gone"] == 2 and titles(out) == NAMES[:1]
    assert run(path, out).run_id is None
