"""Rows of table files, as the contract has them now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from schemas.tables import TABLES


def read_rows(path: Path, table: str, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
    """The rows of a file of a table; a column that came to the contract after the file was written is null."""
    return ds.dataset(path, schema=TABLES[table].published, format="parquet").to_table(columns=columns, filter=where)


def one_of(column: str, values: Iterable[str]) -> pc.Expression:
    """The filter for rows with one of these strings."""
    return pc.field(column).isin(pa.array(sorted(values), pa.string()))  # typed: there may be none
