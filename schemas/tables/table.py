"""What a table is: a name, a grain, an Arrow schema whose fields carry descriptions, a key, checks, a version."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")


def column(name: str, type_: pa.DataType, description: str, required: bool = False) -> pa.Field:
    """A column with its description in the field's metadata. `required` columns are never null."""
    return pa.field(name, type_, nullable=not required, metadata={"description": description})


RUN_ID = column("run_id", pa.string(), "the run that added the row", required=True)


@dataclass(frozen=True)
class Check:
    """A promise about rows: `sql` counts the rows that break it, over views named like the tables."""

    name: str
    sql: str


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    `grain` says what one row is. `columns` are those a row is made with; a published row also has `run_id`, the run that
    added it, last.
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
        """The schema of rows that are staged: their run has no name yet."""
        return pa.schema(self.columns, metadata={"grain": self.grain, "version": f"{self.version}.{self.revision}"})

    @property
    def published(self) -> pa.Schema:
        """The schema of the files readers see, the grain and the version in its metadata."""
        return self.schema.append(RUN_ID)

    def of_run(self, staged: pa.Table, run_id: str) -> pa.Table:
        """Staged rows as rows of a run. Raises ArrowInvalid where a value does not fit its column."""
        return staged.cast(self.schema).append_column(RUN_ID, pa.repeat(run_id, len(staged)))

    def describe(self) -> list[dict[str, str | bool]]:
        """Column, type, whether it may be null, description: for people and for generated documentation."""
        return [
            {
                "column": f.name,
                "type": str(f.type),
                "required": not f.nullable,
                "description": f.metadata[b"description"].decode(),
            }
            for f in self.published
        ]

    def empty(self) -> pa.Table:
        """The published table without rows."""
        return self.published.empty_table()

    def from_rows(self, rows: list[dict], published: bool = False) -> pa.Table:
        """Rows as dictionaries to an Arrow table. Raises ArrowInvalid where a value does not fit its column."""
        return pa.Table.from_pylist(rows, schema=self.published if published else self.schema)
