"""Files of this machine and objects of S3: found, measured, opened. One way for both.

S3 is asked through Arrow: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_PROFILE` and
`AWS_ENDPOINT_URL` say where and who, as everywhere. Its own retries are the only ones.
"""

from __future__ import annotations

import io
import os
import stat
from functools import cache
from typing import BinaryIO

import pyarrow.fs as fs

from schemas.errors import ConfigurationError, ReadError

S3 = "s3://"
# A request is tried so often, with growing pauses, before an object counts as unreadable.
ATTEMPTS = 4
# Seconds until a server that does not answer is given up.
CONNECT_SECONDS, REQUEST_SECONDS = 5, 30
# Bytes of an object asked for at once: what is read ahead, and the most.
_AHEAD, _MOST = 1 << 20, 16 << 20


def is_remote(path: str) -> bool:
    """It is an object, not a file."""
    return path.startswith(S3)


def open_file(path: str) -> BinaryIO:
    """A file or object as a stream that can seek. Raises OSError or ReadError when it cannot be had."""
    if not is_remote(path):
        _refuse_special(path)
        return open(path, "rb")
    try:
        return io.BufferedReader(_Object(_s3().open_input_file(path.removeprefix(S3))), _AHEAD)
    except (OSError, ValueError) as error:
        raise _no_object(error) from None


def size_of(path: str) -> int:
    """Bytes of a file of this machine; 0 where it cannot be asked: reading it will say what is wrong."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def list_objects(given: str) -> list[tuple[str, int]]:
    """Addresses and sizes of the objects that begin with `given`: one object, a folder, any prefix.

    Raises ConfigurationError when the store cannot be asked.
    """
    key = given.removeprefix(S3)
    try:
        there = _s3().get_file_info(key.rstrip("/"))
        if there.type == fs.FileType.File and not key.endswith("/"):
            return [(given, there.size)]
        folder = key.rstrip("/") if there.type == fs.FileType.Directory else key.rpartition("/")[0]
        if not folder:
            return []
        found = _s3().get_file_info(fs.FileSelector(folder, allow_not_found=True, recursive=True))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{given}: the store does not answer as it should: {_first_line(error)}") from None
    return sorted((S3 + f.path, f.size) for f in found if f.type == fs.FileType.File and f.path.startswith(key))


@cache
def _s3() -> fs.S3FileSystem:
    scheme, mark, host = os.environ.get("AWS_ENDPOINT_URL_S3", os.environ.get("AWS_ENDPOINT_URL", "")).rpartition("://")
    return fs.S3FileSystem(
        endpoint_override=host.rstrip("/") or None,
        scheme=scheme if mark else "https",
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
        connect_timeout=CONNECT_SECONDS,
        request_timeout=REQUEST_SECONDS,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
    )


class _Object(io.RawIOBase):
    """An object as Python reads files; what the store says in between becomes a ReadError."""

    def __init__(self, inner):
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._inner.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = self._inner.size() if whence == io.SEEK_END else self._inner.tell() if whence == io.SEEK_CUR else 0
        self._inner.seek(size + offset)
        return size + offset

    def readinto(self, buffer) -> int:
        try:
            data = self._inner.read(min(len(buffer), _MOST))
        except (OSError, ValueError) as error:
            raise _no_object(error) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _no_object(error: Exception) -> ReadError:
    return ReadError(f"the object store would not hand it over: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]


def _refuse_special(path: str) -> None:
    """Reading a pipe or a device could wait for ever."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise ReadError("not a regular file: copy what it gives into one")
