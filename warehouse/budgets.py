"""Sources over budget are set aside: their inputs become rows of `rejects`, everything else of theirs leaves the staged tables.

What rules took of each source is staged beside the tables by the task that cleaned it (`clean/taken/`), a file per shard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import TABLES
from warehouse import disk, habits
from warehouse.staging import SHARD_TABLES, copy_rows, part_name, write_table
from warehouse.tables import one_of

TAKEN = "taken"
# The stage at which such inputs are rejected.
OVER_BUDGET = "budget"
SCHEMA = pa.schema(
    [
        ("source_id", pa.string()),
        ("platform", pa.string()),
        ("reach", pa.int64()),  # characters the rules could have taken
        ("rules", pa.list_(pa.string())),
        ("chars", pa.list_(pa.int64())),  # taken by each of `rules`
        ("source_chars", pa.int64()),  # visible characters of the source
        ("kept_chars", pa.int64()),
    ]
)

# Told what rules took of all sources of a run, one row after the other, it tells per row why it is over budget, or None.
Judge = Callable[[Iterator[dict]], Callable[[dict], str | None]]


def write_taken(folder: Path, shard: int, rows: list[dict], part: int = 0) -> None:
    """Stage what rules took of the sources of a shard, or of a part of them."""
    write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / TAKEN / part_name(shard, part))


def read_taken(clean: Path) -> Iterator[dict]:
    """What rules took of every source of the run."""
    for path in sorted((clean / TAKEN).glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()


def set_aside(clean: Path, judge: Judge) -> dict[str, dict[str, int]]:
    """Take the sources that `judge` finds over budget out of the staged tables and reject their inputs.

    Returns for each reason how many went and their characters, as `sources`, `source_chars` and `kept_chars`.
    """
    over = judge(read_taken(clean))
    reasons: dict[str, str] = {}
    counts: dict[str, dict[str, int]] = {}
    for row in read_taken(clean):
        if why := over(row):
            reasons[row["source_id"]] = why
            count = counts.setdefault(why, dict.fromkeys(("sources", "source_chars", "kept_chars"), 0))
            count["sources"] += 1
            for name in ("source_chars", "kept_chars"):
                count[name] += row[name]
    if reasons:
        for path in sorted((clean / "sources").glob("*.parquet")):
            _take_out(clean, path.name, reasons)
        for path in (*sorted((clean / TAKEN).glob("*.parquet")), *habits.staged_lines(clean)):
            _without(path, one_of("source_id", reasons))
    return counts


def _take_out(clean: Path, part: str, reasons: dict[str, str]) -> None:
    mine = one_of("source_id", reasons)
    columns = ["source_id", "source_uri", "source_sha256"]
    gone = pq.read_table(clean / "sources" / part, columns=columns, filters=mine, partitioning=None).to_pylist()
    if not gone:
        return
    for name in SHARD_TABLES:
        if name != "rejects":
            _without(clean / name / part, mine)
    new = [
        {
            "source_uri": row["source_uri"],
            "source_sha256": row["source_sha256"],
            "stage": OVER_BUDGET,
            "error": "over-budget",
            "message": reasons[row["source_id"]],
        }
        for row in gone
    ]
    rejects = pq.read_table(clean / "rejects" / part, partitioning=None)
    table = pa.concat_tables([rejects.cast(TABLES["rejects"].schema), TABLES["rejects"].from_rows(new)])
    write_table(table, clean / "rejects" / part)


def _without(path: Path, gone: pc.Expression) -> None:
    """Rewrite a staged file without these rows, row group by row group."""
    waiting = path.with_suffix(".new")
    copy_rows(path, waiting, ~gone)
    disk.rename(waiting, path)
