"""The promises of the tables, counted by DuckDB over files: staged ones before a run publishes, published ones on demand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from schemas.tables import TABLES, Table
from warehouse import sql
from warehouse.versions import files_of


def connect(folders: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """A connection with one view per table over `folders[table]` (a glob of Parquet files)."""
    connection = sql.connect()
    for name, pattern in folders.items():
        sql.view(connection, name, pattern, name)
    return connection


# What a run says of itself is written after the checks.
_NOT_OF_RUNS = ("runs",)


def promises() -> list[str]:
    """What `broken_promises` counts: each table's key and the checks of the contract."""
    tables = [table for table in TABLES.values() if table.name not in _NOT_OF_RUNS]
    return [f"{t.name}: {promise}" for t in tables for promise in (_key_promise(t), *(c.name for c in t.checks))]


def _key_promise(table: Table) -> str:
    return f"no key ({', '.join(table.key)}) stands twice"


def broken_promises(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each check that some row breaks; keys first. Empty when the tables keep their contract."""
    found = []
    for table in TABLES.values():
        if table.name in _NOT_OF_RUNS:
            continue
        key = ", ".join(f'"{column}"' for column in table.key)
        twice = connection.execute(
            f"select count(*) from (select {key} from {table.name} group by all having count(*) > 1)"
        ).fetchone()[0]
        if twice:
            found.append(f"{table.name}: {twice} keys ({', '.join(table.key)}) stand more than once")
        for check in table.checks:
            rows = connection.execute(check.sql).fetchone()[0]
            if rows:
                found.append(f"{table.name}: {check.name}: {rows} rows break it")
    return found


def is_current(path: Path, table: str) -> bool:
    """Whether a file has the columns of the contract."""
    return pq.read_schema(path).equals(TABLES[table].published)


def older_files(version: Path | None) -> list[str]:
    """A sentence for each table with files of an older contract, which some readers refuse beside newer ones."""
    old = {name: sum(not is_current(path, name) for path in files_of(version, name)) for name in TABLES}
    return [
        f"{name}: {count} files have other columns than the contract; winnow tables compact writes them anew"
        for name, count in old.items()
        if count
    ]


def staged_views(final: Path) -> dict[str, str]:
    """Where the staged tables of a run stand."""
    return {name: sql.files_in(final / name, "*.parquet") for name in TABLES if name != "runs"}


def published_views(out: Path) -> dict[str, str]:
    """Where the published tables stand."""
    return {name: sql.files_in(out / name) for name in TABLES}
