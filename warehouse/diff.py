"""Two warehouses, or two versions of one, compared row by row under the key of each table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from schemas.errors import ConfigurationError
from schemas.tables import TABLES, Table
from warehouse import sql
from warehouse.versions import HOME, current_version, number

# Rows shown of each kind of difference.
SAMPLES = 3
# Which run added a row and when runs were at work says nothing about what the tables hold.
NOT_COMPARED = {"run_id", "started_at", "finished_at", "timings"}
# What happened on the way to what the tables hold: two ways to the same end are no difference.
HISTORY = ("runs", "changes")


@dataclass(slots=True)
class TableDiff:
    """How a table differs. Keys of rows, as many as were asked for; `columns` says how many changed rows differ in which."""

    table: str
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[dict]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self)


def version_at(path: Path) -> Path:
    """The version a path names: a warehouse (what readers see now) or a folder under its `.winnow/versions`.

    Raises ConfigurationError where neither stands there.
    """
    version = current_version(path)
    if version is None and path.parent.name == "versions" and (path / "documents").is_dir():
        version = path.resolve()
    if version is None:
        raise ConfigurationError(f"{path}: neither a warehouse nor a version of one ({HOME}/versions/NNNNNN)")
    return version


def version_before(out: Path) -> Path:
    """The version that was replaced last. Raises ConfigurationError when there is none."""
    now = version_at(out)
    before = now.parent / f"{number(now) - 1:06d}"
    if not before.is_dir():
        raise ConfigurationError(f"{out}: no version before this one is left")
    return before


def diff(before: Path, after: Path, samples: int = SAMPLES, history: bool = False) -> list[TableDiff]:
    """The tables that differ between two versions; `runs` and `changes` only with `history`."""
    con = sql.connect()
    found = [
        _diff(con, table, before, after, samples) for table in TABLES.values() if history or table.name not in HISTORY
    ]
    return [told for told in found if told]


def _diff(con: duckdb.DuckDBPyConnection, table: Table, before: Path, after: Path, samples: int) -> TableDiff:
    names = [_view(con, table, version, side) for version, side in ((before, "before"), (after, "after"))]
    key = table.key
    common = [c for c in names[0] if c in names[1] and c not in key and c not in NOT_COMPARED]
    told = TableDiff(table.name)
    on = " and ".join(f'b."{c}" = a."{c}"' for c in key)
    ids = ", ".join(f'{{side}}."{c}"' for c in key)
    for kind, side, other in (("added", "a", "b"), ("removed", "b", "a")):
        left, right = ("after", "before") if side == "a" else ("before", "after")
        rest = f"from {left} {side} anti join {right} {other} on {on}"
        setattr(told, kind, con.execute(f"select count(*) {rest}").fetchall()[0][0])
        if getattr(told, kind) and samples:
            told.samples[kind] = sql.rows(con, f"select {ids.format(side=side)} {rest} order by all limit {samples}")
    if common:
        differs = [f'b."{c}" is distinct from a."{c}"' for c in common]
        con.execute(
            f"create or replace temp table changed as select {ids.format(side='a')}, [{', '.join(differs)}] as differs "
            f"from before b join after a on {on} where {' or '.join(differs)}"
        )
        counts = ", ".join(f"count(*) filter (differs[{n}])" for n in range(1, len(common) + 1))
        told.changed, *each = con.execute(f"select count(*), {counts} from changed").fetchall()[0]
        told.columns = {column: count for column, count in zip(common, each, strict=True) if count}
        if told.changed and samples:
            rows = sql.rows(con, f"select * from changed order by all limit {samples}")
            told.samples["changed"] = [
                {**{c: row[c] for c in key}, "columns": [c for c, d in zip(common, row["differs"], strict=True) if d]}
                for row in rows
            ]
    return told


def _view(con: duckdb.DuckDBPyConnection, table: Table, version: Path, side: str) -> list[str]:
    """Make the view `side` of a table in a version; returns its columns."""
    sql.view(con, side, sql.files_in(version / table.name), table.name)
    return [row[0] for row in con.execute(f"describe {side}").fetchall()]
