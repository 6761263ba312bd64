"""The run as a Prefect flow: every step of `run.carry_out` is a task per shard or part, and the report follows.

Tasks are shards, never documents; data travels through the staging folder, never through Prefect. Importing this module
imports Prefect, which takes seconds: `start` does it only when there is something to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

# Prefect reads its settings on import. What the user has set stands.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import flow, task
from prefect.futures import as_completed

from flows import family, progress, shown
from flows.outcome import RunSummary
from flows.run import Work, carry_out
from flows.start import run
from flows.workers import Workers, task_runner
from schemas.config import RepeatOptions, RunConfig
from warehouse.report import build_report


@flow(name="winnow-deployed")
def run_deployed(
    given: list[str], out: str, across_documents: str = "mark", workers: int | None = None, rules: str | None = None
) -> dict:
    """The run as a deployment calls it (prefect.yaml): plain parameters in, the summary out."""
    config = RunConfig(repeats=RepeatOptions(across_documents=across_documents), rules=rules)
    config.check()
    return run(given, Path(out), config, Workers(workers)).as_dict()


def start(work: Work, workers: Workers) -> RunSummary:
    """Run the flow with the task runner that suits the work."""
    runner = task_runner(workers, len(work.shards) + len(work.parts))
    with family.server():
        return winnow.with_options(task_runner=runner)(work)


@flow(name="winnow", validate_parameters=False)
def winnow(work: Work) -> RunSummary:
    """One run, and the report over all tables."""
    progress.tell(progress.START, 1, 1)
    bar = shown.Bar()
    with progress.shown_by(bar):
        done = carry_out(work, _tasks)
        if done.run_id:
            progress.tell("report", 0, 1)
            report = build_report(work.out)
            shown.show(work.out, report)
            done.report = str(report)
            work.clock.lap("report")
            progress.tell("report", 1, 1)
    bar.end()
    return done


def _tasks(label: str, step: Callable, calls: list[tuple]) -> list:
    """`run.Do` as tasks of the flow."""
    made = task(step, name=step.__name__.replace("_", "-"))
    futures = [made.submit(*call) for call in calls]
    progress.tell(label, 0, len(futures))
    for done, _ in enumerate(as_completed(futures), 1):
        progress.tell(label, done, len(futures))
    return [future.result() for future in futures]
