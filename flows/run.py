"""The run, from inputs to tables that readers see: clean -> budgets -> learned chrome -> repeats -> finish -> publish.

No Prefect here: a step is a function over paths, and a `Do` says who does it. `start` decides whether there is work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flows import lines, record, repeats, steps
from flows import notes as tell
from flows.likeness import Likeness
from flows.outcome import Clock, RunSummary
from flows.redo import Redo, redo_part, write_given
from schemas.config import RunConfig
from schemas.errors import ContractError
from warehouse import across, budgets, changes, checks, commit, finish, index, inputs, learned, ledger, staging

# Does a step for each of several sets of arguments and returns the results in that order; what is told of it first.
Do = Callable[[str, Callable, list[tuple]], list]


@dataclass(slots=True)
class Work:
    """What a run has to do."""

    out: Path
    folder: Path  # its staging folder
    config: RunConfig
    shards: list[tuple[int, list[inputs.InputFile]]]  # with something new in each; their numbers
    passed: Counter[str]  # what the other shards came to
    aside: list[str]  # URIs of unknown kinds
    redo: Redo = field(default_factory=Redo)  # what is cleaned again
    parts: list[Path] = field(default_factory=list)  # the files of `sources` that hold it
    notes: list[str] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def summary(self, run_id: str | None, counts: Counter[str], quality: dict[str, object]) -> RunSummary:
        """What the run came to."""
        return RunSummary(
            run_id, str(self.out), None, dict(counts), self.aside, self.clock.seconds, self.notes, quality
        )


def here(_: str, step: Callable, calls: list[tuple]) -> list:
    """A `Do` that does the work in this process."""
    return [step(*call) for call in calls]


def carry_out(work: Work, do: Do) -> RunSummary:
    """Clean the shards of `work` and publish what they hold.

    Raises ContractError when the tables would break their promises: nothing is published then.
    """
    folder, config, clock, notes = work.folder, work.config, work.clock, work.notes
    old = commit.current_version(work.out)
    clean, final, chrome, sizes = (folder / name for name in ("clean", "final", "learned.parquet", "sizes.parquet"))

    counts = Counter(work.passed)
    counts.update(_clean(work, clean, do))
    notes += tell.left_aside(counts["left_aside"])
    clock.lap("clean")
    notes += tell.redone(counts["redone"], counts["left"]) + tell.gone(counts["gone"])
    if not counts["sources"] and not counts["rejects"] and not counts["gone"]:
        return work.summary(None, counts, {})

    (over,) = do("budgets", budgets.set_aside, [(clean, steps.Budgets(config))])
    for name in ("source_chars", "kept_chars"):
        counts[name] -= sum(count[name] for count in over.values())
    notes += tell.over_budget(over)
    clock.lap("budgets")
    withdrawal = ledger.replaced(old, clean)
    (found,) = do("learn", learned.write_learned, [(clean, chrome, lines.learn_account, old, withdrawal.sources)])
    notes += tell.learned(found)
    clock.lap("learn")
    known, orphans = index.Index(old, withdrawal.absent), withdrawal.compared()
    job = across.Job(
        folder / "repeats", clean, chrome, config.repeats, known, Likeness(config.repeats, config.verdicts)
    )
    each = partial(do, "repeats")
    plan = repeats.find(job, orphans, each)
    clock.lap("repeats")
    quality: dict[str, object] = {}
    if config.audit_recall:
        quality.update(repeats.audit(job, orphans, plan, each))
        clock.lap("audit")
    withdrawal.tell(across.findings(job, across.ORPHANS))
    finish.write_sizes(job, plan, sizes)
    run_id = record.run_id(old, clean, config)
    parts = [part for part in plan.parts if part != across.ORPHANS]
    finished = do("finish", finish.finish_part, [(job, part, sizes, final, run_id) for part in parts])
    for table in staging.SHARD_TABLES:
        counts[table] = sum(rows[table] for rows in finished)
    counts["kept_chars"] -= sum(rows["taken_chars"] for rows in finished)
    clock.lap("finish")

    changes.write(old, final, run_id, withdrawal, record.versions(config))
    broken = checks.broken_promises(checks.connect(checks.staged_views(final)))
    if broken:
        raise ContractError("nothing was published, the tables break their contract: " + "; ".join(broken))
    clock.lap("check")
    silent = steps.remember(old, clean, final, config)
    if silent:
        quality["silent_rules"] = silent
        notes += tell.silent(silent)
    record.write(final, run_id, work.started, config, counts, clock.seconds, quality)
    repeats.write_index(job, plan, final, run_id, each)
    commit.publish(work.out, final, run_id, withdrawal)
    clock.lap("publish")
    return work.summary(run_id, counts, quality)


def _clean(work: Work, clean: Path, do: Do) -> Counter[str]:
    calls = [(shard, n, clean, work.folder, work.config) for n, shard in work.shards]
    results = do("clean", steps.clean_shard, calls) if calls else []
    if work.parts:
        given = work.folder / "given.parquet"
        write_given(clean, given)
        first = max((n for n, _ in work.shards), default=-1) + 1
        again = [(part, n, clean, work.config, work.redo, given) for n, part in enumerate(work.parts, first)]
        results += do("redo", redo_part, again)
    return steps.total(results)
