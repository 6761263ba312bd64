"""The versions of a warehouse, and who may make the next: one writer at a time.

OUT/sources, OUT/documents, ...     symbolic links to .winnow/current/<table>, made once
OUT/.winnow/current                 symbolic link to versions/000007
OUT/.winnow/versions/000007/        <table>/<run_id>/part-NNNNN-NNN.parquet
OUT/.winnow/versions/000007/index/  the index of representatives, for later runs
OUT/.winnow/versions/000007/habits/ what accounts print and rules take, for later runs
OUT/.winnow/staging/<random>/       a writer at work
OUT/.winnow/lock                    held by the writer at work
OUT/.winnow/judged                  files known to have the columns of the contract; may be lost
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.errors import ConfigurationError, StorageError
from schemas.tables import TABLES
from warehouse import disk
from warehouse.inputs import WAREHOUSE_HOME as HOME

# What a version holds besides the public tables; see `index`.
POSTINGS, REPRESENTATIVES = INDEX = ("index/postings", "index/representatives")
# ... and what it remembers of accounts and rules; see `habits`.
LINES, RULES = HABITS = ("habits/lines", "habits/rules")
HELD = (*TABLES, *INDEX, *HABITS)

# What the disk does to us: the tables are whole, and the next run goes on once it is mended.
DISK_FAILURES = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EACCES, errno.EPERM, errno.EROFS,
}  # fmt: skip


def current_version(out: Path) -> Path | None:
    """The folder of the version that readers see, None before the first run."""
    link = out / HOME / "current"
    return link.resolve() if link.is_symlink() and link.exists() else None


def number(version: Path | None) -> int:
    """Versions count from 1; 0 stands for none."""
    return int(version.name.split(".")[0]) if version else 0


def files_of(version: Path | None, table: str) -> list[Path]:
    """The Parquet files of a table in a version, in order."""
    return sorted((version / table).glob("*/*.parquet")) if version else []


def parts_of(version: Path | None) -> list[tuple[str, str]]:
    """The parts of a version, in order: folder and name that the files of its sources have in every table."""
    return sorted({(path.parent.name, path.name) for name in TABLES for path in files_of(version, name)})


@contextmanager
def writing(out: Path) -> Iterator[Path]:
    """Hold the warehouse; yields an empty staging folder.

    The version that readers see at the beginning stays, however many are made meanwhile; older ones go when it is replaced.
    Raises ConfigurationError when the folder cannot be written or another writer holds it, StorageError when the disk
    fails meanwhile.
    """
    home = out / HOME
    for table in TABLES:
        if (out / table).exists() and not (out / table).is_symlink():
            raise ConfigurationError(f"{out / table}: stands where the table would; choose another --out")
    try:
        disk.make_folders(home / "versions")
        held = disk.lock(home / "lock")
    except BlockingIOError:
        raise ConfigurationError(f"{out}: another run is writing there; wait for it or choose another --out") from None
    except OSError as error:
        raise ConfigurationError(f"{out}: cannot write there ({error.strerror}); choose another --out") from None
    # A name of its own: a worker that outlived its killed run must not write into the next one's files.
    staging = home / "staging" / uuid.uuid4().hex
    with held, _told(out):
        _sweep(home)
        disk.make_folders(staging)
        began = number(current_version(out))
        try:
            yield staging
        finally:
            with suppress(OSError):  # the next writer sweeps what is left
                disk.remove_tree(home / "staging")
                if number(current_version(out)) > began:
                    _remove(home, lambda version: version < began)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FAILURES:
            raise
        where = f": {error.filename}" if error.filename else ""
        raise StorageError(
            f"{out}: the disk failed ({os.strerror(error.errno)}{where}); the tables are whole; make room or mend it and run again"
        ) from error


def _sweep(home: Path) -> None:
    """Remove what killed writers left: staged files and versions that were never shown."""
    with suppress(OSError):  # an orphaned worker may be putting files there; nobody reads them
        disk.remove_tree(home / "staging")
    current = number(current_version(home.parent))
    _remove(home, lambda version: version > current)


def _remove(home: Path, goes: Callable[[int], bool]) -> None:
    for version in sorted((home / "versions").iterdir()):
        if goes(number(version)):
            disk.remove_tree(version)
