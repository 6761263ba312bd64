"""The contract as a page to read: docs/tables.md is written from here, and a test fails when it is not what stands there."""

from __future__ import annotations

from schemas.tables import CONTRACT_VERSION, TABLES, Table

_HEAD = f"""# The tables

Contract {CONTRACT_VERSION}. Written by `make docs` from `schemas/tables`; [readers.md](readers.md) shows how to read them.

Each table is a folder `DIR/<table>` of zstd Parquet files, one folder below it per run or compaction. Folders and files have
no meaning: what a row says stands in its columns, and descriptions stand in the files too. Times are UTC in microseconds. Ids
are hex strings. Offsets count code points, half-open. Null means unknown; a column marked *required* is never null.

The version is major.minor. A minor version adds tables or columns that may be null, and the first run of new code brings
the files of older runs to it, so that all files of a table always have the same columns. A major version may do anything
else. Columns say since when they are there.

| table | one row per | key | changed in |
|---|---|---|---|
"""


def handbook() -> str:
    """All tables as Markdown."""
    lines = [
        f"| [{t.name}](#{t.name}) | {t.grain.removeprefix('one row per ')} | {', '.join(t.key)} | {t.version} |"
        for t in TABLES.values()
    ]
    return _HEAD + "\n".join(lines) + "\n" + "".join(map(_page, TABLES.values()))


def _page(table: Table) -> str:
    rows = [
        f"| {row['column']} | {row['type'].replace('item: ', '')} | {'required' if row['required'] else ''} "
        f"| {row['since'] if row['since'] != table.since else ''} | {_cell(row['description'])} |"
        for row in table.describe()
    ]
    parts = [
        f"\n## {table.name}\n\n{_sentence(table.grain)} Key: {', '.join(f'`{c}`' for c in table.key)}. Since {table.since}.\n",
        "\n| column | type | | since | |\n|---|---|---|---|---|\n" + "\n".join(rows) + "\n",
    ]
    if table.checks:
        parts.append("\nChecked before a run publishes, and by `winnow tables check`:\n\n")
        parts += [f"- {check.name}\n" for check in table.checks]
    parts += [f"\n{query.question}\n\n```sql\n{query.sql}\n```\n" for query in table.queries]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
