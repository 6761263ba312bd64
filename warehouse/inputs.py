"""Sources in: what the user named becomes files, files become shards.

A shard is the unit of work: enough files that a task is worth scheduling, few enough that memory stays small. Shards
depend on the inputs alone, never on the number of workers.
"""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass, replace
from itertools import chain

from schemas.errors import ConfigurationError, ReadError
from warehouse.sources import zips
from warehouse.sources.kinds import endings, kind_of
from warehouse.sources.stores import is_remote, list_objects, open_file, size_of

# What a warehouse puts into its folder besides links; its own output is no input.
WAREHOUSE_HOME = ".winnow"
REPORT_NAME = "report.html"

SHARD_FILES = 500  # files in a shard at the most
SHARD_BYTES = 32 << 20  # bytes in a shard at the most, unless one file is larger
ZIP_BYTES = 4 << 20  # bytes from which a ZIP file is looked into and cut: unpacked it may be a shard or more


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file or object to read. `uri` is its path as given, with bytes that are not UTF-8 escaped.

    `part` is the range of a large ZIP file's members that is read; `size` then counts their unpacked bytes.
    """

    uri: str
    path: str
    size: int
    part: zips.Range | None = None


def find_files(inputs: list[str]) -> tuple[list[InputFile], list[str]]:
    """The files that `inputs` (files, folders, globs, s3://BUCKET/PREFIX) name, in the order of their names, and the URIs left aside.

    In a folder, files with unknown endings are left aside; a file named outright is always taken. Symbolic links to
    folders are not followed. Raises ConfigurationError when an input names nothing.
    """
    found: dict[str, InputFile] = {}
    aside: list[str] = []
    for given in inputs:
        files, unknown = _objects(given) if is_remote(given) else _local(given)
        if not files:
            hint = f"; it holds {len(unknown)} files, none ending in {endings()}" if unknown else ""
            raise ConfigurationError(f"{given}: nothing to read there{hint}")
        aside += unknown
        found.update((file.uri, file) for file in files)
    return [file for _, file in sorted(found.items())], sorted(aside)


def _objects(given: str) -> tuple[list[InputFile], list[str]]:
    objects = list_objects(given)
    if [name for name, _ in objects] == [given]:
        return [InputFile(given, given, objects[0][1])], []
    known = [InputFile(name, name, size) for name, size in objects if _known(name)]
    return known, [name for name, _ in objects if not _known(name)]


def _local(given: str) -> tuple[list[InputFile], list[str]]:
    paths, unknown = _expand(given)
    return [InputFile(_uri(path), path, size_of(path)) for path in paths], list(map(_uri, unknown))


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
    return kind_of(path).form is not None


def _uri(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def make_shards(files: list[InputFile]) -> list[list[InputFile]]:
    """Files in order, cut into shards of at most SHARD_FILES files and SHARD_BYTES bytes.

    A ZIP file of more than that is cut by its members; any other large file is a shard of its own.
    """
    shards: list[list[InputFile]] = []
    size = 0
    for file in chain.from_iterable(map(_cut, files)):
        if not shards or len(shards[-1]) >= SHARD_FILES or size + file.size > SHARD_BYTES:
            shards.append([])
            size = 0
        shards[-1].append(file)
        size += file.size
    return shards


def _cut(file: InputFile) -> list[InputFile]:
    """A large ZIP file as ranges of its members. One that cannot be cut stays whole: reading it says why."""
    kind = kind_of(file.path)
    if kind.form != "zip" or kind.packing or file.size <= ZIP_BYTES:
        return [file]
    try:
        with open_file(file.path) as stream:
            parts = zips.ranges(stream, SHARD_FILES, SHARD_BYTES)
    except (OSError, ReadError):
        return [file]
    return [replace(file, part=part, size=max(part.size, 1)) for part in parts] if len(parts) > 1 else [file]
