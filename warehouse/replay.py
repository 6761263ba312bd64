"""Published sources as inputs again, to be cleaned anew and compared. Nothing here writes.

What was read is best: the file under `source_uri`, when it is still there and its bytes are the same. For Markdown and plain
text `source_text` is as good, but for the other columns of a row. For HTML it is not: elements are gone from it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq

from schemas.records import RawInput, Removal
from warehouse import reading
from warehouse.commit import files_of
from warehouse.inputs import InputFile
from warehouse.sources.names import file_of, split_row
from warehouse.sources.stores import is_remote, size_of
from warehouse.tables import one_of, read_rows

_COLUMNS = ["source_id", "source_uri", "source_sha256", "media_type", "platform", "source_text", "run_id"]
# Sources in memory at a time.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Stored:
    """A published source. `raw` is the input it was, None when it cannot be had; `removals` are those of its cleaning."""

    source_id: str
    source_uri: str
    platform: str | None
    source_text: str
    raw: RawInput | None
    from_file: bool
    removals: list[Removal]


def stored(version: Path, platforms: Collection[str | None] | None, max_bytes: int) -> Iterator[Stored]:
    """The published sources of `platforms`, or all, in the order of the tables, a few at a time."""
    for part in files_of(version, "sources"):
        yield from stored_in(part, lambda row: platforms is None or row["platform"] in platforms, max_bytes)


def stored_in(part: Path, wants: Callable[[dict], bool], max_bytes: int) -> Iterator[Stored]:
    """The sources of a file of `sources` whose rows (run_id, platform) are wanted."""
    for path, rows in groupby(_rows(part, wants), key=lambda row: file_of(row["source_uri"])):
        file = _File(path, max_bytes)
        for row in rows:
            raw = file.find(row["source_uri"], row["source_sha256"])
            found = raw is not None
            if raw is None and row["media_type"] != "text/html":
                raw = _from_text(row)
            yield Stored(
                row["source_id"], row["source_uri"], row["platform"], row["source_text"], raw, found, row["removals"]
            )


def _rows(part: Path, wants: Callable[[dict], bool]) -> Iterator[dict]:
    """Rows of a file of `sources`, each with its address and its removals."""
    version, run, name = part.parents[2], part.parent.name, part.name
    with pq.ParquetFile(part) as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=_COLUMNS):
            rows = [row for row in batch.to_pylist() if wants(row)]
            mine = one_of("source_id", [row["source_id"] for row in rows])
            urls = read_rows(version / "documents" / run / name, "documents", ["source_id", "canonical_url"], mine)
            url_of = dict(zip(*urls.to_pydict().values(), strict=True))
            removals = _removals(version / "removals" / run / name, mine)
            for row in rows:
                yield {**row, "url": url_of.get(row["source_id"]), "removals": removals[row["source_id"]]}


def _removals(part: Path, mine) -> dict[str, list[Removal]]:
    """Removals by source; not what went because other documents say it too, which no cleaning of one source can tell."""
    columns = ["source_id", "start", "end", "reason", "rule", "evidence", "paragraph_id"]
    found: dict[str, list[Removal]] = defaultdict(list)
    for row in read_rows(part, "removals", columns, mine).to_pylist():
        if row.pop("paragraph_id") is None:
            found[row.pop("source_id")].append(Removal(**row))
    return found


def _from_text(row: dict) -> RawInput:
    fields = {"url": row["url"]} if row["url"] else {}
    data = row["source_text"].encode()
    return RawInput(row["source_uri"], data, row["source_sha256"], row["media_type"], "utf-8", fields)


def _before(here: str, wanted: str) -> bool:
    """Whether reading on from one input of a file may lead to another: rows are numbered, members only have their order."""
    row = split_row(wanted)[1]
    return here != wanted if row is None else (split_row(here)[1] or 0) < row


class _File:
    """A file that was read, from which inputs are asked for in their order.

    Behind a member that is gone from its archive nothing is found: what is left counts as not at hand.
    """

    def __init__(self, path: str, max_bytes: int):
        there = is_remote(path) or os.path.isfile(path)
        file = InputFile(path, path, size_of(path)) if there else None
        self._items = reading.read(file, max_bytes) if file else iter(())
        self._next = next(self._items, None)

    def find(self, uri: str, sha256: str) -> RawInput | None:
        """The input, when the file still holds it as it was."""
        while self._next is not None and _before(self._next.source_uri, uri):
            self._next = next(self._items, None)
        item = self._next
        same = isinstance(item, RawInput) and (item.source_uri, item.sha256) == (uri, sha256)
        return item if same else None
