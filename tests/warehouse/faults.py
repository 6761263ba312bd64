"""Faults at the calls of `warehouse.disk`: a process that dies before or after the n-th, a disk that refuses it."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.forked import fork
from warehouse import disk

CALLS = ("make_folder", "create", "lock", "link", "point", "rename", "unlink", "remove_folder", "flush")


def die(*_: object) -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


class Calls:
    """Counts the calls, each write to a file as one, and does something before or after the n-th."""

    def __init__(self, n: int = -1, before: Callable[[], None] | None = None, after: Callable[[], None] | None = None):
        self.names: list[str] = []
        self._n, self._before, self._after = n, before, after

    def call(self, name: str, function: Callable, *args: object) -> object:
        self.names.append(name)
        mine = len(self.names) - 1 == self._n
        if mine and self._before:
            self._before()
        result = function(*args)
        if mine and self._after:
            self._after()
        return result

    def write(self, stream: _File, data: memoryview) -> int:
        """A write that is cut short by a death before its end leaves its first half on the disk."""
        if len(self.names) == self._n and self._before is die:
            stream.really(data[: len(data) // 2])
        return self.call("write", stream.really, data)


class Full(Calls):
    """The n-th call and those for `lasting` calls after it fail with an error number."""

    def __init__(self, n: int, number: int, lasting: int):
        super().__init__()
        self.raised = 0
        self._fails, self._number = range(n, n + lasting), number

    def call(self, name: str, function: Callable, *args: object) -> object:
        self.names.append(name)
        if len(self.names) - 1 in self._fails:
            self.raised += 1
            raise OSError(self._number, os.strerror(self._number), str(args[0]))
        return function(*args)


class _File(io.FileIO):
    """A file whose writes are counted."""

    def __init__(self, path: Path, calls: Calls):
        super().__init__(path, "wb")
        self._calls = calls

    def really(self, data: memoryview) -> int:
        return super().write(data)

    def write(self, data: memoryview) -> int:
        return self._calls.write(self, data)


@contextmanager
def watched(calls: Calls) -> Iterator[None]:
    """Let `calls` stand between the warehouse and the disk."""
    real = {name: getattr(disk, name) for name in CALLS}
    real_flush, real["flush"] = (
        real["flush"],
        lambda path: None,
    )  # a process that dies takes nothing along that was written

    def through(name: str) -> Callable:
        return lambda *args: calls.call(name, real[name], *args)

    for name in CALLS:
        setattr(disk, name, through(name))

    def create(path: Path) -> io.BufferedWriter:
        return io.BufferedWriter(calls.call("create", lambda path: _File(path, calls), path), disk.BUFFER)

    disk.create = create
    try:
        yield
    finally:
        for name, function in {**real, "flush": real_flush}.items():
            setattr(disk, name, function)


def killed(task: Callable[[], object], calls: Calls) -> bool:
    """Do `task` in a process of its own that `calls` may kill; whether it was."""
    child = fork()
    if child == 0:
        try:
            with watched(calls):
                task()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the task failed of itself"
    return os.WIFSIGNALED(status)


def seen(out: Path) -> dict[str, bytes]:
    """What a reader sees who globs the tables' files, by path."""
    found = sorted(out.glob("[a-z]*/*/*.parquet"))
    return {str(path.relative_to(out)): path.read_bytes() for path in found}
