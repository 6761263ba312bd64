"""The hidden tables follow a compaction: the index tells where paragraphs have come to stand, and small files become few.

`compact` merges parts of the public tables. The files of the index and of the habits are merged here by their own size,
whatever run they came with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.ids import make_id
from warehouse import habits, index
from warehouse.staging import PART_PARAGRAPHS, part_name, write_table
from warehouse.versions import LINES, POSTINGS, REPRESENTATIVES, RULES, files_of

# What `commit.replace` is told: by table and file what stands there from now on, None where it goes.
Replaced = dict[str, dict[str, Path | None]]


def hidden(old: Path, moves: Mapping[tuple[str, str], tuple[str, str]], small: bool, staging: Path) -> Replaced:
    """New files of the hidden tables of `old`, written under `staging`.

    `moves` says what became of parts of `paragraphs`; with `small` small files are merged too.
    """
    files = files_of(old, REPRESENTATIVES)
    groups = _groups(files) if small else []
    merged = {path for group in groups for path in group}
    found: Replaced = {REPRESENTATIVES: {}, POSTINGS: {}, LINES: {}, RULES: {}}
    for group in groups:
        name = _name(group)
        tables = [pq.read_table(path, partitioning=None) for path in group]
        rows = _moved(pa.concat_tables(tables).sort_by("ordinal"), moves)
        postings = [path.parents[3] / POSTINGS / path.parent.name / path.name for path in group]
        _write_index(rows, postings, staging, name)
        for table, paths in ((REPRESENTATIVES, group), (POSTINGS, postings)):
            found[table].update(dict.fromkeys(map(_file, paths)))
            found[table][name] = staging / table / name
    for path in files if moves else ():
        if path not in merged:
            rows = pq.read_table(path, partitioning=None)
            now = _moved(rows, moves)
            if now is not rows:
                write_table(now, staging / REPRESENTATIVES / _file(path))
                found[REPRESENTATIVES][_file(path)] = staging / REPRESENTATIVES / _file(path)
    for table, merge in ((LINES, pa.concat_tables), (RULES, _counted)):
        for group in _groups(files_of(old, table)) if small else []:
            name = _name(group)
            write_table(merge([pq.read_table(path, partitioning=None) for path in group]), staging / table / name)
            found[table].update(dict.fromkeys(map(_file, group)))
            found[table][name] = staging / table / name
    return {table: given for table, given in found.items() if given}


def _file(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _name(group: list[Path]) -> str:
    return f"{make_id('compacted', *map(_file, group))}/{part_name(0)}"


def _groups(files: list[Path]) -> list[list[Path]]:
    """Small files, merged up to as many rows as a part of a run has paragraphs."""
    groups: list[list[Path]] = [[]]
    total = 0
    for path in files:
        rows = pq.read_metadata(path).num_rows
        if rows > PART_PARAGRAPHS // 2:
            continue
        if total + rows > PART_PARAGRAPHS:
            groups.append([])
            total = 0
        groups[-1].append(path)
        total += rows
    return [group for group in groups if len(group) > 1]


def _moved(rows: pa.Table, moves: Mapping[tuple[str, str], tuple[str, str]]) -> pa.Table:
    """Representatives with the run their part came to; the part is null, so that the commit finds the place."""
    there = zip(rows["run"].to_pylist(), rows["part"].to_pylist(), strict=True)
    to = [moves.get(part) for part in there]
    if not any(to):
        return rows
    stays = pa.array([part is None for part in to])
    for name, new in (("run", pa.array([part and part[0] for part in to], pa.string())), ("part", None), ("row", None)):
        at = rows.schema.get_field_index(name)
        field = rows.schema.field(at)
        now = pc.if_else(stays, rows[name], pa.nulls(len(rows), field.type) if new is None else new)
        rows = rows.set_column(at, field, now)
    return rows


def _write_index(rows: pa.Table, postings: list[Path], staging: Path, name: str) -> None:
    """A file of representatives and the postings of several files, a row group a band."""
    keys = pa.concat_tables([pq.read_table(path, partitioning=None) for path in postings])
    keys = keys.sort_by([("band", "ascending"), ("key", "ascending"), ("ordinal", "ascending")])
    bands = [keys.filter(pc.equal(keys["band"], band)) for band in pc.unique(keys["band"])]
    options = rows.schema.metadata[index.OPTIONS_KEY].decode()
    index.write(staging / "index", name, options, rows, bands)


def _counted(tables: list[pa.Table]) -> pa.Table:
    """One row per platform and rule, with the sources of all runs."""
    sums = pa.concat_tables(tables).group_by(["platform", "rule"]).aggregate([("sources", "sum")])
    sums = sums.rename_columns({"sources_sum": "sources"}).select(habits.RULES_SCHEMA.names).cast(habits.RULES_SCHEMA)
    return sums.sort_by([("platform", "ascending"), ("rule", "ascending")])
