"""A version in which some files are others, published without a run."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.errors import StorageError
from schemas.tables import TABLES
from tests.warehouse.made import published, source_rows
from warehouse import commit, disk

A, B = source_rows("a.txt", "菜单\n第一篇"), source_rows("b.txt", "菜单\n第二篇")


def texts(out) -> list[str]:
    return sorted(ds.dataset(out / "documents", format="parquet").to_table()["text"].to_pylist())


def test_rows_files_and_what_goes(tmp_path):
    published(tmp_path, "r1", A)
    published(tmp_path, "r2", B)
    old = commit.current_version(tmp_path)
    ((one,), (two,)) = ((old / "documents" / run).glob("*") for run in ("r1", "r2"))
    with commit.writing(tmp_path) as staging:
        both = pa.concat_tables([pq.read_table(path, partitioning=None) for path in (one, two)])
        pq.write_table(both, staging / "merged.parquet")
        new = commit.replace(
            tmp_path,
            {
                "documents": {
                    "merged/part-00000-000.parquet": staging / "merged.parquet",
                    f"r1/{one.name}": None,
                    f"r2/{two.name}": None,
                },
                "rejects": {"by-hand/part-00000-000.parquet": TABLES["rejects"].empty()},
            },
        )
    assert texts(tmp_path) == ["第一篇", "第二篇"]
    assert [path.parent.name for path in commit.files_of(new, "documents")] == ["merged"]
    assert len(commit.files_of(new, "rejects")) == 3
    # all else is the files of before, and readers that had begun can finish
    (same,) = (new / "sources/r1").glob("*")
    assert same.stat().st_ino == (old / "sources/r1" / same.name).stat().st_ino and one.exists()


def test_nothing_is_seen_of_a_replacement_that_fails(tmp_path, monkeypatch):
    published(tmp_path, "r1", A)
    before = commit.current_version(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "flush", full)
    with pytest.raises(StorageError, match="No space left"), commit.writing(tmp_path):
        commit.replace(
            tmp_path,
            {"documents": {path.parent.name + "/" + path.name: None for path in commit.files_of(before, "documents")}},
        )
    assert commit.current_version(tmp_path) == before and texts(tmp_path) == ["第一篇"]
    assert [path.name for path in (tmp_path / ".winnow/versions").iterdir()] == [before.name]
