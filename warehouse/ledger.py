"""What has been done: read from the tables themselves, so it can never disagree with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.commit import files_of
from warehouse.rows import source_id


def write_known(version: Path | None, folder: Path) -> None:
    """Write the sorted ids of the inputs done in `version` to `folder`: accepted.npy and rejected.npy."""
    accepted: list[str] = []
    for file in files_of(version, "sources"):
        accepted += pq.read_table(file, columns=["source_id"], partitioning=None)["source_id"].to_pylist()
    rejected: list[str] = []
    for file in files_of(version, "rejects"):
        rows = pq.read_table(file, columns=["source_uri", "source_sha256"], partitioning=None).to_pylist()
        rejected += [source_id(row["source_uri"], row["source_sha256"]) for row in rows if row["source_sha256"]]
    for name, ids in (("accepted", accepted), ("rejected", rejected)):
        np.save(folder / f"{name}.npy", np.unique(np.array(ids, dtype="S32")))


class Known:
    """The ids of `write_known`, read from the files themselves: workers share their pages."""

    def __init__(self, folder: Path):
        self._accepted = np.load(folder / "accepted.npy", mmap_mode="r")
        self._rejected = np.load(folder / "rejected.npy", mmap_mode="r")

    def accepted(self, sid: str) -> bool:
        """An earlier run cleaned this input."""
        return _holds(self._accepted, sid)

    def rejected(self, sid: str) -> bool:
        """An earlier run could not clean this input."""
        return _holds(self._rejected, sid)


def _holds(ids: np.ndarray, sid: str) -> bool:
    at = int(np.searchsorted(ids, sid.encode()))
    return at < len(ids) and ids[at] == sid.encode()


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
