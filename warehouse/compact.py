"""Many small files become few, and files of an older contract become files of this one. Readers see the same rows throughout.

A part is the files of one name, one in each table's folder of a run. What belongs to a source stands in one part, so parts
are merged whole, in all tables at once: rows keep the order they had within their part and the run they came with. A merged
part is at most as large as one that a run writes, because a withdrawal holds a part in memory. Everything becomes visible by
one commit, like a run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.ids import make_id
from schemas.tables import TABLES
from warehouse import commit, disk, judged, merged
from warehouse.staging import GROUP_ROWS, PART_CHARS, PART_PARAGRAPHS, part_name
from warehouse.tables import LEGACY_FOLDER, read_rows
from warehouse.versions import parts_of

# Text held in memory before a row group is written.
FLUSH_BYTES = 64 << 20

Part = tuple[str, str]  # folder, file name


@dataclass(frozen=True, slots=True)
class Merge:
    """Parts that become one."""

    members: tuple[Part, ...]
    target: Part


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did: files of the tables before and after, and parts that were merged or written anew."""

    files_before: int
    files_after: int
    merges: int

    def as_dict(self) -> dict[str, int]:
        """For --json."""
        return {"files_before": self.files_before, "files_after": self.files_after, "merges": self.merges}


def compact(out: Path) -> Compacted:
    """Merge small parts, and bring all files to the contract of this code. Nothing is published when there is nothing to do.

    Raises ConfigurationError while another writer holds the warehouse.
    """
    with commit.writing(out) as staging:
        old = commit.current_version(out)
        return _publish(out, staging, old, [*_small(old), *_stale(out, old)], small=True)


def upgrade(out: Path, staging: Path) -> Compacted:
    """Bring files of an older contract to that of this code, for a writer that holds the warehouse."""
    old = commit.current_version(out)
    return _publish(out, staging, old, _stale(out, old), small=False)


def _publish(out: Path, staging: Path, old: Path | None, merges: list[Merge], small: bool) -> Compacted:
    before, merges, staging = _count(old), _distinct(merges), staging / "compacted"
    moves = {part: merge.target for merge in merges for part in merge.members}
    hidden = merged.hidden(old, moves, small, staging)
    if not merges and not hidden:
        return Compacted(before, before, 0)
    tables: dict[str, dict[str, Path | None]] = {name: {} for name in TABLES}
    for merge in merges:
        for name in TABLES:
            files = [path for part in merge.members if (path := old / name / "/".join(part)).exists()]
            tables[name].update({f"{path.parent.name}/{path.name}": None for path in files})
            if files:
                target = staging / name / merge.target[0] / merge.target[1]
                _write(files, name, target)
                tables[name]["/".join(merge.target)] = target
    new = commit.replace(out, tables | hidden)
    return Compacted(before, _count(new), len(merges))


def _count(version: Path | None) -> int:
    return sum(len(commit.files_of(version, name)) for name in commit.HELD)


def _distinct(merges: list[Merge]) -> list[Merge]:
    """Without merges whose parts an earlier one takes."""
    taken: set[Part] = set()
    found = []
    for merge in merges:
        if not taken & set(merge.members):
            taken |= set(merge.members)
            found.append(merge)
    return found


def _small(version: Path | None) -> list[Merge]:
    """Neighbours among the parts that are less than half of what a run writes into one, merged up to that size."""
    merges, members, total = [], [], (0, 0)
    for part in parts_of(version):
        chars, paragraphs = _size(version, part)
        if chars > PART_CHARS // 2 or paragraphs > PART_PARAGRAPHS // 2:
            continue
        if members and (total[0] + chars > PART_CHARS or total[1] + paragraphs > PART_PARAGRAPHS):
            merges.append(members)
            members, total = [], (0, 0)
        members.append(part)
        total = (total[0] + chars, total[1] + paragraphs)
    return [_merge(found) for found in [*merges, members] if len(found) > 1]


def _merge(members: list[Part]) -> Merge:
    return Merge(tuple(members), (make_id("compacted", *("/".join(part) for part in members)), part_name(0)))


def _size(version: Path, part: Part) -> tuple[int, int]:
    """Code points of source_text and paragraphs of a part."""
    sources, paragraphs = (version / name / "/".join(part) for name in ("sources", "paragraphs"))
    chars = (
        pc.sum(pq.read_table(sources, columns=["char_count"], partitioning=None)["char_count"])
        if sources.exists()
        else None
    )
    return (chars.as_py() or 0 if chars else 0), (pq.read_metadata(paragraphs).num_rows if paragraphs.exists() else 0)


def _stale(out: Path, version: Path | None) -> list[Merge]:
    """Parts with a file that has other columns than the contract, each to be written anew under its run."""
    parts = sorted({(path.parent.name, path.name) for path in judged.stale(out, version)})
    return [Merge(((run, part),), (run.removeprefix(LEGACY_FOLDER), part)) for run, part in parts]


def _write(files: Iterable[Path], name: str, target: Path) -> None:
    """The rows of files of a table, one after the other, as one file of the contract."""
    waiting: list[pa.Table] = []

    def flush() -> None:
        writer.write_table(pa.concat_tables(waiting), row_group_size=GROUP_ROWS)
        waiting.clear()

    with (
        disk.written(target) as stream,
        pq.ParquetWriter(stream, TABLES[name].published, compression="zstd", write_page_index=True) as writer,
    ):
        for path in files:
            waiting.append(read_rows(path, name))
            if sum(t.nbytes for t in waiting) > FLUSH_BYTES or sum(map(len, waiting)) >= GROUP_ROWS:
                flush()
        if waiting:
            flush()
