"""What a table is: a name, a grain, an Arrow schema whose fields carry descriptions, a key, checks, a version."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")


def column(name: str, type_: pa.DataType, description: str, required: bool = False) -> pa.Field:
    """A column with its description in the field's metadata. `required` columns are never null."""
    return pa.field(name, type_, nullable=not required, metadata={"description": description})


@dataclass(frozen=True)
class Check:
    """A promise about rows: `sql` counts the rows that break it, over views named like the tables."""

    name: str
    sql: str


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    `grain` says what one row is. Files hold every column but `run_id`, which every reader takes from the path
    (`run_id=.../part-00000.parquet`).
    """

    name: str
    grain: str
    columns: tuple[pa.Field, ...]
    key: tuple[str, ...]
    checks: tuple[Check, ...] = field(default=())
    version: int = 1  # raised by a change that breaks readers
    revision: int = 0  # raised when columns are added; earlier files lack them

    @property
    def schema(self) -> pa.Schema:
        """The schema of the files, the grain and the version in its metadata."""
        return pa.schema(self.columns, metadata={"grain": self.grain, "version": f"{self.version}.{self.revision}"})

    def describe(self) -> list[dict[str, str | bool]]:
        """Column, type, whether it may be null, description: for people and for generated documentation."""
        return [
            {
                "column": f.name,
                "type": str(f.type),
                "required": not f.nullable,
                "description": f.metadata[b"description"].decode(),
            }
            for f in self.columns
        ]

    def empty(self) -> pa.Table:
        """A table of this schema without rows."""
        return self.schema.empty_table()

    def from_rows(self, rows: list[dict]) -> pa.Table:
        """Rows as dictionaries to an Arrow table. Raises ArrowInvalid where a value does not fit its column."""
        return pa.Table.from_pylist(rows, schema=self.schema)
