"""Many small files become few and old ones new, and readers see the same rows with the same runs."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.config import RunConfig
from schemas.tables import TABLES
from tests.flows.made import broken, contents, run
from tests.warehouse.faults import Calls, die, killed, watched
from tests.warehouse.made import published, reject_rows, source_rows
from warehouse import checks, commit, compact, judged

RUNS = 4


def every_row(out: Path) -> dict[str, list[str]]:
    """All rows that readers see, with their runs."""
    version = commit.current_version(out)
    tables = [name for name in TABLES if commit.files_of(version, name)]
    return {name: sorted(map(str, ds.dataset(out / name, format="parquet").to_table().to_pylist())) for name in tables}


def files(out: Path, *tables: str) -> int:
    return sum(len(commit.files_of(commit.current_version(out), name)) for name in tables)


def article(n: int) -> str:
    """A text of its own, and a paragraph that every third article has too."""
    own = "".join(chr(0x4E00 + (n * 7919 + k * 31) % 900) for k in range(80))
    often = "".join(chr(0x5600 + (n % 3) * 100 + k) for k in range(60))
    return f"# 标题{n}\n\n{own}。\n\n{often}。\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> tuple[Path, Path]:
    """A warehouse of many small runs, and the folder of their inputs."""
    folder = tmp_path_factory.mktemp("many")
    given = folder / "given"
    given.mkdir()
    for n in range(RUNS):
        (given / f"{n}.md").write_text(article(n), encoding="utf-8")
        run(folder / "out", given, RunConfig())
    return folder / "out", given


@pytest.fixture
def copy(many, tmp_path) -> Iterator[tuple[Path, Path]]:
    """The same, to be changed; the inputs stay where the tables say they are."""
    out, given = many
    shutil.copytree(out, tmp_path / "out", symlinks=True)
    before = {path: path.read_bytes() for path in given.iterdir()}
    yield tmp_path / "out", given
    for path in given.iterdir():
        path.unlink()
    for path, data in before.items():
        path.write_bytes(data)


def test_rows_and_their_runs_are_the_same_in_fewer_files(copy):
    out, _ = copy
    rows, means = every_row(out), contents(out)
    assert len(commit.files_of(commit.current_version(out), "documents")) == RUNS
    told = compact.compact(out)
    assert (every_row(out), contents(out), broken(out)) == (rows, means, [])
    held = (*TABLES, *commit.INDEX, *commit.HABITS)
    assert all(files(out, name) <= 1 for name in held)
    assert told.merges == 1 and told.files_before > told.files_after == files(out, *held)
    again = compact.compact(out)
    assert again.merges == 0 and again.files_before == again.files_after


def test_what_comes_after_does_not_see_the_difference(copy, many, tmp_path):
    """A changed file whose text others repeat, then a new one: as without compaction."""
    out, given = copy
    plain = tmp_path / "plain"
    shutil.copytree(many[0], plain, symlinks=True)
    compact.compact(out)
    (given / "0.md").write_text("# 改过\n\n改过的一篇。\n", encoding="utf-8")
    (given / "9.md").write_text(article(9), encoding="utf-8")
    assert (
        run(out, given, RunConfig()).summary.counts["repeats"]
        == run(plain, given, RunConfig()).summary.counts["repeats"]
    )
    assert contents(out) == contents(plain)
    compact.compact(out)
    assert contents(out) == contents(plain) and broken(out) == []


def test_every_reader_reads_compacted_and_new_files_together(tmp_path):
    published(tmp_path, "r1", source_rows("a.txt", "菜单\n第一篇"))
    published(tmp_path, "r2", source_rows("b.txt", "菜单\n第二篇"), reject_rows("c.txt", None))
    compact.compact(tmp_path)
    published(tmp_path, "r3", source_rows("d.txt", "菜单\n第三篇"))
    assert files(tmp_path, "documents") == 2
    assert_read(tmp_path, [("第一篇", "r1"), ("第三篇", "r3"), ("第二篇", "r2")])


def assert_read(out: Path, expected: list[tuple[str, str]]) -> None:
    """All readers see these texts and runs."""
    path = out / "documents"
    assert sorted(duckdb.sql(f"select text, run_id from '{path}/*/*.parquet'").fetchall()) == expected
    assert sorted(pl.scan_parquet(path).select("text", "run_id").collect().rows()) == expected
    assert sorted(pd.read_parquet(path)[["text", "run_id"]].itertuples(index=False, name=None)) == expected
    rows = ds.dataset(path, format="parquet").to_table(columns=["text", "run_id"]).to_pylist()
    assert sorted((row["text"], row["run_id"]) for row in rows) == expected


def test_a_part_that_is_large_enough_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(compact, "PART_PARAGRAPHS", 3)
    for n in range(4):
        published(tmp_path, f"r{n}", source_rows(f"{n}.txt", f"菜单\n第{n}篇"))
    big = source_rows("big1.txt", "菜单\n大一"), source_rows("big2.txt", "菜单\n大二")
    published(tmp_path, "big", *big)
    inode = next((tmp_path / "documents/big").iterdir()).stat().st_ino
    compact.compact(tmp_path)
    assert next((tmp_path / "documents/big").iterdir()).stat().st_ino == inode
    sizes = [pq.read_metadata(path).num_rows for path in commit.files_of(commit.current_version(tmp_path), "documents")]
    assert sorted(sizes) == [1, 2, 3]


def made_by_an_older_version(out: Path, run: str, *lost: str) -> None:
    """Make the files of a run what contract 1.1 wrote: run_id in the name of the folder, `lost` columns not there yet."""
    version = commit.current_version(out)
    for name in TABLES:
        for path in commit.files_of(version, name):
            if path.parent.name == run:
                rows = pq.ParquetFile(path).read()
                old = version / name / f"run_id={run}" / path.name
                old.parent.mkdir()
                pq.write_table(rows.drop_columns([c for c in ("run_id", *lost) if c in rows.column_names]), old)
                shutil.rmtree(path.parent)
    for path in commit.files_of(version, "index/representatives"):
        rows = pq.ParquetFile(path).read()
        at, field = rows.schema.get_field_index("run"), rows.schema.field("run")
        now = [f"run_id={run}" if name == run else name for name in rows["run"].to_pylist()]
        pq.write_table(rows.set_column(at, field, pa.array(now, field.type)), path)


def test_the_first_run_of_a_new_version_brings_old_files_along(copy):
    out, given = copy
    rows, means = every_row(out), contents(out)
    first = every_row(out)["documents"][0].partition("'run_id': '")[2][:32]
    made_by_an_older_version(out, first, "repeat_kind", "article_evidence", "paragraph_kind", "contract")
    version = commit.current_version(out)
    assert (version / "documents" / f"run_id={first}").is_dir()
    assert [told.partition(" files")[0] for told in checks.older_files(version)][1] == "documents: 1"
    assert run(out, given, RunConfig()).summary.run_id is None  # nothing new to clean
    assert checks.older_files(commit.current_version(out)) == []
    now = every_row(out)
    assert [len(found) for found in now.values()] == [len(found) for found in rows.values()]
    assert contents(out)["representatives"] == means["representatives"]
    for name, table in TABLES.items():
        for path in commit.files_of(commit.current_version(out), name):
            schema = pq.read_schema(path)
            assert schema.equals(table.published) and schema.metadata == table.published.metadata, path
            assert [f.metadata[b"description"] for f in schema] == [f.metadata[b"description"] for f in table.published]
    assert len(pl.scan_parquet(out / "documents").select("repeat_kind", "run_id").collect()) == RUNS
    assert first in {row["run_id"] for row in ds.dataset(out / "runs", format="parquet").to_table().to_pylist()}
    (given / "0.md").write_text("# 改过\n\n改过的一篇。\n", encoding="utf-8")
    assert run(out, given, RunConfig()).summary.counts["skipped"] == RUNS - 1


def test_a_file_is_opened_once_to_be_judged(copy, monkeypatch):
    out, given = copy
    opened = []
    monkeypatch.setattr(judged, "is_current", lambda path, table: opened.append(path) or checks.is_current(path, table))
    run(out, given, RunConfig())
    assert len({path.parent.name for path in opened}) == 1, "what the run before wrote"
    opened.clear()
    run(out, given, RunConfig())
    assert opened == []
    path = commit.files_of(commit.current_version(out), "documents")[1]
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["repeat_kind"]), path)
    run(out, given, RunConfig())
    assert opened == [path] and checks.older_files(commit.current_version(out)) == []


@pytest.mark.parametrize("note", [None, b"", b"\0torn"])
def test_a_lost_or_torn_note_of_judged_files_means_to_look_again(copy, note):
    out, given = copy
    file = out / ".winnow/judged"
    run(out, given, RunConfig())
    whole = file.read_bytes()
    file.unlink() if note is None else file.write_bytes(whole[: len(whole) // 2] + note)
    path = commit.files_of(commit.current_version(out), "documents")[1]
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["repeat_kind"]), path)
    run(out, given, RunConfig())
    assert checks.older_files(commit.current_version(out)) == []
    run(out, given, RunConfig())
    assert len(file.read_bytes().split()) == files(out, *TABLES)


def test_another_contract_means_to_look_again(copy, monkeypatch):
    out, given = copy
    run(out, given, RunConfig())
    version, documents = commit.current_version(out), TABLES["documents"]
    monkeypatch.setitem(TABLES, "documents", replace(documents, columns=documents.columns[:-1]))
    assert judged.stale(out, version) == commit.files_of(version, "documents")
    monkeypatch.setitem(TABLES, "documents", documents)
    assert judged.stale(out, version) == []


def test_a_warehouse_that_is_being_written_is_left_alone(tmp_path):
    published(tmp_path, "r1", source_rows("a.txt", "菜单\n第一篇"))
    with commit.writing(tmp_path), pytest.raises(Exception, match="another run is writing"):
        compact.compact(tmp_path)


@pytest.fixture
def small(tmp_path) -> Path:
    """Runs of one source each."""
    for n in range(6):
        published(tmp_path / "out", f"r{n}", source_rows(f"{n}.txt", f"菜单\n第{n}篇"))
    return tmp_path / "out"


def test_a_compaction_killed_anywhere_has_happened_or_not(small, tmp_path):
    rows, calls = every_row(small), Calls()
    shutil.copytree(small, tmp_path / "counted", symlinks=True)
    with watched(calls):
        compact.compact(tmp_path / "counted")
    assert len(calls.names) > 50
    for n in range(0, len(calls.names), 43):
        out = tmp_path / f"killed{n}"
        shutil.copytree(small, out, symlinks=True)
        assert killed(partial(compact.compact, out), Calls(n, before=die))
        assert every_row(out) == rows
        compact.compact(out)
        assert every_row(out) == rows and files(out, "documents") == 1


def test_readers_never_see_a_row_twice_or_not_at_all(small):
    """Readers that open the table by its path again and again, while it is compacted and grows."""
    path, seen, done = small / "documents", [], threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                version = path.resolve()
                seen.append(
                    duckdb.sql(f"select count(*), count(distinct text) from '{version}/*/*.parquet'").fetchall()[0]
                )
            except duckdb.Error as error:  # a version goes when the second after it comes
                assert "No files found" in str(error) or "No such file" in str(error)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(6, 12):
        published(small, f"r{n}", source_rows(f"{n}.txt", f"菜单\n第{n}篇"))
        compact.compact(small)
    done.set()
    reader.join()
    assert seen and all(rows == texts for rows, texts in seen)
    counts = [rows for rows, _ in seen]
    assert counts == sorted(counts)
