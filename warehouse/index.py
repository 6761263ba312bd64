"""The index of representatives: what a new batch must be compared with, without reading what is published again.

Two hidden tables stand beside the public ones in a version, partitioned like them:

    index/postings          band, key, ordinal: under every band key the representatives that have it, sorted, in row
                            groups of one band and key range, so that a batch reads a range at a time
    index/representatives   ordinal, is_head, paragraph_id, doc_id, source_id; run, part, row: where it stands

Ordinals count representatives in the order in which they were published. The texts stay in `paragraphs`; run, part and
row say where, so that only the row groups of candidates are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import RepeatOptions
from schemas.errors import ConfigurationError
from warehouse import disk
from warehouse.staging import write_table

# The options the keys were made with stand in the files: keys made otherwise cannot be compared.
OPTIONS_KEY = b"winnow.repeat_options"


@dataclass(slots=True)
class Index:
    """The index of a version, without the sources and paragraphs in `without`."""

    version: Path | None
    without: frozenset[str] = frozenset()

    def files(self, table: str) -> list[Path]:
        """Files of an index table, by name."""
        return sorted((self.version / "index" / table).glob("*/*.parquet")) if self.version else []

    def check(self, options: RepeatOptions) -> None:
        """Raise ConfigurationError unless texts can be compared with the index as `options` say."""
        key = options.key()
        for path in self.files("postings")[:1]:
            if options.linkage == "complete":
                raise ConfigurationError(
                    "--linkage complete compares a text with every member of a star, and the warehouse keeps what earlier "
                    "runs' representatives need: clean everything in one run into a new --out"
                )
            made = (pq.read_schema(path).metadata or {}).get(OPTIONS_KEY, b"").decode()
            if made != key:
                raise ConfigurationError(
                    f"the warehouse compares repeats with {made}, this run with {key}: use the same or another --out"
                )

    @contextmanager
    def opened(self) -> Iterator[list[pq.ParquetFile]]:
        """The files of postings, to read several stretches of each."""
        with ExitStack() as stack:
            yield [stack.enter_context(pq.ParquetFile(path)) for path in self.files("postings")]

    def next_ordinal(self) -> int:
        """The ordinal above all in the index."""
        return max((high + 1 for _, high in map(_ordinals, self.files("representatives"))), default=0)

    def ordinals(self) -> np.ndarray:
        """All ordinals of the index, ascending: uint32."""
        columns = [
            pq.read_table(path, columns=["ordinal"], partitioning=None) for path in self.files("representatives")
        ]
        return np.sort(np.concatenate([np.empty(0, np.uint32), *(table["ordinal"].to_numpy() for table in columns)]))

    def postings(self, files: list[pq.ParquetFile], band: int, low: int, high: int) -> list[pa.Table]:
        """The key and ordinal of a band's postings with low <= key < high, of each of `files`."""
        found = []
        for file in files:
            for at in range(file.num_row_groups):
                bands, keys = (file.metadata.row_group(at).column(i).statistics for i in (0, 1))
                if not (bands.min <= band <= bands.max and keys.min < high and keys.max >= low):
                    continue
                if bands.min == bands.max and low <= keys.min and keys.max < high:
                    found.append(file.read_row_group(at, columns=["key", "ordinal"]))
                    continue
                table = file.read_row_group(at)
                key = table["key"].to_numpy()
                mine = (table["band"].to_numpy() == band) & (key >= low) & (key <= high - 1)
                found.append(table.select(["key", "ordinal"]).filter(pa.array(mine)))
        return found

    def rows(self, ordinals: np.ndarray) -> pa.Table:
        """The representatives with these ordinals, ascending."""
        wanted = pa.array(ordinals, pa.uint32())
        low, high = (int(ordinals[0]), int(ordinals[-1])) if len(ordinals) else (0, -1)
        found = []
        for path in self.files("representatives"):
            first, last = _ordinals(path)
            if first > high or last < low:
                continue
            table = pq.read_table(path, partitioning=None)
            table = table.filter(pc.is_in(table["ordinal"], wanted))
            without = pa.array(sorted(self.without), pa.string())
            gone = pc.or_(pc.is_in(table["source_id"], without), pc.is_in(table["paragraph_id"], without))
            found.append(table.filter(pc.invert(gone)))
        return pa.concat_tables(found).sort_by("ordinal") if found else REPRESENTATIVES.empty_table()

    def texts(self, rows: pa.Table) -> pa.Array:
        """Texts of the paragraphs of `rows`, in their order."""
        names = pc.binary_join_element_wise(rows["run"], rows["part"], "/").combine_chunks().dictionary_encode()
        pieces, places = [pa.array([], pa.large_string())], [np.empty(0, np.int64)]
        for code, name in enumerate(names.dictionary.to_pylist()):
            at = np.flatnonzero(names.indices.to_numpy() == code)
            pieces.append(_texts_of(self.version / "paragraphs" / name, rows.take(pa.array(at))))
            places.append(at)
        back = np.argsort(np.concatenate(places), kind="stable")
        return pa.concat_arrays(pieces).take(pa.array(back))


REPRESENTATIVES = pa.schema(
    [
        ("ordinal", pa.uint32()),
        ("is_head", pa.bool_()),
        ("paragraph_id", pa.string()),
        ("doc_id", pa.string()),
        ("source_id", pa.string()),
        ("run", pa.string()),
        ("part", pa.string()),
        ("row", pa.int64()),
    ]
)


POSTINGS = pa.schema([("band", pa.uint8()), ("key", pa.uint32()), ("ordinal", pa.uint32())])


def _texts_of(path: Path, rows: pa.Table) -> pa.Array:
    """Texts of `rows`, which all stand in one file, from the row groups that hold them."""
    numbers = rows["row"].to_numpy()
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        group = np.searchsorted(ends, numbers, side="right")
        groups = np.unique(group)
        found = []
        for at in groups:
            wanted = pa.array(np.unique(numbers[group == at]) - (ends[at] - sizes[at]))
            found.append(file.read_row_group(int(at), columns=["paragraph_id", "text"]).take(wanted))
    table = pa.concat_tables(found).combine_chunks()  # in the order of the file
    table = table.take(pa.array(np.searchsorted(np.unique(numbers), numbers)))
    if not table["paragraph_id"].equals(pa.chunked_array([rows["paragraph_id"].combine_chunks()])):
        raise ConfigurationError(f"{path}: its paragraphs are not those the index names; clean into a new --out")
    return table["text"].combine_chunks()


def _ordinals(path: Path) -> tuple[int, int]:
    """The lowest and the highest ordinal of a file of representatives; (0, -1) for an empty one."""
    metadata = pq.read_metadata(path)
    at = metadata.schema.names.index("ordinal")
    told = [metadata.row_group(i).column(at).statistics for i in range(metadata.num_row_groups)]
    told = [statistics for statistics in told if statistics is not None and statistics.has_min_max]
    return (min(s.min for s in told), max(s.max for s in told)) if told else (0, -1)


def write(folder: Path, name: str, options: str, rows: pa.Table, postings: list[pa.Table]) -> None:
    """Write a file of representatives and their postings, a row group for each of `postings`.

    `rows` has all columns of `REPRESENTATIVES`; where the paragraphs stand may be null until `place` finds it.
    """
    metadata = {OPTIONS_KEY: options.encode()}
    write_table(rows.cast(REPRESENTATIVES).replace_schema_metadata(metadata), folder / "representatives" / name)
    target = folder / "postings" / name
    schema = POSTINGS.with_metadata(metadata)
    # sorted keys lie close together: two bytes a key
    options = {"use_dictionary": ["band"], "column_encoding": {"key": "DELTA_BINARY_PACKED", "ordinal": "PLAIN"}}
    with disk.written(target) as stream, pq.ParquetWriter(stream, schema, compression="lz4", **options) as writer:
        for table in postings:
            if len(table):
                writer.write_table(table.cast(POSTINGS).replace_schema_metadata(metadata), row_group_size=len(table))


def place(path: Path, version: Path, moved: dict[str, set[str]]) -> None:
    """Find anew where the representatives of a file stand whose paragraphs are in one of the `moved` parts of a run.

    Those whose part is not known yet are in one of them too.
    """
    runs = pq.read_table(path, columns=["run"], partitioning=None)["run"]
    if not moved.keys() & set(pc.unique(runs).to_pylist()):
        return
    table = pq.ParquetFile(path).read()
    for run, names in sorted(moved.items()):
        there = pc.is_in(table["part"], pa.array([*sorted(names), None], pa.string()))
        mine = pc.and_(pc.equal(table["run"], run), there)
        files = [version / "paragraphs" / run / name for name in sorted(names)]
        parts, rows = _where([file for file in files if file.exists()], table["paragraph_id"])
        for name, found in (("part", parts), ("row", rows)):
            at = table.schema.get_field_index(name)
            table = table.set_column(at, table.schema.field(at), pc.if_else(mine, found, table[name]))
    disk.unlink(path)  # it may be a link to the older version's file
    write_table(table, path)


def _where(files: list[Path], ids: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Name of the file and row number of each paragraph."""
    parts = pa.nulls(len(ids), pa.string())
    rows = pa.nulls(len(ids), pa.int64())
    for path in files:
        there = pq.read_table(path, columns=["paragraph_id"], partitioning=None)["paragraph_id"].combine_chunks()
        at = pc.index_in(ids.combine_chunks(), there)
        parts = pc.if_else(at.is_valid(), path.name, parts)
        rows = pc.coalesce(rows, at.cast(pa.int64()))
    return parts, rows
