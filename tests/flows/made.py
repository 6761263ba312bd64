"""Runs without Prefect: the steps of the flow one after the other, for tests that need many."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from flows import repeats, steps
from schemas.config import RunConfig
from schemas.ids import make_id
from schemas.tables import CONTRACT_VERSION, TABLES
from tests.conftest import Warehouse
from warehouse import across, budgets, checks, commit, finish, index, inputs, learned, ledger, staging


def run(out: Path, given: Path, config: RunConfig) -> Warehouse:
    """Clean the folder `given` into `out`; the published tables keep their contract."""
    with commit.writing(out) as folder:
        old = commit.current_version(out)
        ledger.write_known(old, folder, set())
        clean, final, chrome, sizes = (folder / name for name in ("clean", "final", "learned.parquet", "sizes.parquet"))
        shards = inputs.make_shards(inputs.find_files([str(given)])[0])
        counts = steps.total([steps.clean_shard(shard, n, clean, folder, config) for n, shard in enumerate(shards)])
        budgets.set_aside(clean, steps.Budgets(config))
        withdrawal = ledger.replaced(old, clean)
        learned.write_learned(clean, chrome, steps.learn_account, old, withdrawal.sources)
        known, like = index.Index(old, withdrawal.absent), steps.Likeness(config.repeats)
        job = across.Job(folder / "repeats", clean, chrome, config.repeats, known, like)
        plan = repeats.find(job, withdrawal.compared(), repeats.here)
        withdrawal.tell(across.findings(job, across.ORPHANS))
        finish.write_sizes(job, plan, sizes)
        now, run_id = datetime.now(UTC), make_id("run", old.name if old else "")
        for part in plan.parts:
            if part != across.ORPHANS:
                finish.finish_part(job, part, sizes, final, run_id)
        steps.remember(old, clean, final, config)
        row = {
            "run_id": run_id,
            "started_at": now, "finished_at": now, "status": "clean", "code_version": "0",
            "contract_version": CONTRACT_VERSION, "rules": [], "configuration": json.dumps(config.as_dict()), "timings": "{}",
            **{name: counts[name] for name in ("inputs", "skipped", "source_chars", "kept_chars", *staging.SHARD_TABLES)},
        }  # fmt: skip
        staging.write_table(TABLES["runs"].from_rows([row], published=True), final / "runs" / staging.part_name(0))
        repeats.write_index(job, plan, final, run_id, repeats.here)
        commit.publish(out, final, run_id, withdrawal)
    assert broken(out) == []
    return Warehouse(out)


def broken(out: Path) -> list[str]:
    """What the published tables break of their contract."""
    return checks.broken_promises(checks.connect(checks.published_views(out)))


def contents(out: Path) -> dict[str, list[dict]]:
    """The rows that readers see, in a stable order, without the ids of runs; and the index by what it means."""
    tables = ("sources", "documents", "paragraphs", "removals", "repeats", "rejects")
    rows = {name: [{**row, "run_id": None} for row in Warehouse(out).rows(name)] for name in tables}
    version = commit.current_version(out)
    everything = index.Index(version)
    found = everything.rows(everything.ordinals())
    texts = everything.texts(found).to_pylist()
    for path in everything.files("postings"):  # no key of a paragraph that is gone
        assert set(pq.read_table(path, partitioning=None)["ordinal"].to_pylist()) <= set(found["ordinal"].to_pylist())
    heads = zip(found["paragraph_id"].to_pylist(), found["is_head"].to_pylist(), texts, strict=True)
    rows["representatives"] = [{"paragraph_id": i, "is_head": head, "text": text} for i, head, text in heads]
    return {name: sorted(found, key=str) for name, found in rows.items()}
