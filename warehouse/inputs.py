"""Sources in: what the user named becomes files, files become shards.

A shard is the unit of work: enough files that a task is worth scheduling, few enough that memory stays small. Shards
depend on the inputs alone, never on the number of workers.
"""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass

from schemas.errors import ConfigurationError

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
}
ROW_ENDINGS = (".jsonl", ".ndjson", ".parquet")

# What a warehouse puts into its folder besides links; its own output is no input.
WAREHOUSE_HOME = ".winnow"
REPORT_NAME = "report.html"

SHARD_FILES = 500  # files in a shard at the most
SHARD_BYTES = 32 << 20  # bytes in a shard at the most, unless one file is larger


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. `uri` is its path as given, with bytes that are not UTF-8 escaped."""

    uri: str
    path: str
    size: int


def find_files(inputs: list[str]) -> tuple[list[InputFile], list[str]]:
    """The files that `inputs` (files, folders, globs) name, in the order of their names, and the URIs left aside.

    In a folder, files with unknown endings are left aside; a file named outright is always taken. Symbolic links to
    folders are not followed. Raises ConfigurationError when an input names nothing.
    """
    found: dict[str, str] = {}
    aside: list[str] = []
    for given in inputs:
        paths, unknown = _expand(given)
        if not paths:
            hint = f"; it holds {len(unknown)} files, none ending in {_endings()}" if unknown else ""
            raise ConfigurationError(f"{given}: nothing to read there{hint}")
        aside += map(_uri, unknown)
        found.update((_uri(path), path) for path in paths)
    return [InputFile(uri, path, _size(path)) for uri, path in sorted(found.items())], sorted(aside)


def _expand(given: str) -> tuple[list[str], list[str]]:
    if os.path.isdir(given):
        return _walk(given)
    if os.path.lexists(given):
        return [given], []
    found = [path for path in glob.glob(given, recursive=True, include_hidden=True) if not os.path.isdir(path)]
    return _told_apart([path for path in found if WAREHOUSE_HOME not in os.path.realpath(path).split(os.sep)])


def _walk(given: str) -> tuple[list[str], list[str]]:
    """Every file under a folder but those a warehouse there has written: `winnow run . --out out` works twice."""
    shut: list[str] = []  # folders that cannot be listed stand among the files: reading them says why
    found: list[str] = []
    for folder, folders, names in os.walk(given, onerror=lambda error: shut.append(error.filename)):
        if WAREHOUSE_HOME in folders:
            folders.remove(WAREHOUSE_HOME)
            names = [name for name in names if name != REPORT_NAME]
        found += [os.path.join(folder, name) for name in names]
    known, unknown = _told_apart(found)
    return known + shut, unknown


def _told_apart(paths: list[str]) -> tuple[list[str], list[str]]:
    return [path for path in paths if _known(path)], [path for path in paths if not _known(path)]


def _known(path: str) -> bool:
    return path.lower().endswith((*MEDIA_TYPES, *ROW_ENDINGS))


def _endings() -> str:
    return ", ".join((*MEDIA_TYPES, *ROW_ENDINGS))


def _uri(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # reading it will say what is wrong


def make_shards(files: list[InputFile]) -> list[list[InputFile]]:
    """Files in order, cut into shards of at most SHARD_FILES files and SHARD_BYTES bytes."""
    shards: list[list[InputFile]] = []
    size = 0
    for file in files:
        if not shards or len(shards[-1]) >= SHARD_FILES or size + file.size > SHARD_BYTES:
            shards.append([])
            size = 0
        shards[-1].append(file)
        size += file.size
    return shards
