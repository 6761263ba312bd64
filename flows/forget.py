"""Take a source out of every table and of the index. Not a flow: there is one thing to do, and it must be quick."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.parquet as pq

from flows import repeats, steps
from schemas.config import RepeatOptions
from schemas.errors import ConfigurationError
from schemas.ids import make_id
from schemas.tables import TABLES
from warehouse import across, commit, index, staging, withdraw
from warehouse.report import build_report


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken out, and what became of the paragraphs that repeated it."""

    source_id: str
    source_uri: str
    rows: dict[str, int]  # rows gone per table
    joined: int  # paragraphs that now repeat another representative
    promoted: int  # paragraphs that became representatives

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self)


def forget(out: Path, name: str) -> Receipt:
    """Take the source called `name` (source_id, source_uri or its end) out of `out` and write the report anew.

    The version before is deleted too, so readers that had begun may have to begin again. Raises ConfigurationError for
    a name that no source or more than one has.
    """
    with commit.writing(out) as folder:
        old = commit.current_version(out)
        source_id, uri = _find(old, name)
        options = _options(old)
        gone = {source_id}
        withdrawal = withdraw.Withdrawal(gone, docs=withdraw.documents_of(old, gone))
        orphans = withdraw.orphans(old, gone)
        job = across.Job(
            folder / "repeats", folder / "clean", folder / "none", options, index.Index(old, frozenset(gone)),
            steps.Likeness(options),
        )  # fmt: skip
        plan = repeats.find(job, orphans, repeats.here)
        staging.write_table(across.findings(job, plan, across.ORPHANS), folder / across.ORPHANS)
        withdrawal.tell(orphans, folder / across.ORPHANS)
        change = make_id("forget", source_id, old.name)
        repeats.write_index(job, plan, folder / "final", f"run_id={change}", repeats.here)
        before = {table: _count(old, table) for table in TABLES}
        new = commit.publish(out, folder / "final", change, withdrawal)
        shutil.rmtree(old)
        build_report(out)
        rows = {table: before[table] - _count(new, table) for table in TABLES}
    joined = sum(row is not None for row in withdrawal.orphans.values())
    return Receipt(source_id, uri, rows, joined, len(withdrawal.orphans) - joined)


def _find(version: Path | None, name: str) -> tuple[str, str]:
    rows = [
        (row["source_id"], row["source_uri"])
        for path in commit.files_of(version, "sources")
        for row in pq.read_table(path, columns=["source_id", "source_uri"], partitioning=None).to_pylist()
    ]
    exact = [row for row in rows if name in row]
    found = exact or [row for row in rows if row[1].endswith("/" + name)]
    if len(found) != 1:
        told = "; ".join(sorted(uri for _, uri in found)[:5]) or "none"
        raise ConfigurationError(f"{name} names {len(found)} sources ({told}); give one source_id or source_uri")
    return found[0]


def _options(version: Path) -> RepeatOptions:
    """The options the index was made with."""
    for path in index.Index(version).files("postings"):
        return RepeatOptions(**json.loads(pq.read_schema(path).metadata[index.OPTIONS_KEY]))
    return RepeatOptions()


def _count(version: Path, table: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in commit.files_of(version, table))
