"""Rows of table files, as the contract has them now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from schemas.tables import TABLES

# Contract 1.1 and older kept run_id in the name of the folder, not in the files; `compact.upgrade` moves them.
LEGACY_FOLDER = "run_id="


def read_rows(path: Path, table: str, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """The rows of a file of a table; a column that came to the contract after the file was written is null."""
    rows = ds.dataset(path, schema=TABLES[table].published, format="parquet").to_table(columns=columns, filter=where)
    if path.parent.name.startswith(LEGACY_FOLDER) and "run_id" in rows.column_names:
        at = rows.schema.get_field_index("run_id")
        run = pa.repeat(path.parent.name.removeprefix(LEGACY_FOLDER), len(rows))
        rows = rows.set_column(at, rows.schema.field(at), run)
    return rows


def rows_in(
    files: Iterable[Path], table: str, columns: list[str] | None = None, where: pc.Expression | None = None
) -> Iterator[dict]:
    """`read_rows` of several files, row by row."""
    for path in files:
        yield from read_rows(path, table, columns, where).to_pylist()


def one_of(column: str, values: Iterable[str]) -> pc.Expression:
    """The filter for rows with one of these strings."""
    return pc.field(column).isin(pa.array(sorted(values), pa.string()))  # typed: there may be none
