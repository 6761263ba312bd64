"""Whether a run has something to do, told before Prefect is imported: importing it and starting its server takes longer than
reading what was done before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows import notes as tell
from flows import progress, record, redo, steps
from flows.outcome import RunSummary
from flows.run import Do, Work, carry_out
from flows.workers import Workers
from schemas.config import RunConfig
from warehouse import commit, compact, index, inputs, ledger, reviews, runs

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection


def run(
    given: list[str],
    out: Path,
    config: RunConfig,
    workers: Workers | None = None,
    show: progress.Show | None = None,
    do: Do | None = None,
    again: Collection[str] | None = None,
) -> RunSummary:
    """Clean `given` into the warehouse `out`: as a Prefect flow, or by `do` where it is given.

    Where `again` is given, published sources of these platforms are cleaned again too, or, where it is empty, those whose
    rules changed.

    Raises ConfigurationError when the run cannot start, ContractError when its tables would break their promises (nothing
    is published then), StorageError when the disk of the warehouse fails.
    """
    files, aside = inputs.find_files(given)
    steps.check(config)  # what cannot work must be told before anything is read
    workers = workers or Workers()
    workers.check()
    with commit.writing(out) as folder, progress.shown_by(show):
        compact.upgrade(out, folder)
        began = datetime.now(UTC)  # what is judged from now on waits for the next run
        reviews.fold(out)
        config = replace(config, verdicts=reviews.acting(reviews.verdicts(out)))
        work = plan(inputs.make_shards(files), aside, out, folder, config)
        work.started = began
        if again is not None:
            old = commit.current_version(out)
            work.redo = redo.wanted(old, steps.rule_packs(config), again)
            if not again:
                work.redo = replace(work.redo, judged=reviews.changed_sources(out, old))
            work.parts = work.redo.parts(old)
        work.clock.lap("look")
        if not work.shards and not work.parts:
            return work.summary(None, work.passed, {})
        if do:
            return carry_out(work, do)
        progress.tell(progress.START, 0, 1)
        from flows import pipeline

        return pipeline.start(work, workers)


def plan(shards: list[list[inputs.InputFile]], aside: list[str], out: Path, folder: Path, config: RunConfig) -> Work:
    """What is to be done: shards that hold nothing new are counted and passed over."""
    old = commit.current_version(out)
    index.Index(old).check(config.repeats)
    alike, differs = runs.like(old, record.versions(config))
    ledger.write_known(old, folder, alike)
    known = ledger.Known(folder)
    passed: Counter[str] = steps.total([])
    left = []
    for n, shard in enumerate(shards):
        counts = known.passed_over(shard, config.max_input_bytes) if old else None
        if counts is None:
            left.append((n, shard))
        else:
            passed.update(counts)
        progress.tell("look", n + 1, len(shards))
    notes = [tell.skipped(differs)] if differs and passed["skipped"] else []
    return Work(out, folder, config, left, passed, aside, notes=notes)
