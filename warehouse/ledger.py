"""What has been done: read from the tables themselves, so it can never disagree with them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import reading, vanished
from warehouse.budgets import OVER_BUDGET
from warehouse.commit import files_of
from warehouse.inputs import InputFile
from warehouse.rows import source_id
from warehouse.tables import one_of, rows_in
from warehouse.withdraw import Withdrawal, withdrawal


def write_known(version: Path | None, folder: Path, alike: set[str]) -> None:
    """Write the sorted ids of the inputs done in `version` to `folder`: accepted.npy and rejected.npy.

    A rejection counts only when one of the runs in `alike` made it: other code or another configuration may do better.
    """
    accepted: list[str] = []
    for file in files_of(version, "sources"):
        accepted += pq.read_table(file, columns=["source_id"], partitioning=None)["source_id"].to_pylist()
    rows = rows_in(files_of(version, "rejects"), "rejects", ["source_uri", "source_sha256"], one_of("run_id", alike))
    # what could not be read has no sha: its id changes when it can be
    rejected = [source_id(row["source_uri"], row["source_sha256"] or "") for row in rows]
    for name, ids in (("accepted", accepted), ("rejected", rejected)):
        np.save(folder / f"{name}.npy", np.unique(np.array(ids, dtype="S32")))
    vanished.write_addresses(version, folder)


class Known:
    """The ids of `write_known`, read from the files themselves: workers share their pages."""

    def __init__(self, folder: Path):
        self._accepted = np.load(folder / "accepted.npy", mmap_mode="r")
        self._rejected = np.load(folder / "rejected.npy", mmap_mode="r")
        self.addresses = vanished.Addresses(folder)

    def done(self, source_uri: str, sha256: str | None) -> str | None:
        """What an earlier run made of an input: `skipped` when it was cleaned, `still_rejected` when not, None when it is new.

        `sha256` is None for what could not be read.
        """
        sid = source_id(source_uri, sha256 or "")
        if _holds(self._accepted, sid):
            return "skipped"
        return "still_rejected" if _holds(self._rejected, sid) else None

    def passed_over(self, files: list[InputFile], max_bytes: int) -> Counter[str] | None:
        """How many inputs files hold that need nothing, as `inputs`, `skipped` and `still_rejected`, and how many members of
        archives are no documents, as `left_aside`.

        None when there is something to do; reading ends there.
        """
        counts: Counter[str] = Counter()
        for file in files:
            still = self.addresses.of(file)
            for item in reading.read(file, max_bytes, lambda _: counts.update(("left_aside",))):
                still.see(item)
                done = self.done(item.source_uri, item.sha256)
                if done is None:
                    return None
                counts.update(("inputs", done))
            if still.gone():
                return None
        return counts


def _holds(ids: np.ndarray, sid: str) -> bool:
    at = int(np.searchsorted(ids, sid.encode()))
    return at < len(ids) and ids[at] == sid.encode()


def replaced(version: Path | None, clean: Path) -> Withdrawal:
    """Which published rows the staged tables under `clean` take the place of.

    An input that changed replaces the rows of its old bytes, and any older rejection under its name; a row or member that
    is no longer in its file goes. An input that could not be read at all, or of which rules took too much, only replaces its rejection:
    what it held last may still be true, and a mistake in a rule must not take away what was published.
    """
    if version is None:
        return Withdrawal()
    sources = pq.read_table(clean / "sources", columns=["source_uri"], partitioning=None)["source_uri"].to_pylist()
    rejects = pq.read_table(clean / "rejects", columns=["source_uri", "source_sha256", "stage"], partitioning=None)
    gone = vanished.read_gone(clean)
    bad = [row["source_uri"] for row in rejects.to_pylist() if row["source_sha256"] and row["stage"] != OVER_BUDGET]
    changed = pa.array([*sources, *bad, *gone], pa.string())
    old: set[str] = set()
    for file in files_of(version, "sources"):
        table = pq.read_table(file, columns=["source_id", "source_uri"], partitioning=None)
        old.update(table.filter(pc.is_in(table["source_uri"], changed))["source_id"].to_pylist())
    return withdrawal(version, old, {*sources, *rejects["source_uri"].to_pylist(), *gone})
