"""Files become inputs: a whole file is one, a row of JSONL or Parquet is one. What cannot be read is told, never skipped."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import ReadError
from schemas.records import RawInput
from warehouse.inputs import MEDIA_TYPES, InputFile

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
PARQUET_BATCH_ROWS = 256  # rows read at a time from a Parquet file


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that storage would not hand over, or not as a document."""

    source_uri: str
    sha256: str | None
    error: ReadError


def read(file: InputFile, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    """The inputs of a file: itself, or its rows. What cannot be read comes as `Unreadable`, never as an exception."""
    rows = {".jsonl": _json_rows, ".ndjson": _json_rows, ".parquet": _parquet_rows}.get(Path(file.path).suffix.lower())
    empty = True
    try:
        _refuse_special(file.path)
        for item in rows(file, max_bytes) if rows else [_whole(file, max_bytes)]:
            empty = False
            yield item
        if empty:
            raise ReadError("the file holds no rows: there is nothing to clean", "empty")
    except ReadError as error:
        yield Unreadable(file.uri, None, error)
    except (OSError, pa.ArrowException) as error:
        yield Unreadable(file.uri, None, _storage_error(error))


def _storage_error(error: OSError | pa.ArrowException) -> ReadError:
    if isinstance(error, OSError) and error.errno is not None:
        return ReadError(f"{error.strerror}: check that the file can be read")
    return ReadError(f"not a readable Parquet file: {error}", "bad-parquet")  # pyarrow's errors have no number


def _refuse_special(path: str) -> None:
    """Reading a pipe or a device could wait for ever."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise ReadError("not a regular file: copy what it gives into one")


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
            if len(line) > max_bytes:
                while line and not line.endswith(b"\n"):  # pass over the rest of the endless line
                    line = stream.readline(max_bytes)
                yield Unreadable(uri, None, _too_large(max_bytes))
            elif line.strip():
                try:
                    yield _row(uri, _parse(line))
                except ReadError as error:
                    yield Unreadable(uri, _sha256(line), error)


def _parse(line: bytes) -> dict:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        try:  # orjson refuses lone surrogates and NaN, the standard library reads them
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
            batch = _microseconds(batch)
            for row in batch.to_struct_array():
                uri = f"{file.uri}#row={number}"
                number += 1
                try:
                    raw = _row(uri, row.as_py())
                    _refuse_large(len(raw.data), max_bytes)
                    yield raw
                except ReadError as error:
                    yield Unreadable(uri, None, error)
                except (ValueError, OverflowError) as error:  # text that is not UTF-8, a time no calendar has
                    yield Unreadable(
                        uri, None, ReadError(f"the row holds a value that cannot be read: {error}", "bad-row")
                    )


def _microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Times no finer than Python's: without pandas pyarrow hands over no nanoseconds."""
    for at, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            coarse = pa.timestamp("us", field.type.tz)
            batch = batch.set_column(at, field.with_type(coarse), batch.column(at).cast(coarse, safe=False))
    return batch


def _row(uri: str, row: dict) -> RawInput:
    """The input in a row: its first text column, the other columns as fields."""
    name = next((name for name in TEXT_COLUMNS if isinstance(row.get(name), str | bytes)), None)
    if name is None:
        there = [column for column in TEXT_COLUMNS if column in row]
        told = f"its column {there[0]} holds no text" if there else _no_text(list(row))
        raise ReadError(told, "no-text")
    value, charset = row[name], None
    if isinstance(value, str):
        value, charset = _sound(value).encode(), "utf-8"
    fields = {_sound(key): _sound(other) for key, other in row.items() if key != name and other is not None}
    # the sha covers the fields too: a row whose title changed is a changed input
    digest = _sha256(value + json.dumps(fields, default=str, sort_keys=True).encode())
    return RawInput(uri, value, digest, TEXT_COLUMNS[name], charset, fields)


def _sound(value: object) -> object:
    """JSON may hold halves of surrogate pairs: two halves make their character, a lone one becomes U+FFFD."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    return value


def _no_text(names: list) -> str:
    shown = ", ".join(str(_sound(name)) for name in names[:12]) or "none"
    return f"no column with a document ({', '.join(TEXT_COLUMNS)}); the columns are: {shown}"


def _refuse_large(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise _too_large(max_bytes)


def _too_large(max_bytes: int) -> ReadError:
    return ReadError(
        f"more than {max_bytes:,} bytes: no article is that long; raise --max-bytes to take it", "too-large"
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
