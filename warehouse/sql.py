"""Tables asked in SQL: DuckDB views over their files, and answers as rows."""

from __future__ import annotations

import glob
from pathlib import Path

import duckdb

from schemas.tables import TABLES


def connect() -> duckdb.DuckDBPyConnection:
    """A connection that tells times in UTC and shows no progress."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
    return con


def files_in(folder: Path, files: str = "*/*.parquet") -> str:
    """The glob of files in a folder, whose name may hold what a glob would read as a pattern."""
    return f"{glob.escape(str(folder))}/{files}"


def view(con: duckdb.DuckDBPyConnection, name: str, pattern: str, table: str) -> None:
    """Make the view `name` over the files of a glob, which are of `table`; an empty one where there are none."""
    if not any(glob.iglob(pattern)):
        con.register(f"no_{name}", TABLES[table].empty())
        con.execute(f"create or replace view {name} as from no_{name}")
        return
    quoted = pattern.replace("'", "''")
    con.execute(  # names of folders are no columns
        f"create or replace view {name} as from read_parquet('{quoted}', hive_partitioning = false, union_by_name = true)"
    )


def rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: list | dict | None = None) -> list[dict]:
    """The answer to `sql` as dictionaries."""
    cursor = con.execute(sql, parameters or [])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
