"""Who does the work of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows import family
from schemas.errors import ConfigurationError

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes of this machine, or a Dask cluster that shares the folders."""

    count: int | None = None  # processes; as many as cores where None
    runner: str = "process"  # process or dask
    address: str | None = None  # of the Dask scheduler: tcp://host:port

    def check(self) -> None:
        """Raise ConfigurationError for workers that cannot be."""
        if self.count is not None and self.count < 1:
            raise ConfigurationError(f"--workers {self.count}: at least one process is needed")
        if self.runner != "process" and (self.runner != "dask" or not self.address):
            raise ConfigurationError("--runner is process, or dask with --address tcp://HOST:PORT of its scheduler")


def task_runner(work: Workers, shards: int) -> TaskRunner:
    """The Prefect task runner for `shards` shards. Raises ConfigurationError when it cannot be had."""
    from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

    if work.runner == "process":
        count = min(work.count or os.cpu_count() or 1, shards)
        # one worker needs no process of its own, and starting one takes seconds
        if count == 1:
            return ThreadPoolTaskRunner(max_workers=1)
        return ProcessPoolTaskRunner(max_workers=count, initializer=family.tie_worker)
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise ConfigurationError("--runner dask needs the extra: pip install winnow[cluster]") from None
    return DaskTaskRunner(address=work.address)
