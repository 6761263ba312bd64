"""How a run becomes visible: whole or not at all. `versions` says where everything stands.

A new version holds hard links to the files that stay and the writer's new files. Replacing the link `current` is one
rename, so a reader that opens OUT/documents before or after it sees all tables before or after it. The version that was
replaced stays until the next writer has replaced its own, for readers that had begun. Whatever a killed writer left in
`staging` or as a version that was never shown is removed by the next.

Who writes does it so, and it does not matter whether it is a run:

    with commit.writing(out) as staging:                    # the lock; an empty folder for files on their way
        commit.publish(out, final, run_id, withdrawal)      # a run: new tables, and rows that change by it
        commit.replace(out, {"reviews": {"review/part-00000-000.parquet": rows}})    # anything else
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from schemas.tables import TABLES
from warehouse import disk, index, rewrite
from warehouse.staging import write_table
from warehouse.versions import (
    HABITS,
    HELD,
    HOME,
    INDEX,
    REPRESENTATIVES,
    current_version,
    files_of,
    number,
    parts_of,
    writing,
)

if TYPE_CHECKING:
    from warehouse.withdraw import Withdrawal

__all__ = ["HABITS", "HELD", "INDEX", "current_version", "files_of", "publish", "replace", "writing"]


@contextmanager
def _next_version(out: Path) -> Iterator[tuple[Path | None, Path]]:
    """The version that readers see and the folder of the next, to be filled; at the end of the block it is the one they see.

    Until the last rename nothing a reader sees changes.
    """
    home = out / HOME
    old = current_version(out)
    new = home / "versions" / f"{number(old) + 1:06d}"
    try:
        disk.make_folder(new)
        yield old, new
        _show(out, new)
    except Exception:
        if current_version(out) != new.resolve():
            with suppress(OSError):  # a full disk gets its room back at once
                disk.remove_tree(new)
        raise


def _show(out: Path, new: Path) -> None:
    home = out / HOME
    for table in HELD:
        disk.make_folders(new / table)
    disk.flush_tree(new)
    disk.flush(home / "versions")
    for table in TABLES:
        link = out / table
        if not link.is_symlink():
            disk.point(link, Path(HOME) / "current" / table)
    disk.flush(out)
    swap = home / "current.new"
    if swap.is_symlink():
        disk.unlink(swap)
    disk.point(swap, Path("versions") / new.name)
    disk.rename(swap, home / "current")
    disk.flush(home)


def publish(out: Path, final: Path, run_id: str, withdrawal: Withdrawal) -> Path:
    """Make the tables under `final` visible as run `run_id`, and the older rows as `withdrawal` says.

    Returns the folder of the new version.
    """
    withdrawal.take_index(sorted((final / REPRESENTATIVES).glob("*.parquet")))
    with _next_version(out) as (old, new):
        moved = _carry(old, new, withdrawal)
        for table in HELD:
            for path in sorted((final / table).glob("*.parquet")):
                _move(path, new / table / run_id / path.name)
        _place(new, moved)
    return new


def replace(out: Path, tables: Mapping[str, Mapping[str, pa.Table | Path | None]]) -> Path:
    """Publish a version in which some files are others, without a run; returns its folder.

    `tables[table][file]` is what `file` (`<run_id>/part-00000-000.parquet`, there before or not) of a table is from now
    on: rows, a finished file in the staging folder that is moved there, or None where it goes. All other files stay as they
    are. Where parts of `paragraphs` change, the index follows: paragraphs may move between the named parts of their run.
    The caller holds the lock and keeps the contract: neither keys nor parts are looked at.
    """
    with _next_version(out) as (old, new):
        for table in HELD:
            given = tables.get(table, {})
            for path in files_of(old, table):
                if f"{path.parent.name}/{path.name}" not in given:
                    _link(path, new / table / path.parent.name / path.name)
            for file, now in given.items():
                if isinstance(now, pa.Table):
                    write_table(now, new / table / file)
                elif now is not None:
                    _move(now, new / table / file)
        moved: dict[str, set[str]] = defaultdict(set)
        for file in tables.get("paragraphs", {}):
            run, part = file.split("/")
            moved[run].add(part)
        _place(new, moved)
    return new


def _place(new: Path, moved: dict[str, set[str]]) -> None:
    if moved:
        for path in files_of(new, REPRESENTATIVES):
            index.place(path, new, moved)


def _carry(old: Path | None, new: Path, withdrawal: Withdrawal) -> dict[str, set[str]]:
    """Carry the files of a version into the new one: as they are, or with the rows that change.

    Returns by run the parts whose paragraphs changed.
    """
    moved: dict[str, set[str]] = defaultdict(set)
    for run, part in parts_of(old):
        changed = rewrite.changed(old, run, part, withdrawal) if withdrawal else {}
        if "paragraphs" in changed:
            moved[run].add(part)
        for name in TABLES:
            if name in changed:
                write_table(changed[name], new / name / run / part)
            elif (old / name / run / part).exists():
                _link(old / name / run / part, new / name / run / part)
    left = rewrite.ordinals(files_of(old, REPRESENTATIVES), withdrawal) if withdrawal else {}
    for name in INDEX:
        for path in files_of(old, name):
            run, part = path.parent.name, path.name
            target = new / name / run / part
            if (run, part) in left:
                rewrite.without_ordinals(path, target, left[run, part])
            else:
                _link(path, target)
    for name in HABITS:
        for path in files_of(old, name):
            target = new / name / path.parent.name / path.name
            if not (withdrawal and rewrite.without_sources(path, target, withdrawal.sources)):
                _link(path, target)
    return moved


def _link(path: Path, target: Path) -> None:
    disk.make_folders(target.parent)
    disk.link(path, target)


def _move(path: Path, target: Path) -> None:
    disk.make_folders(target.parent)
    disk.rename(path, target)
