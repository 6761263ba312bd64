"""A run becomes visible whole or not at all, and a file's rows stand for its newest content."""

from __future__ import annotations

import os

import pyarrow.dataset as ds
import pytest

from schemas.errors import ConfigurationError
from schemas.tables import TABLES
from tests.warehouse.made import NOBODY, published, reject_rows, source_rows, stage
from warehouse import commit, ledger

A = source_rows("a.txt", "菜单\n第一篇")
A2 = source_rows("a.txt", "菜单\n改过的第一篇")
B = source_rows("b.txt", "菜单\n第二篇")


def texts(out) -> list[str]:
    return sorted(table_rows(out, "documents", "text"))


def table_rows(out, table, column) -> list:
    return ds.dataset(out / table, format="parquet", partitioning="hive").to_table()[column].to_pylist()


def test_before_the_first_run_there_is_nothing(tmp_path):
    assert commit.current_version(tmp_path) is None
    with commit.writing(tmp_path / "out"):
        assert commit.current_version(tmp_path / "out") is None
        assert not (tmp_path / "out/documents").exists()


def test_runs_add_up_and_share_files(tmp_path):
    published(tmp_path, "r1", A)
    first = next((tmp_path / "documents").glob("r1/*"))
    inode = first.stat().st_ino
    published(tmp_path, "r2", B)
    assert texts(tmp_path) == ["第一篇", "第二篇"]
    assert sorted(table_rows(tmp_path, "documents", "run_id")) == ["r1", "r2"]
    assert next((tmp_path / "documents").glob("r1/*")).stat().st_ino == inode


def test_every_table_stands_at_its_path_from_the_first_run(tmp_path):
    published(tmp_path, "r1", A)
    for name in TABLES:
        assert (tmp_path / name).is_dir() and not os.path.isabs(os.readlink(tmp_path / name))


def test_the_warehouse_can_be_moved(tmp_path):
    published(tmp_path / "here", "r1", A)
    (tmp_path / "here").rename(tmp_path / "there")
    published(tmp_path / "there", "r2", B)
    assert texts(tmp_path / "there") == ["第一篇", "第二篇"]


def test_a_changed_source_replaces_all_its_rows(tmp_path):
    published(tmp_path, "r1", A, B)
    published(tmp_path, "r2", A2)
    assert texts(tmp_path) == ["改过的第一篇", "第二篇"]
    for name in ("sources", "documents", "paragraphs", "removals"):
        assert len(table_rows(tmp_path, name, "source_id")) == 2, name
    published(tmp_path, "r3", A)  # and back again
    assert texts(tmp_path) == ["第一篇", "第二篇"]


def test_a_source_that_is_bad_now_takes_its_old_rows_along(tmp_path):
    published(tmp_path, "r1", A, B)
    published(tmp_path, "r2", reject_rows("a.txt", "00" * 32))
    assert texts(tmp_path) == ["第二篇"]
    assert table_rows(tmp_path, "rejects", "source_uri") == ["a.txt"]


def test_a_source_that_cannot_be_read_keeps_its_old_rows(tmp_path):
    published(tmp_path, "r1", A)
    published(tmp_path, "r2", reject_rows("a.txt", None))
    assert texts(tmp_path) == ["第一篇"]


def test_a_rejection_goes_when_its_input_is_good_and_never_stands_twice(tmp_path):
    published(tmp_path, "r1", reject_rows("a.txt", "00" * 32), reject_rows("c.txt", "00" * 32))
    published(tmp_path, "r2", reject_rows("a.txt", "11" * 32))
    assert sorted(table_rows(tmp_path, "rejects", "source_uri")) == ["a.txt", "c.txt"]
    published(tmp_path, "r3", A)
    assert table_rows(tmp_path, "rejects", "source_uri") == ["c.txt"]


def test_a_reader_that_opened_a_version_can_finish_while_the_next_is_published(tmp_path):
    published(tmp_path, "r1", A)
    opened = ds.dataset((tmp_path / "documents").resolve(), format="parquet", partitioning="hive")
    published(tmp_path, "r2", A2)
    assert opened.to_table()["text"].to_pylist() == ["第一篇"]


def test_versions_nobody_needs_are_removed(tmp_path):
    for n, source in enumerate([A, B, A2, source_rows("c.txt", "菜单\n三")]):
        published(tmp_path, f"r{n}", source)
    assert sorted(path.name for path in (tmp_path / ".winnow/versions").iterdir()) == ["000003", "000004"]


def test_until_the_last_rename_readers_see_the_old_tables(tmp_path, monkeypatch):
    published(tmp_path, "r1", A)
    replace = os.replace

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        published(tmp_path, "r2", B)
    assert texts(tmp_path) == ["第一篇"]
    monkeypatch.setattr(os, "replace", replace)
    published(tmp_path, "r2", B)
    assert texts(tmp_path) == ["第一篇", "第二篇"]


@pytest.mark.parametrize("left", ["staging/clean/documents/part-00000.parquet", "versions/000009/documents/x.parquet"])
def test_what_a_killed_run_left_is_swept(tmp_path, left):
    published(tmp_path, "r1", A)
    path = tmp_path / ".winnow" / left
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    with commit.writing(tmp_path) as staging:
        assert not path.exists() and list(staging.iterdir()) == []
    assert texts(tmp_path) == ["第一篇"]


def test_two_runs_at_once_are_refused(tmp_path):
    with (
        commit.writing(tmp_path),
        pytest.raises(ConfigurationError, match="another run is writing there"),
        commit.writing(tmp_path),
    ):
        pass
    with commit.writing(tmp_path):
        pass


def test_an_output_that_cannot_be_written_is_told_at_once(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigurationError, match="choose another --out"), commit.writing(tmp_path / "file"):
        pass
    (tmp_path / "mine/documents").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="mine/documents"), commit.writing(tmp_path / "mine"):
        pass
    assert not (tmp_path / "mine/.winnow").exists()


# ---- the ledger ----


def known(out, tmp_path, alike=("r1",)) -> ledger.Known:
    folder = tmp_path / "ledger"
    folder.mkdir(exist_ok=True)
    ledger.write_known(commit.current_version(out), folder, set(alike))
    return ledger.Known(folder)


def test_the_ledger_knows_what_the_tables_hold(tmp_path):
    out = tmp_path / "out"
    a, b = (("a.txt", A["sources"][0]["source_sha256"]), ("b.txt", B["sources"][0]["source_sha256"]))
    assert known(out, tmp_path).done(*a) is None
    published(out, "r1", A, reject_rows("bad.txt", "00" * 32), reject_rows("shut.txt", None))
    ids = known(out, tmp_path)
    assert ids.done(*a) == "skipped" and ids.done(*b) is None
    assert ids.done("bad.txt", "00" * 32) == "still_rejected" and ids.done("shut.txt", None) == "still_rejected"
    # runs made otherwise do not count for rejections: this one may do better
    assert known(out, tmp_path, alike=()).done("bad.txt", "00" * 32) is None
    assert ids.done("bad.txt", "11" * 32) is None
    published(out, "r2", A2)
    assert known(out, tmp_path).done(*a) is None


def test_staged_files_are_nobodys_until_published(tmp_path):
    with commit.writing(tmp_path) as staging:
        final = stage(staging / "final", "r1", A)
        assert not (tmp_path / "sources").exists()
        commit.publish(tmp_path, final, "r1", NOBODY)
    assert texts(tmp_path) == ["第一篇"]
