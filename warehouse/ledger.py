"""What has been done: read from the tables themselves, so it can never disagree with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.commit import files_of
from warehouse.rows import source_id


def write_known(version: Path | None, path: Path) -> int:
    """Write the ids of all inputs done in `version`, accepted or rejected, sorted; returns how many."""
    ids: list[str] = []
    for file in files_of(version, "sources"):
        ids += pq.read_table(file, columns=["source_id"], partitioning=None)["source_id"].to_pylist()
    for file in files_of(version, "rejects"):
        rows = pq.read_table(file, columns=["source_uri", "source_sha256"], partitioning=None).to_pylist()
        ids += [source_id(row["source_uri"], row["source_sha256"]) for row in rows if row["source_sha256"]]
    np.save(path, np.unique(np.array(ids, dtype="S32")))
    return len(ids)


class Known:
    """Membership in the ids of `write_known`, over the file itself: workers share its pages."""

    def __init__(self, path: Path):
        self._ids = np.load(path, mmap_mode="r")

    def __contains__(self, sid: str) -> bool:
        at = int(np.searchsorted(self._ids, sid.encode()))
        return at < len(self._ids) and self._ids[at] == sid.encode()


def replaced_sources(version: Path | None, staged: list[Path]) -> set[str]:
    """Ids of published sources whose URI a staged source takes over: the input changed."""
    if version is None:
        return set()
    new_uris = pa.concat_arrays(
        [chunk for file in staged for chunk in pq.read_table(file, columns=["source_uri"])["source_uri"].chunks]
        or [pa.array([], pa.string())]
    )
    replaced: set[str] = set()
    for file in files_of(version, "sources"):
        table = pq.read_table(file, columns=["source_id", "source_uri"], partitioning=None)
        replaced.update(table.filter(pa.compute.is_in(table["source_uri"], new_uris))["source_id"].to_pylist())
    return replaced
