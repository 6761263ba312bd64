"""An Iceberg catalog on this machine holds the same files, version after version."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from schemas.errors import ConfigurationError
from schemas.tables import TABLES
from tests.warehouse.made import published, source_rows
from warehouse import commit, compact, iceberg

catalogs = pytest.importorskip("pyiceberg.catalog")

A = source_rows("a.txt", "菜单\n第一篇")
A2 = source_rows("a.txt", "菜单\n改过的第一篇")
B = source_rows("b.txt", "菜单\n第二篇")


def table(out, name="documents"):
    home = (out / ".winnow/iceberg").resolve()
    catalog = catalogs.load_catalog("winnow", type="sql", uri=f"sqlite:///{home}/catalog.db", warehouse=home.as_uri())
    return catalog.load_table((iceberg.NAMESPACE, name))


def texts(scan) -> list[tuple[str, str]]:
    rows = scan.to_arrow().to_pylist()
    return sorted((row["text"], row["run_id"]) for row in rows)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Two versions, both published, the second twice; with a file compacted between."""
    out = tmp_path_factory.mktemp("iceberg") / "out"
    published(out, "r1", A)
    first = iceberg.publish(out)
    assert first.registered["documents"] == 1 and first.taken_out["documents"] == 0
    published(out, "r2", A2, B)
    second = iceberg.publish(out)
    assert (second.registered["documents"], second.taken_out["documents"]) == (1, 1)
    again = iceberg.publish(out)
    assert (again.registered, again.taken_out, again.version) == ({}, {}, 2)
    return out


def test_it_reads_what_readers_of_the_folder_read_and_what_they_read_before(out):
    documents = table(out)
    assert texts(documents.scan()) == [("改过的第一篇", "r2"), ("第二篇", "r2")]
    assert [entry.snapshot_id for entry in documents.history()] == [s.snapshot_id for s in documents.snapshots()]
    before = documents.snapshot_by_name("v1").snapshot_id
    assert texts(documents.scan(snapshot_id=before)) == [("第一篇", "r1")]
    rows = (
        documents.scan().to_duckdb("documents").execute("select count(*) from documents where title = '题'").fetchall()
    )
    assert rows == [(2,)]


def test_every_table_is_there_with_its_columns(out):
    for name, contract in TABLES.items():
        assert [field.name for field in table(out, name).schema().fields] == contract.published.names
        described = {field.name: field.doc for field in table(out, name).schema().fields}
        assert described["run_id"] == "the run that added the row"


def test_a_file_is_on_the_disk_once(out):
    for task in table(out).scan().plan_files():
        path = next(
            path
            for path in commit.files_of(commit.current_version(out), "documents")
            if path.samefile(task.file.file_path.removeprefix("file://"))
        )
        assert pq.read_metadata(path).num_rows == task.file.record_count


def test_compaction_changes_files_and_no_rows(tmp_path):
    for n in range(3):
        published(tmp_path, f"r{n}", source_rows(f"{n}.txt", f"菜单\n第{n}篇"))
    iceberg.publish(tmp_path)
    before = texts(table(tmp_path).scan())
    compact.compact(tmp_path)
    done = iceberg.publish(tmp_path)
    assert (done.registered["documents"], done.taken_out["documents"]) == (1, 3)
    assert texts(table(tmp_path).scan()) == before


def test_what_is_forgotten_leaves_the_catalog_and_publishing_begins_anew(tmp_path):
    published(tmp_path, "r1", A, B)
    uri = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    iceberg.publish(tmp_path, uri)
    assert iceberg.forget(tmp_path) and not iceberg.forget(tmp_path)
    assert not any(path.name.endswith(".avro") for path in tmp_path.rglob("*"))
    published(tmp_path, "r2", A2)
    assert iceberg.publish(tmp_path, uri).registered["documents"] == 2
    catalog = catalogs.load_catalog("winnow", type="sql", uri=uri, warehouse=tmp_path.as_uri())
    documents = catalog.load_table((iceberg.NAMESPACE, "documents"))
    assert texts(documents.scan()) == [("改过的第一篇", "r2"), ("第二篇", "r1")] and len(documents.snapshots()) == 1


def test_the_command(tmp_path, winnow):
    published(tmp_path / "out", "r1", A)
    done = winnow("publish", "--out", tmp_path / "out", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["registered"]["documents"] == 1
    assert texts(table(tmp_path / "out").scan()) == [("第一篇", "r1")]


def test_a_catalog_that_is_not_there_is_told(tmp_path):
    published(tmp_path, "r1", A)
    with pytest.raises(ConfigurationError, match="no Iceberg catalog"):
        iceberg.publish(tmp_path, "sqlite:////nowhere/at/all/catalog.db")
