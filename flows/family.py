"""Processes of a run: Prefect's server and the workers. One server serves all of them, and none outlives the run.

A run that is killed with SIGKILL can tidy nothing. The server is watched by a shell that waits on a pipe which ends with the
run; a worker waits for its parent. Neither depends on Linux.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection

# Whoever holds the other end of its input and is gone without a word was killed: so is the process it was told of.
_WATCH = 'read word || kill -9 "$0"'


@contextmanager
def server() -> Iterator[None]:
    """Prefect's server for the block: the user's, where PREFECT_API_URL names one, or one that is started here.

    Left to itself Prefect starts one for the run and one more for each worker, and they outlive a run that is killed.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    from prefect.server.api.server import SubprocessASGIServer  # takes a second or two

    class Tied(SubprocessASGIServer):
        def _run_uvicorn_command(self) -> subprocess.Popen:
            process = super()._run_uvicorn_command()
            shells.append(_watch(process.pid))
            return process

    shells: list[subprocess.Popen] = []
    own = Tied()
    own.start()
    try:
        with temporary_settings({PREFECT_API_URL: own.api_url}):
            yield
    finally:
        own.stop()
        for shell in shells:
            shell.communicate(b"done\n")


def _watch(process: int) -> subprocess.Popen:
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, str(process)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt from the keyboard must not end it first
    )


def tie_worker() -> None:
    """Let this worker die with the process that started it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
