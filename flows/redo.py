"""Published sources cleaned again because their rules changed or reviewers judged them, from what is stored.

A source is outdated when, since the run that cleaned it, its platform's pack or one it draws rules from got another version.
When a pack is new, sources that no pack had recognized are too: it may be theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaners.chrome import Packs
from cleaners.chrome.packs import BASE
from flows import steps
from schemas.config import RunConfig
from schemas.errors import ConfigurationError
from warehouse import replay, runs, staging
from warehouse.commit import files_of
from warehouse.sources.names import member_of, split_row
from warehouse.tables import read_rows

# Platforms of sources that no pack recognized: text, and pages.
UNRECOGNIZED = {None, "web"}


@dataclass(frozen=True, slots=True)
class Redo:
    """What is to be cleaned again: by run, the platforms; and the sources on which reviewers gave verdicts since."""

    platforms: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    judged: frozenset[str] = frozenset()

    def wants(self, row: dict) -> bool:
        """Whether a row of `sources` is to be cleaned again."""
        return row["source_uri"] in self.judged or row["platform"] in self.platforms.get(row["run_id"], ())

    def parts(self, version: Path | None) -> list[Path]:
        """The files of `sources` that hold such rows."""
        found = []
        for path in files_of(version, "sources") if self.platforms or self.judged else ():
            rows = read_rows(path, "sources", ["run_id", "platform", "source_uri"])
            pairs = rows.group_by(["run_id", "platform"]).aggregate([("source_uri", "min")])
            judged = pc.is_in(rows["source_uri"], pa.array(sorted(self.judged), pa.string()))
            named = pairs.rename_columns(["run_id", "platform", "source_uri"]).to_pylist()
            if pc.any(judged).as_py() or any(map(self.wants, named)):
                found.append(path)
        return found


def wanted(version: Path | None, packs: Packs, named: Collection[str] | None) -> Redo:
    """The published sources of the platforms `named`, or, where none is, those whose rules changed.

    Raises ConfigurationError for a platform that has no pack.
    """
    had = runs.packs(version)
    if named:
        mine = frozenset(platform for name in named for platform in _platforms(packs, name))
        return Redo(dict.fromkeys(had, mine))
    now = dict(stamp.split("@", 1) for stamp in packs.stamps())
    found = {}
    for run, then in had.items():
        mine = {
            platform for name in now if name in then and now[name] != then[name] for platform in _touched(packs, name)
        }
        if now.keys() - then.keys():
            mine |= UNRECOGNIZED
        found[run] = frozenset(mine | (then.keys() - now.keys()))
    return Redo({run: platforms for run, platforms in found.items() if platforms})


def _platforms(packs: Packs, name: str) -> set[str | None]:
    if name not in {pack.platform for pack in packs}:
        raise ConfigurationError(
            f"--reprocess-platform {name}: there is no rule pack of that name; winnow rules list shows them"
        )
    return {name, None} if name == BASE else {name}


def _touched(packs: Packs, name: str) -> set[str | None]:
    return {None if platform == BASE else platform for platform in packs.touched_by(name)} | {name}


def redo_part(part: Path, shard: int, clean: Path, config: RunConfig, redo: Redo, given: Path) -> steps.ShardResult:
    """Clean the wanted sources of a file of `sources` into `clean` as a shard; `given` names those that are inputs of the run
    anyway. What was not kept well enough to be cleaned again stays as it is and is counted."""
    already = set(pq.read_table(given)["source_uri"].to_pylist())
    with steps.Cleaning(clean, shard, config) as cleaning:
        for source in replay.stored_in(part, redo.wants, config.max_input_bytes):
            if source.source_uri in already:
                continue
            if source.raw is None or (not source.from_file and _has_fields(source.source_uri)):
                cleaning.result.left += 1
            else:
                cleaning.result.inputs += 1
                cleaning.result.redone += 1
                cleaning.take(source.raw)
    return cleaning.result


def _has_fields(source_uri: str) -> bool:
    """A row may have had other columns, which nothing keeps."""
    return split_row(source_uri)[1] is not None or member_of(source_uri) != source_uri


def write_given(clean: Path, target: Path) -> None:
    """Write the addresses of all inputs that the shards of a run staged."""
    tables = [
        pq.read_table(clean / name, columns=["source_uri"], partitioning=None)
        for name in ("sources", "rejects")
        if (clean / name).exists()
    ]
    uris = [chunk for table in tables for chunk in table["source_uri"].chunks]
    staging.write_table(pa.table({"source_uri": pc.unique(pa.chunked_array(uris, pa.string()))}), target)
