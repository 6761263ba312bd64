"""The tables of one output folder as DuckDB views."""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.errors import ConfigurationError
from schemas.tables import TABLES
from warehouse import sql
from warehouse.versions import current_version

# Characters that show: everything but white space, full-width and other Unicode spaces included.
VISIBLE = r"create macro visible(t) as length(regexp_replace(t, '[\x09-\x0d\x1c-\x20\x{85}\p{Z}]+', '', 'g'))"


def connect(out: Path, run_id: str | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with one view per table, limited to a run where one is named, and `all_<table>` over all runs.

    A table without files is an empty view. Raises ConfigurationError when `out` holds no table, or no such run.
    """
    # All tables of one version: a run that becomes visible while we read must not mix with the one before.
    root = current_version(out) or out
    if not any((root / name).is_dir() for name in TABLES):
        raise ConfigurationError(f"{out} holds no tables: run `winnow run INPUT --out {out}` first")
    con = sql.connect()
    con.execute(VISIBLE)
    for name in TABLES:
        sql.view(con, f"all_{name}", sql.files_in(root / name), name)
    if run_id is not None and not con.execute("select 1 from all_runs where run_id = ?", [run_id]).fetchone():
        known = con.execute("select run_id from all_runs order by finished_at desc limit 5").fetchall()
        names = ", ".join(row[0] for row in known) or "none"
        raise ConfigurationError(f"{out} holds no run {run_id}; newest runs: {names}")
    con.execute("set variable shown_run = ?", [run_id])
    for name in TABLES:
        where = "" if run_id is None or name == "runs" else " where run_id = getvariable('shown_run')"
        con.execute(f"create view {name} as select * from all_{name}{where}")
    return con
