"""Published rows, members and records that are no longer in their file: told by a reading of the whole file.

Also a rejection under a file's own address goes so, once the file reads well and gives rows or members instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.errors import ReadError
from schemas.ids import make_id
from schemas.records import RawInput
from warehouse import reading
from warehouse.commit import files_of
from warehouse.inputs import InputFile
from warehouse.reading import Unreadable
from warehouse.sources import zips
from warehouse.sources.names import file_of, member_of
from warehouse.sources.stores import open_file
from warehouse.staging import part_name, write_table

# Hashes of a published address: of its file's, and of the whole.
_KEY = np.dtype([("file", np.uint64), ("address", np.uint64)])
_URIS, GONE = "addresses.arrow", "gone"


def write_addresses(version: Path | None, folder: Path) -> None:
    """Write the published addresses of places in files, and all rejected ones, to `folder`, those of a file together."""
    keys, uris = [np.empty(0, _KEY)], [pa.array([], pa.large_string())]
    for table in ("sources", "rejects"):
        for path in files_of(version, table):
            found = pq.read_table(path, columns=["source_uri"], partitioning=None)["source_uri"].to_pylist()
            files = list(map(file_of, found))
            # a document that is a whole file cannot vanish from it
            pairs = [(f, uri) for f, uri in zip(files, found, strict=True) if table == "rejects" or f != uri]
            keys.append(np.array([(_hash(f), _hash(uri)) for f, uri in pairs], _KEY))
            uris.append(pa.array([uri for _, uri in pairs], pa.large_string()))
    every = np.concatenate(keys)
    order = np.lexsort((every["address"], every["file"]))
    order = order[np.concatenate([[True], every[order][1:] != every[order][:-1]])[: len(order)]]
    for name in _KEY.names:
        np.save(folder / f"addresses-{name}.npy", every[name][order])
    table = pa.table({"uri": pa.concat_arrays(uris).take(pa.array(order))})
    with pa.ipc.new_file(folder / _URIS, table.schema) as out:
        out.write_table(table)


class Addresses:
    """What `write_addresses` wrote, read from the files themselves: workers share their pages."""

    def __init__(self, folder: Path):
        self._files, self._keys = (np.load(folder / f"addresses-{name}.npy", mmap_mode="r") for name in _KEY.names)
        self._uris = pa.ipc.open_file(pa.memory_map(str(folder / _URIS))).read_all()["uri"]

    def of(self, file: InputFile) -> Published:
        """The published addresses of a file that is about to be read."""
        low, high = (int(np.searchsorted(self._files, np.uint64(_hash(file.uri)), side)) for side in ("left", "right"))
        return Published(file, self._keys[low:high], self._uris.slice(low, high - low))


class Published:
    """The published addresses of a file, and which of them a reading of the file has not met."""

    def __init__(self, file: InputFile, keys: np.ndarray, uris: pa.ChunkedArray):
        self._file, self._keys, self._uris = file, keys, uris
        self._missing = np.ones(len(keys), bool)
        self._address, self._whole = reading.address_of(file), True
        self._opened: set[str] = set()  # members that gave rows
        self._broken: set[str] = set()  # members that broke off: their other rows may still be there

    def see(self, item: RawInput | Unreadable) -> None:
        """The reading met this input."""
        if not len(self._keys):
            return
        uri, unreadable = item.source_uri, isinstance(item, Unreadable)
        self._meet(uri)
        if uri == self._address:
            # not read to its end, or no file of rows or members any more
            self._whole &= not unreadable
        elif (member := member_of(uri)) != uri:
            self._opened.add(member)
        elif unreadable:
            self._broken.add(uri)

    def _meet(self, uri: str) -> None:
        key = np.uint64(_hash(uri))
        at = int(np.searchsorted(self._keys, key))
        if at < len(self._keys) and self._keys[at] == key:
            self._missing[at] = False

    def gone(self) -> list[str]:
        """The addresses that are no longer in the file; none when it was not read to its end."""
        if not self._whole or not self._missing.any():
            return []
        try:
            found = self._of_range() if self._file.part else self._left()
        except (OSError, ReadError):  # the file changes while it is read
            return []
        here = (uri for uri in found if file_of(uri) == self._file.uri and member_of(uri) not in self._broken)
        return sorted(here)

    def _left(self) -> list[str]:
        return self._uris.filter(pa.array(self._missing)).to_pylist()

    def _of_range(self) -> set[str]:
        """What the reading of a range can tell: of itself and its own members; the first range by the table of contents."""
        first = not self._file.part.first
        listed = set(self._listed()) if first else set()
        for uri in listed:
            self._meet(uri)
        if not first and not self._opened and not pc.any(pc.equal(self._uris, self._address)).as_py():
            return set()
        left = self._left()
        found = {uri for uri in left if uri == self._address or member_of(uri) in self._opened}
        if first:
            ranges = f"{self._file.uri}#members="
            others = {member_of(uri) for uri in left if not uri.startswith(ranges)}
            others -= listed
            found |= {uri for uri in left if member_of(uri) in others}
        return found

    def _listed(self) -> Iterator[str]:
        """The members in the table of contents of a ZIP file."""
        with open_file(self._file.path) as stream:
            for place in zips.places(stream):
                yield f"{self._file.uri}#{place}"


def write_gone(clean: Path, shard: int, uris: list[str]) -> None:
    """Stage the addresses that are no longer in the files of a shard."""
    if uris:
        write_table(pa.table({"source_uri": pa.array(uris, pa.string())}), clean / GONE / part_name(shard))


def read_gone(clean: Path) -> list[str]:
    """The addresses of `write_gone`, sorted."""
    files = sorted((clean / GONE).glob("*.parquet"))
    return sorted(uri for path in files for uri in pq.read_table(path, partitioning=None)["source_uri"].to_pylist())


def _hash(text: str) -> int:
    return int(make_id(text)[:16], 16)
