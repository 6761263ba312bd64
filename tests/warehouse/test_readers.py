"""Everyone who reads Parquet reads the tables straight from their path, run_id included."""

from __future__ import annotations

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from tests.warehouse.made import published, reject_rows, source_rows


@pytest.fixture(scope="module", params=["out", "env=test/[2025] warehouse's"])
def out(request, tmp_path_factory):
    """Two runs, the second of which replaced a source; also under a path that globs and hive readers could misread."""
    folder = tmp_path_factory.mktemp("readers") / request.param
    published(folder, "r1", source_rows("a.txt", "菜单\n第一篇"), source_rows("b.txt", "菜单\n第二篇"))
    published(folder, "r2", source_rows("a.txt", "菜单\n改过的第一篇"), reject_rows("c.txt", None))
    return folder


EXPECTED = [("改过的第一篇", "r2"), ("第二篇", "r1")]


def test_pyarrow(out):
    rows = ds.dataset(out / "documents", format="parquet", partitioning="hive").to_table().to_pylist()
    assert sorted((row["text"], row["run_id"]) for row in rows) == EXPECTED


def test_pyarrow_read_table(out):
    rows = pq.read_table(out / "documents").to_pylist()
    assert sorted((row["text"], str(row["run_id"])) for row in rows) == EXPECTED


def test_pandas(out):
    frame = pd.read_parquet(out / "documents")
    assert sorted(zip(frame["text"], frame["run_id"].astype(str), strict=True)) == EXPECTED
    assert str(frame["published_at"].dtype).startswith("datetime64") and "UTC" in str(frame["published_at"].dtype)


def test_polars(out):
    frame = pl.read_parquet(out / "documents", glob=False, hive_partitioning=True)
    assert sorted(frame.select("text", "run_id").rows()) == EXPECTED


def test_polars_scans_lazily(out):
    if "[" in str(out):
        pytest.skip("polars reads brackets in a scanned path as a glob")
    frame = pl.scan_parquet(out / "documents").select("text").collect()
    assert sorted(frame["text"]) == ["改过的第一篇", "第二篇"]


def test_duckdb(out):
    path = str(out / "documents").replace("[", "[[]").replace("'", "''")
    rows = duckdb.sql(f"select text, run_id from '{path}/*/*.parquet'").fetchall()
    assert sorted(rows) == EXPECTED


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_file_carries_the_contract(out, table):
    files = sorted((out / table.name).glob("*/*.parquet"))
    assert len(files) == 2
    for path in files:
        schema = pq.ParquetFile(path).schema_arrow
        assert schema.equals(table.published) and schema.metadata == table.published.metadata
        assert [field.metadata[b"description"] for field in schema] == [
            f.metadata[b"description"] for f in table.published
        ]
        assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
