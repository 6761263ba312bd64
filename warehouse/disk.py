"""Every change a commit makes on the disk is one of these functions, and each is one call of the operating system.

Tests put others in their place: to kill the process before and after each call, and to let the n-th one fail.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# Bytes gathered before they are written: PyArrow hands over every page header by itself.
BUFFER = 1 << 20


def make_folder(path: Path) -> None:
    """Make a folder whose parent exists."""
    os.mkdir(path)


def create(path: Path) -> BinaryIO:
    """Open a new file for writing, or an old one emptied. Its writes are calls of their own."""
    return open(path, "wb", buffering=BUFFER)


def lock(path: Path) -> BinaryIO:
    """Open a file and lock it until it is closed or the process ends. Raises BlockingIOError when another process has it."""
    stream = open(path, "ab")  # noqa: SIM115  (the caller closes it)
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        stream.close()
        raise
    return stream


def link(path: Path, target: Path) -> None:
    """Give a file a second name."""
    os.link(path, target)


def point(link: Path, to: Path) -> None:
    """Make the symbolic link `link`."""
    os.symlink(to, link)


def rename(path: Path, target: Path) -> None:
    """Move a file or link, in place of what stands there."""
    os.replace(path, target)


def unlink(path: Path) -> None:
    """Remove a name of a file."""
    os.unlink(path)


def remove_folder(path: Path) -> None:
    """Remove an empty folder."""
    os.rmdir(path)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- made of these ----


def make_folders(path: Path) -> None:
    """Make a folder and those above it, where they are missing."""
    if not path.is_dir():
        make_folders(path.parent)
        try:
            make_folder(path)
        except FileExistsError:  # another worker made it
            if not path.is_dir():
                raise


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, closed at the end; folders above it are made."""
    make_folders(path.parent)
    with create(path) as stream:
        yield stream


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it; links are removed, not followed. Nothing happens where there is none."""
    for path, folders, files in os.walk(folder, topdown=False):
        for name in files:
            unlink(Path(path, name))
        for name in folders:
            below = Path(path, name)
            unlink(below) if below.is_symlink() else remove_folder(below)
    if folder.is_dir():
        remove_folder(folder)


def flush_tree(folder: Path) -> None:
    """Flush a folder with all in it, but for files that have another name: they were flushed under that."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.stat().st_nlink == 1:
            flush(path)
    flush(folder)
