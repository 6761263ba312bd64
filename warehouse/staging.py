"""Where a run's files wait until they become visible: Parquet files by table, a few parts a shard.

`.winnow/staging/clean/<table>/part-NNNNN-NNN.parquet` after cleaning, `.../final/<table>/...` after the repeats across
documents are known. Nothing here is read by anyone but the run itself.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import TABLES
from warehouse import disk

# The tables a shard fills. `runs` has one row, written when all is known.
SHARD_TABLES = ("sources", "documents", "paragraphs", "removals", "repeats", "rejects")
# Rows are handed to Parquet when a source table holds this many characters or rows, which bounds memory.
FLUSH_CHARS = 8 << 20
FLUSH_ROWS = 20_000
# A shard begins a new part after this many characters or paragraphs: later steps hold one part in memory.
PART_CHARS = 32 << 20
PART_PARAGRAPHS = 100_000
# Rows in a row group: a reader of a few rows reads one.
GROUP_ROWS = 32_768


def part_name(shard: int, part: int = 0) -> str:
    """The file of a part of a shard, the same in every table."""
    return f"part-{shard:05d}-{part:03d}.parquet"


def write_table(table: pa.Table, path: Path) -> None:
    """Write one Parquet file as every file of the warehouse is written: zstd, with a page index."""
    with disk.written(path) as stream:
        pq.write_table(table, stream, compression="zstd", write_page_index=True, row_group_size=GROUP_ROWS)


def copy_rows(path: Path, target: Path, which: pc.Expression) -> None:
    """Write these rows of a file into another, row group by row group."""
    with (
        pq.ParquetFile(path) as file,
        disk.written(target) as stream,
        pq.ParquetWriter(stream, file.schema_arrow, compression="zstd", write_page_index=True) as writer,
    ):
        for group in range(file.num_row_groups):
            kept = file.read_row_group(group).filter(which)
            if len(kept):
                writer.write_table(kept, row_group_size=len(kept))


class ShardWriter:
    """The staged tables of one shard, written as rows come in, part after part."""

    def __init__(self, folder: Path, shard: int):
        self._folder, self._shard, self._part = folder, shard, -1
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._files = ExitStack()
        self._rows: dict[str, list[dict]] = {name: [] for name in SHARD_TABLES}
        self._chars = self._part_chars = self._part_paragraphs = 0
        self.counts = dict.fromkeys(SHARD_TABLES, 0)
        self._begin_part()

    def add(self, rows: dict[str, list[dict]]) -> None:
        """Take the rows of one source."""
        if self._part_chars > PART_CHARS or self._part_paragraphs > PART_PARAGRAPHS:
            self._end_part()
            self._begin_part()
        for name, new in rows.items():
            self._rows[name] += new
            self.counts[name] += len(new)
        chars = sum(row["char_count"] for row in rows.get("sources", ()))
        self._chars += chars
        self._part_chars += chars
        self._part_paragraphs += len(rows.get("paragraphs", ()))
        if self._chars > FLUSH_CHARS or len(self._rows["removals"]) > FLUSH_ROWS:
            self._flush()

    def _begin_part(self) -> None:
        self._part += 1
        self._part_chars = self._part_paragraphs = 0
        for name in SHARD_TABLES:
            stream = self._files.enter_context(disk.written(self._folder / name / part_name(self._shard, self._part)))
            self._writers[name] = self._files.enter_context(
                pq.ParquetWriter(stream, TABLES[name].schema, compression="zstd", write_page_index=True)
            )

    def _end_part(self) -> None:
        self._flush()
        self._files.close()

    def _flush(self) -> None:
        for name, rows in self._rows.items():
            if rows:
                self._writers[name].write_table(TABLES[name].from_rows(rows), row_group_size=GROUP_ROWS)
                rows.clear()
        self._chars = 0

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind is None:
            self._end_part()
        else:  # the disk may have failed: what was to be said is known already
            with suppress(OSError):
                self._files.close()
