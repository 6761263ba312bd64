"""How a run is written down: its versions, its id, its row of `runs`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from flows import steps
from schemas.config import RunConfig
from schemas.ids import make_id
from schemas.tables import CONTRACT_MAJOR, CONTRACT_VERSION, TABLES
from warehouse import checks, runs, staging, vanished


def versions(config: RunConfig) -> dict[str, str]:
    """What a run is made with: code, rules, configuration."""
    return {
        "code": version("winnow"),
        "rules": " ".join(steps.rule_packs(config).stamps()),
        "configuration": json.dumps(config.as_dict(), sort_keys=True),
    }


def run_id(old: Path | None, clean: Path, config: RunConfig) -> str:
    """The id follows from what the run adds and how: the same inputs, code, rules and configuration give the same id.

    Only when the warehouse has that run already (a file changed and changed back) its version takes part.
    """
    sources = pq.read_table(clean / "sources", columns=["source_id"])["source_id"].to_pylist()
    rejects = pq.read_table(clean / "rejects", columns=["source_uri", "source_sha256"]).to_pylist()
    keys = sorted(sources) + sorted(make_id(row["source_uri"], row["source_sha256"] or "") for row in rejects)
    found = make_id("run", *versions(config).values(), *keys, *vanished.read_gone(clean))
    return make_id("run", found, old.name) if found in runs.ids(old) else found


def write(
    final: Path, run: str, started: datetime, config: RunConfig, counts: dict[str, int], timings: dict, quality: dict
) -> None:
    """Write the run's row of `runs`."""
    made = versions(config)
    row = {
        "run_id": run,
        "started_at": started,
        "finished_at": datetime.now(UTC),
        "status": "rejects" if counts["rejects"] else "clean",
        "code_version": made["code"],
        "contract_version": CONTRACT_MAJOR,
        "contract": CONTRACT_VERSION,
        "checks": checks.promises(),
        "rules": made["rules"].split(),
        "configuration": made["configuration"],
        "timings": json.dumps(timings),
        "quality": json.dumps(quality) if quality else None,
        **{name: counts[name] for name in ("inputs", "skipped", "source_chars", "kept_chars", *staging.SHARD_TABLES)},
    }
    staging.write_table(TABLES["runs"].from_rows([row], published=True), final / "runs" / staging.part_name(0))
