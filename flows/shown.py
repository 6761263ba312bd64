"""What Prefect shows of a run, under keys that stay the same from run to run: how far it is, and what came of it."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from warehouse.report.summary import summary

# Percent of a run that has passed when a step begins: cleaning takes nine tenths of the time of thousands of documents.
BEGINS = {"clean": 0.0, "redo": 0.0, "budgets": 85.0, "learn": 86.0, "repeats": 88.0, "audit": 92.0, "finish": 95.0}
CLEANING = ("clean", "redo")
# Seconds between two calls of the server: a shard may take less than a call.
PAUSE = 2.0


class Bar:
    """The progress artifact of a run; `progress.tell` tells it. It never goes back, and it never costs a run."""

    def __init__(self) -> None:
        self._percent, self._next, self._step, self._id = 0.0, 0.0, "", None
        with contextlib.suppress(Exception):
            self._id = create_progress_artifact(0.0, key="winnow-progress", description="begins")

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` parts of `step` are done; told at once when a step begins, else every PAUSE seconds."""
        begins = BEGINS.get(step, self._percent)
        within = (BEGINS["budgets"] - begins) * done / total if step in CLEANING and total else 0.0
        self._percent = max(self._percent, begins + within)
        if step != self._step or time.monotonic() >= self._next:
            self._update(f"{step}: {done:,} of {total:,} parts")
            self._step, self._next = step, time.monotonic() + PAUSE

    def end(self) -> None:
        """All is done."""
        self._percent = 100.0
        self._update("done")

    def _update(self, description: str) -> None:
        if self._id is not None:
            with contextlib.suppress(Exception):
                update_progress_artifact(self._id, self._percent, description=description)


def show(out: Path, report: Path) -> None:
    """The tables and the report of a run that has published, as artifacts."""
    told = summary(out)
    create_markdown_artifact(told["markdown"], key="winnow-summary", description="What the tables hold")
    create_table_artifact(told["rules"], key="winnow-rules", description="Rules by characters removed")
    create_table_artifact(told["clusters"], key="winnow-repeats", description="Repeats by characters")
    create_link_artifact(report.resolve().as_uri(), link_text="report", key="winnow-report")
