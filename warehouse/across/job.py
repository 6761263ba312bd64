"""What the tasks of the repeats step share, and the files they hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from schemas.config import RepeatOptions
from warehouse.index import Index

# A group of linked texts that are compared in one go has about this many, or one component.
GROUP_TEXTS = 100_000
# The part of the published paragraphs that lost their representative, compared anew before the run's own.
ORPHANS = "orphans.parquet"


class Likeness(Protocol):
    """How likeness is measured; storage does not know. `cleaners.repeats` with its options, see `flows.steps`."""

    def keys(self, texts: pa.ChunkedArray) -> tuple[pa.Table, np.ndarray]:
        """Band keys of `texts`: band, key, ordinal (the row number), sorted; and the first text equal to each.

        Copies of an earlier text have no keys; a text that is never compared has first -1.
        """

    def groups(self, count: int, edges: Iterable[tuple[np.ndarray, np.ndarray]], room: int) -> np.ndarray:
        """The group of each of `count` texts linked by `edges` (two columns of numbers), -1 for one linked with none."""

    def quotations(self, kinds: list[str], texts: list[str]) -> list[bool]:
        """Which paragraphs are somebody's words, taken up again: such repeats stay."""

    @property
    def chosen(self) -> Sequence[str]:
        """Sources whose documents come before all others in survivor order: a reviewer chose them."""

    def apart_from_equals(self, texts: list[str]) -> list[bool]:
        """Which texts a reviewer found to be no repeats of texts that equal them."""

    def kept(self, uris: list[str], texts: list[str]) -> list[bool]:
        """Which paragraphs of these sources a reviewer asked to stay."""

    def stars(self, texts: pa.ChunkedArray, heads_before: Sequence[bool], engine: str) -> pa.Table:
        """Stars of `texts`, the first of which are representatives of earlier runs, by row number."""


@dataclass(frozen=True, slots=True)
class Job:
    """One search for repeats. `folder` is its own, `clean` and `learned` are what the shards staged and what goes."""

    folder: Path
    clean: Path
    learned: Path
    options: RepeatOptions
    index: Index
    like: Likeness

    @property
    def exact(self) -> bool:
        """Everything is compared with everything, in one group: the keys of bands do not divide the work."""
        return self.options.engine == "exact"

    def audit(self) -> Job:
        """The same paragraphs, compared exactly."""
        return replace(self, folder=self.folder / "audit", options=replace(self.options, engine="exact"))


@dataclass(frozen=True, slots=True)
class Plan:
    """How the work is cut."""

    parts: tuple[str, ...]  # names of the files of staged paragraphs, and ORPHANS
    first: int  # ordinals of this run begin here; those of the index are below
    texts: int  # paragraphs to be compared
    ranges: int  # key ranges of a band, a power of two


def split(table: pa.Table, part: np.ndarray, count: int, path: Path) -> None:
    """Write `table` as one piece per part: its rows with part 0, with part 1, ... up to count - 1, in their order."""
    if not (part[1:] >= part[:-1]).all():
        order = np.argsort(part, kind="stable")
        table, part = table.take(pa.array(order)), part[order]
    table = table.combine_chunks()
    ends = np.searchsorted(part, np.arange(count + 1))
    with pieces(path, table.schema) as write:
        for at in range(count):
            write(table.slice(ends[at], ends[at + 1] - ends[at]))


@contextmanager
def pieces(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Write a file of tables that are read one by one (`opened`, `piece`); yields the function that writes the next.

    An Arrow file: its footer says where each piece stands and no more, where Parquet tells of every column of every row
    group. With hundreds of files that are each read in hundreds of pieces, reading footers would be most of the work.
    """
    path = path.with_suffix(".arrow")
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_file(path, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:

        def write(table: pa.Table) -> None:
            batches = table.combine_chunks().to_batches()
            writer.write_batch(batches[0] if batches else pa.RecordBatch.from_pylist([], schema=schema))

        yield write


@contextmanager
def opened(paths: Iterable[Path]) -> Iterator[list[pa.ipc.RecordBatchFileReader]]:
    """Files of `pieces`, open, to read several pieces of each."""
    with ExitStack() as stack:
        files = [stack.enter_context(pa.OSFile(str(path.with_suffix(".arrow")))) for path in paths]
        yield [stack.enter_context(pa.ipc.open_file(file)) for file in files]


def piece(file: pa.ipc.RecordBatchFileReader, at: int) -> pa.Table:
    """A piece of an open file."""
    return pa.Table.from_batches([file.get_batch(at)])
