"""What a table is: a name, a grain, an Arrow schema whose fields carry descriptions, a key, checks, queries people ask."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
# The version of the contract in which everything began that does not say otherwise.
FIRST = "1.0"


def column(
    name: str, type_: pa.DataType, description: str, required: bool = False, since: str | None = None
) -> pa.Field:
    """A column with its description in the field's metadata. `required` columns are never null.

    `since` is the version of the contract that added it, where that is not the table's: rows of older runs have null.
    """
    told = {"description": description} | ({"since": since} if since else {})
    return pa.field(name, type_, nullable=not required, metadata=told)


RUN_ID = column("run_id", pa.string(), "the run that added the row", required=True)


@dataclass(frozen=True)
class Check:
    """A promise about rows: `sql` counts the rows that break it, over views named like the tables."""

    name: str
    sql: str


@dataclass(frozen=True)
class Query:
    """A question people ask of a table, and the SQL that answers it, over views named like the tables."""

    question: str
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
    queries: tuple[Query, ...] = field(default=())
    since: str = FIRST

    @property
    def version(self) -> str:
        """The version of the contract in which the table last changed: that of its newest column."""
        added = [f.metadata[b"since"].decode() for f in self.columns if b"since" in f.metadata]
        return max([self.since, *added], key=version_key)

    @property
    def schema(self) -> pa.Schema:
        """The schema of rows that are staged: their run has no name yet."""
        return pa.schema(self.columns, metadata={"grain": self.grain, "version": self.version})

    @property
    def published(self) -> pa.Schema:
        """The schema of the files readers see, the grain and the version in its metadata."""
        return self.schema.append(RUN_ID)

    def of_run(self, staged: pa.Table, run_id: str) -> pa.Table:
        """Staged rows as rows of a run. Raises ArrowInvalid where a value does not fit its column."""
        return staged.cast(self.schema).append_column(RUN_ID, pa.repeat(run_id, len(staged)))

    def describe(self) -> list[dict[str, str | bool]]:
        """Column, type, whether it may be null, since which version, description: for people and for documentation."""
        return [
            {
                "column": f.name,
                "type": str(f.type),
                "required": not f.nullable,
                "since": f.metadata.get(b"since", self.since.encode()).decode(),
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


def version_key(version: str) -> tuple[int, int]:
    """A version "major.minor" as numbers, to compare."""
    major, minor = version.split(".")
    return int(major), int(minor)
