"""Rows of JSONL and Parquet as inputs: the first text column is the document, the other columns are metadata."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import ReadError
from schemas.records import RawInput
from warehouse.sources.limits import ENDS_ARCHIVE, MAX_RATIO, RATIO_FROM, Meter
from warehouse.sources.members import Unreadable

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
_SKIP = 1 << 20  # bytes read at a time of a line that is passed over


def json_rows(row_uri: str, stream: BinaryIO, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    """The rows of a JSONL stream; the address of row N is `row_uri` and N. A bad line costs itself only."""
    number = -1
    while line := stream.readline(max_bytes + 1):
        number += 1
        uri = f"{row_uri}{number}"
        if len(line) > max_bytes:
            while line and not line.endswith(b"\n"):  # pass over the rest of the endless line
                line = stream.readline(_SKIP)
            yield Unreadable(uri, None, _too_large(max_bytes))
        elif line.strip():
            try:
                yield _row(uri, _parse(line))
            except ReadError as error:
                yield Unreadable(uri, sha256(line), error)


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


def parquet_rows(row_uri: str, stream: BinaryIO, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    """The rows of a Parquet file; the address of row N is `row_uri` and N. Raises ReadError for what is none."""
    try:
        yield from _parquet_rows(row_uri, stream, max_bytes)
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk; Arrow's errors have no number
        raise ReadError(f"not a readable Parquet file: {error}", "bad-parquet") from None


def _parquet_rows(row_uri: str, stream: BinaryIO, max_bytes: int) -> Iterator[RawInput | Unreadable]:
    with pq.ParquetFile(stream) as plain:
        names = plain.schema_arrow.names
        if not set(names) & set(TEXT_COLUMNS):
            raise ReadError(_no_text(names), "no-text")
        _refuse_bomb(plain.metadata)
        # a value that stands once in the file and in many rows stands once in memory
        parquet = pq.ParquetFile(stream, metadata=plain.metadata, read_dictionary=names)
        number, meter = 0, Meter(packed=stream.seek(0, io.SEEK_END))
        for batch in parquet.iter_batches(batch_size=PARQUET_BATCH_ROWS):
            batch = _microseconds(batch)
            for row in batch.to_struct_array():
                uri = f"{row_uri}{number}"
                number += 1
                try:
                    raw = _row(uri, row.as_py())
                    refuse_large(len(raw.data), max_bytes)
                    meter.gave(len(raw.data))
                    yield raw
                except ReadError as error:
                    if error.code in ENDS_ARCHIVE:
                        raise
                    yield Unreadable(uri, None, error)
                except (ValueError, OverflowError) as error:  # text that is not UTF-8, a time no calendar has
                    yield Unreadable(
                        uri, None, ReadError(f"the row holds a value that cannot be read: {error}", "bad-row")
                    )


def _refuse_bomb(metadata: pq.FileMetaData) -> None:
    """Pages are unpacked whole: a column that unpacks to thousands of times its size is not read."""
    for group in range(metadata.num_row_groups):
        for at in range(metadata.num_columns):
            column = metadata.row_group(group).column(at)
            if column.total_uncompressed_size > max(RATIO_FROM, MAX_RATIO * column.total_compressed_size):
                raise ReadError(
                    f"column {column.path_in_schema} unpacks from {column.total_compressed_size:,} bytes to "
                    f"{column.total_uncompressed_size:,}: this looks like a file made to fill memory",
                    "archive-bomb",
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
    return RawInput(uri, value, digest_of_row(value, fields), TEXT_COLUMNS[name], charset, fields)


def digest_of_row(value: bytes, fields: dict[str, object]) -> str:
    """SHA-256 of a document and its other columns: a row whose title changed is a changed input."""
    return sha256(value + json.dumps(fields, default=str, sort_keys=True).encode())


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


def refuse_large(size: int, max_bytes: int) -> None:
    """Raise ReadError for a document of more than `max_bytes`."""
    if size > max_bytes:
        raise _too_large(max_bytes)


def _too_large(max_bytes: int) -> ReadError:
    return ReadError(
        f"more than {max_bytes:,} bytes: no article is that long; raise --max-bytes to take it", "too-large"
    )


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
