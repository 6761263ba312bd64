"""How a run becomes visible: whole or not at all.

    OUT/sources, OUT/documents, ...     symbolic links to .winnow/current/<table>, made once
    OUT/.winnow/current                 symbolic link to versions/000007
    OUT/.winnow/versions/000007/        <table>/run_id=<id>/part-NNNNN-NNN.parquet
    OUT/.winnow/versions/000007/index/  the index of representatives, for later runs
    OUT/.winnow/versions/000007/habits/ what accounts print and rules take, for later runs
    OUT/.winnow/staging/                a run in progress
    OUT/.winnow/lock                    held by the run in progress

A new version holds hard links to the files that stay and the new run's files. Replacing the link `current` is one
rename, so a reader that opens OUT/documents before or after it sees all tables before or after it. The version that was
replaced stays until the next run, for readers that had begun. Whatever a killed run left in `staging` or as a version that
is not current is removed by the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import ConfigurationError
from schemas.tables import TABLES
from warehouse import index, rewrite
from warehouse.inputs import WAREHOUSE_HOME as HOME
from warehouse.staging import write_table

if TYPE_CHECKING:
    from warehouse.withdraw import Withdrawal

# What a version holds besides the public tables; see `index`.
INDEX = ("index/postings", "index/representatives")
# ... and what it remembers of accounts and rules; see `habits`.
HABITS = ("habits/lines", "habits/rules")


@contextmanager
def writing(out: Path) -> Iterator[Path]:
    """Hold the warehouse for one run; yields an empty staging folder.

    Raises ConfigurationError when the folder cannot be written or another run holds it.
    """
    home = out / HOME
    for table in TABLES:
        if (out / table).exists() and not (out / table).is_symlink():
            raise ConfigurationError(f"{out / table}: stands where the table would; choose another --out")
    try:
        (home / "versions").mkdir(parents=True, exist_ok=True)
        lock = open(home / "lock", "a")  # noqa: SIM115  (held by the with below)
    except OSError as error:
        raise ConfigurationError(f"{out}: cannot write there ({error.strerror}); choose another --out") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigurationError(
                f"{out}: another run is writing there; wait for it or choose another --out"
            ) from None
        _sweep(home)
        staging = home / "staging"
        staging.mkdir()
        yield staging
        shutil.rmtree(staging, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what killed runs left: staged files and versions newer than the current one."""
    shutil.rmtree(home / "staging", ignore_errors=True)
    current = _number(current_version(home.parent))
    for version in (home / "versions").iterdir():
        if _number(version) > current:
            shutil.rmtree(version)


def current_version(out: Path) -> Path | None:
    """The folder of the version that readers see, None before the first run."""
    link = out / HOME / "current"
    return link.resolve() if link.is_symlink() and link.exists() else None


def _number(version: Path | None) -> int:
    return int(version.name.split(".")[0]) if version else 0


def files_of(version: Path | None, table: str) -> list[Path]:
    """The Parquet files of a table in a version, in order."""
    return sorted((version / table).glob("*/*.parquet")) if version else []


def publish(out: Path, final: Path, run_id: str, withdrawal: Withdrawal) -> Path:
    """Make the tables under `final` visible as run `run_id`, and the older rows as `withdrawal` says.

    Returns the folder of the new version. Until the last rename nothing a reader sees changes.
    """
    home = out / HOME
    old = current_version(out)
    new = home / "versions" / f"{_number(old) + 1:06d}"
    withdrawal.take_index(sorted((final / "index/representatives").glob("*.parquet")))
    moved = _carry(old, new, withdrawal)
    for table in (*TABLES, *INDEX, *HABITS):
        (new / table).mkdir(parents=True, exist_ok=True)
        for path in sorted((final / table).glob("*.parquet")):
            folder = new / table / f"run_id={run_id}"
            folder.mkdir(exist_ok=True)
            os.rename(path, folder / path.name)
    if moved:
        for path in files_of(new, "index/representatives"):
            index.place(path, new, moved)
    _sync(new)
    for table in TABLES:
        link = out / table
        if not link.is_symlink():
            link.symlink_to(Path(HOME) / "current" / table)
    swap = home / "current.new"
    swap.unlink(missing_ok=True)
    swap.symlink_to(Path("versions") / new.name)
    os.replace(swap, home / "current")
    _sync_folder(home)
    for version in (home / "versions").iterdir():
        if _number(version) < _number(old):
            shutil.rmtree(version)
    return new


def _carry(old: Path | None, new: Path, withdrawal: Withdrawal) -> dict[str, set[str]]:
    """Carry the files of a version into the new one: as they are, or with the rows that change.

    Returns by run the parts whose paragraphs changed.
    """
    moved: dict[str, set[str]] = defaultdict(set)
    for run, part in sorted({(path.parent.name, path.name) for name in TABLES for path in files_of(old, name)}):
        changed = rewrite.changed(old, run, part, withdrawal) if withdrawal else {}
        if "paragraphs" in changed:
            moved[run].add(part)
        for name in TABLES:
            if name in changed:
                write_table(changed[name], new / name / run / part)
            elif (old / name / run / part).exists():
                _link(old / name / run / part, new / name / run / part)
    left = rewrite.ordinals(files_of(old, "index/representatives"), withdrawal) if withdrawal else {}
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
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(path, target)


def _sync(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_nlink == 1:
            with open(path, "rb") as stream:
                os.fsync(stream.fileno())
        elif path.is_dir():
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
