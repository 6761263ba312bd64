"""The run, as a Prefect flow: plan -> clean every shard -> learned chrome -> repeats across documents -> finish every shard -> publish -> report.

Tasks are shards, never documents; data travels through the staging folder, never through Prefect. Importing this module
imports Prefect, which takes seconds: only verbs that run a flow do.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

# Prefect reads its settings on import. What the user has set stands.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

import pyarrow.parquet as pq
from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows import notes as tell
from flows import progress, repeats, steps
from schemas.config import RepeatOptions, RunConfig
from schemas.errors import ConfigurationError, ContractError
from schemas.ids import make_id
from schemas.tables import CONTRACT_VERSION, TABLES
from warehouse import across, budgets, checks, commit, finish, index, inputs, learned, ledger, staging
from warehouse.report import build_report
from warehouse.report.summary import summary


@dataclass(slots=True)
class RunSummary:
    """What a run came to. `run_id` is None when there was nothing new."""

    run_id: str | None
    out: str
    report: str | None
    counts: dict[str, int]
    left_aside: list[str]
    timings: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    quality: dict[str, object] = field(default_factory=dict)  # what the run measured of itself, for `runs`

    @property
    def exit_code(self) -> int:
        """0 clean, 1 when an input is rejected, now or still."""
        return 1 if self.counts["rejects"] or self.counts["still_rejected"] else 0

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self) | {"exit_code": self.exit_code}


class Clock:
    """Seconds per step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, step: str) -> None:
        """What has passed since the last lap belongs to `step`."""
        now = time.monotonic()
        self.seconds[step] = round(now - self._last, 3)
        self._last = now


clean_shard = task(steps.clean_shard, name="clean-shard")
learn_chrome = task(learned.write_learned, name="learn-chrome")
set_aside = task(budgets.set_aside, name="check-budgets")
write_sizes = task(finish.write_sizes, name="write-sizes")
finish_part = task(finish.finish_part, name="finish-part")


def run(
    given: list[str], out: Path, config: RunConfig, work: Workers | None = None, show: progress.Show | None = None
) -> RunSummary:
    """Clean `given` into the warehouse `out`; the flow with the task runner that suits the work.

    Raises ConfigurationError when the run cannot start, ContractError when its tables would break their promises (nothing
    is published then).
    """
    files, aside = inputs.find_files(given)
    steps.check(config)  # what cannot work must be told before anything is read
    shards = inputs.make_shards(files)
    runner = task_runner(work or Workers(), len(shards))
    with commit.writing(out) as folder, progress.shown_by(show):
        return winnow.with_options(task_runner=runner)(shards, aside, out, folder, config)


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work of a run: processes of this machine, or a Dask cluster that shares the folders."""

    count: int | None = None  # processes; as many as cores where None
    runner: str = "process"  # process or dask
    address: str | None = None  # of the Dask scheduler: tcp://host:port


def task_runner(work: Workers, shards: int) -> TaskRunner:
    """The Prefect task runner for `shards` shards. Raises ConfigurationError when it cannot be had."""
    if work.runner == "process":
        count = min(work.count or os.cpu_count() or 1, shards)
        # one worker needs no process of its own, and starting one takes seconds
        return ProcessPoolTaskRunner(max_workers=count) if count > 1 else ThreadPoolTaskRunner(max_workers=1)
    if work.runner != "dask" or not work.address:
        raise ConfigurationError("--runner is process, or dask with --address tcp://HOST:PORT of its scheduler")
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise ConfigurationError("--runner dask needs the extra: pip install winnow[cluster]") from None
    return DaskTaskRunner(address=work.address)


@flow(name="winnow-deployed")
def run_deployed(
    given: list[str], out: str, across_documents: str = "mark", workers: int | None = None, rules: str | None = None
) -> dict:
    """The run as a deployment calls it (prefect.yaml): plain parameters in, the summary out."""
    config = RunConfig(repeats=RepeatOptions(across_documents=across_documents), rules=rules)
    config.check()
    return run(given, Path(out), config, Workers(workers)).as_dict()


@flow(name="winnow", validate_parameters=False)
def winnow(
    shards: list[list[inputs.InputFile]],
    aside: list[str],
    out: Path,
    folder: Path,
    config: RunConfig,
) -> RunSummary:
    """One run over `shards` into `out`, with `folder` as its staging folder."""
    started, clock = datetime.now(UTC), Clock()
    old = commit.current_version(out)
    index.Index(old).check(config.repeats)
    alike, differs = ledger.runs_like(old, _versions(config))
    ledger.write_known(old, folder, alike)
    clean, final = folder / "clean", folder / "final"
    chrome = folder / "learned.parquet"

    futures = [clean_shard.submit(shard, n, clean, folder, config) for n, shard in enumerate(shards)]
    counts = steps.total(_collect("clean", futures))
    clock.lap("clean")
    notes = [tell.skipped(differs)] if differs and counts["skipped"] else []
    if not counts["sources"] and not counts["rejects"]:
        return RunSummary(None, str(out), None, dict(counts), aside, clock.seconds, notes)

    over = set_aside.submit(clean, steps.Budgets(config)).result()
    for name in ("source_chars", "kept_chars"):
        counts[name] -= sum(count[name] for count in over.values())
    notes += tell.over_budget(over)
    clock.lap("budgets")
    withdrawal = ledger.replaced(old, clean)
    learned_lines = learn_chrome.submit(clean, chrome, steps.learn_account, old, withdrawal.sources).result()
    notes += tell.learned(learned_lines)
    progress.tell("learn", 1, 1)
    clock.lap("learn")
    known, orphans = index.Index(old, withdrawal.absent), withdrawal.compared()
    job = across.Job(folder / "repeats", clean, chrome, config.repeats, known, steps.Likeness(config.repeats))
    plan = repeats.find(job, orphans, _each)
    clock.lap("repeats")
    quality = {}
    if config.audit_recall:
        quality = repeats.audit(job, orphans, plan, _each)
        clock.lap("audit")
    withdrawal.tell(across.findings(job, across.ORPHANS))
    sizes = folder / "sizes.parquet"
    write_sizes.submit(job, plan, sizes).result()
    run_id = _run_id(old, clean, config)
    futures = [finish_part.submit(job, part, sizes, final, run_id) for part in plan.parts if part != across.ORPHANS]
    finished = _collect("finish", futures)
    counts.update({table: sum(rows[table] for rows in finished) - counts[table] for table in staging.SHARD_TABLES})
    counts["kept_chars"] -= sum(rows["taken_chars"] for rows in finished)
    clock.lap("finish")

    broken = checks.broken_promises(checks.connect(checks.staged_views(final)))
    if broken:
        raise ContractError("nothing was published, the tables break their contract: " + "; ".join(broken))
    clock.lap("check")
    silent = steps.remember(old, clean, final, config)
    if silent:
        quality["silent_rules"] = silent
        notes += tell.silent(silent)
    _write_run(final, run_id, started, config, counts, clock.seconds, quality)
    repeats.write_index(job, plan, final, run_id, _each)
    commit.publish(out, final, run_id, withdrawal)
    clock.lap("publish")
    report = build_report(out)
    _show_in_prefect(out, report)
    clock.lap("report")
    progress.tell("report", 1, 1)
    return RunSummary(run_id, str(out), str(report), dict(counts), aside, clock.seconds, notes, quality)


def _show_in_prefect(out: Path, report: Path) -> None:
    """The run as Prefect artifacts, under keys that stay the same from run to run."""
    told = summary(out)
    create_markdown_artifact(told["markdown"], key="winnow-summary", description="What the tables hold")
    create_table_artifact(told["rules"], key="winnow-rules", description="Rules by characters removed")
    create_table_artifact(told["clusters"], key="winnow-repeats", description="Repeats by characters")
    create_link_artifact(report.resolve().as_uri(), link_text="report", key="winnow-report")


def _collect(step: str, futures: list) -> list:
    """The results of a step's tasks, in the order of its shards."""
    progress.tell(step, 0, len(futures))
    for done, _ in enumerate(as_completed(futures), 1):
        progress.tell(step, done, len(futures))
    return [future.result() for future in futures]


def _each(step: Callable, calls: list[tuple]) -> list:
    """`repeats.Each` as tasks of the flow."""
    made = task(step, name=step.__name__.replace("_", "-"))
    return _collect("repeats", [made.submit(*call) for call in calls])


def _versions(config: RunConfig) -> dict[str, str]:
    return {
        "code": version("winnow"),
        "rules": " ".join(steps.rule_packs(config).stamps()),
        "configuration": json.dumps(config.as_dict(), sort_keys=True),
    }


def _run_id(old: Path | None, clean: Path, config: RunConfig) -> str:
    """The id follows from what the run adds and how: the same inputs, code, rules and configuration give the same id.

    Only when the warehouse has that run already (a file changed and changed back) its version takes part.
    """
    sources = pq.read_table(clean / "sources", columns=["source_id"])["source_id"].to_pylist()
    rejects = pq.read_table(clean / "rejects", columns=["source_uri", "source_sha256"]).to_pylist()
    keys = sorted(sources) + sorted(make_id(row["source_uri"], row["source_sha256"] or "") for row in rejects)
    run_id = make_id("run", *_versions(config).values(), *keys)
    again = run_id in ledger.runs(old)
    return make_id("run", run_id, old.name) if again else run_id


def _write_run(
    final: Path, run_id: str, started: datetime, config: RunConfig, counts: dict[str, int], timings: dict, quality: dict
) -> None:
    versions = _versions(config)
    row = {
        "run_id": run_id,
        "started_at": started,
        "finished_at": datetime.now(UTC),
        "status": "rejects" if counts["rejects"] else "clean",
        "code_version": versions["code"],
        "contract_version": CONTRACT_VERSION,
        "rules": versions["rules"].split(),
        "configuration": versions["configuration"],
        "timings": json.dumps(timings),
        "quality": json.dumps(quality) if quality else None,
        **{name: counts[name] for name in ("inputs", "skipped", "source_chars", "kept_chars", *staging.SHARD_TABLES)},
    }
    staging.write_table(TABLES["runs"].from_rows([row], published=True), final / "runs" / staging.part_name(0))
