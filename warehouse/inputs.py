"""Sources in: what the user named becomes files, files become shards, shards become inputs.

A shard is the unit of work: enough files that a task is worth scheduling, few enough that memory stays small. Shards
depend on the inputs alone, never on the number of workers.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import ConfigurationError, ReadError
from schemas.records import RawInput

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

# Columns that hold the document, most telling first, and what they say of its type. The other columns are metadata.
TEXT_COLUMNS = {
    "html": "text/html",
    "raw_html": "text/html",
    "markdown": "text/markdown",
    "text": None,
    "content": None,
    "body": None,
    "raw_content": None,
}

SHARD_FILES = 500  # files in a shard at the most
SHARD_BYTES = 32 << 20  # bytes in a shard at the most, unless one file is larger
PARQUET_BATCH_ROWS = 256  # rows read at a time from a Parquet file


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
        everything = [os.path.join(folder, name) for folder, _, names in os.walk(given) for name in names]
        known = [path for path in everything if _known(path)]
        return known, [path for path in everything if not _known(path)]
    if os.path.lexists(given):
        return [given], []
    paths, unknown = [], []
    for path in glob.glob(given, recursive=True, include_hidden=True):
        if os.path.isdir(path):
            continue
        (paths if _known(path) else unknown).append(path)
    return paths, unknown


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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that storage would not hand over, or not as a document."""

    source_uri: str
    sha256: str | None
    error: ReadError


def read(file: InputFile, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    """The inputs of a file: itself, or its rows. What cannot be read comes as `Unreadable`, never as an exception."""
    rows = {".jsonl": _json_rows, ".ndjson": _json_rows, ".parquet": _parquet_rows}.get(Path(file.path).suffix.lower())
    try:
        if rows:
            yield from rows(file, max_bytes)
        else:
            yield _whole(file, max_bytes)
    except ReadError as error:
        yield Unreadable(file.uri, None, error)
    except OSError as error:
        yield Unreadable(file.uri, None, ReadError(f"{error.strerror or error}: check that the file can be read"))
    except pa.ArrowException as error:
        yield Unreadable(file.uri, None, ReadError(f"not a readable Parquet file: {error}", "bad-parquet"))


def _whole(file: InputFile, max_bytes: int) -> RawInput:
    with open(file.path, "rb") as stream:
        data = stream.read(max_bytes + 1)
    _refuse_large(len(data), max_bytes)
    return RawInput(file.uri, data, _sha256(data), MEDIA_TYPES.get(Path(file.path).suffix.lower()))


def _json_rows(file: InputFile, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    with open(file.path, "rb") as stream:
        number = -1
        while line := stream.readline(max_bytes + 1):
            number += 1
            uri = f"{file.uri}#row={number}"
            try:
                if len(line) > max_bytes:
                    while line and not line.endswith(b"\n"):  # pass over the rest of the endless line
                        line = stream.readline(max_bytes)
                    _refuse_large(max_bytes + 1, max_bytes)
                if line.strip():
                    yield _row(uri, _parse(line))
            except ReadError as error:
                yield Unreadable(uri, _sha256(line), error)


def _parse(line: bytes) -> dict:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        try:  # orjson refuses lone surrogates , the standard library reads them
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReadError(f"the line is not JSON: {error}", "bad-json") from None
    if not isinstance(row, dict):
        raise ReadError(f"the line is a JSON {type(row).__name__}, not an object with a text or html field", "bad-json")
    return row


def _parquet_rows(file: InputFile, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    with pq.ParquetFile(file.path) as parquet:
        if not set(parquet.schema_arrow.names) & set(TEXT_COLUMNS):
            raise ReadError(_no_text(parquet.schema_arrow.names), "no-text")
        number = 0
        for batch in parquet.iter_batches(batch_size=PARQUET_BATCH_ROWS):
            for row in batch.to_pylist():
                uri = f"{file.uri}#row={number}"
                number += 1
                try:
                    raw = _row(uri, row)
                    _refuse_large(len(raw.data), max_bytes)
                    yield raw
                except ReadError as error:
                    yield Unreadable(uri, None, error)


def _row(uri: str, row: dict) -> RawInput:
    """The input in a row: its first text column, the other columns as fields."""
    name = next((name for name in TEXT_COLUMNS if isinstance(row.get(name), str | bytes)), None)
    if name is None:
        raise ReadError(_no_text(list(row)), "no-text")
    value = row[name]
    fields = {key: _sound(value) for key, value in row.items() if key != name and value is not None}
    if isinstance(value, bytes):
        return RawInput(uri, value, _sha256(value), TEXT_COLUMNS[name], fields=fields)
    data = _sound(value).encode()
    # the sha covers the fields too: a row whose title changed is a changed input
    digest = _sha256(data + json.dumps(fields, default=str, sort_keys=True).encode())
    return RawInput(uri, data, digest, TEXT_COLUMNS[name], "utf-8", fields)


def _sound(value: object) -> object:
    """JSON may hold halves of surrogate pairs: two halves make their character, a lone one becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _no_text(names: list) -> str:
    shown = ", ".join(map(str, names[:12])) or "none"
    return f"no column with a document ({', '.join(TEXT_COLUMNS)}); the columns are: {shown}"


def _refuse_large(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ReadError(
            f"more than {max_bytes:,} bytes: no article is that long; raise --max-bytes to take it", "too-large"
        )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
