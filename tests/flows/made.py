"""Runs without Prefect: the steps of the flow one after the other, for tests that need many."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from flows import start
from flows.run import here
from schemas.config import RunConfig
from tests.conftest import Warehouse
from warehouse import checks, commit, index


def run(out: Path, given: Path, config: RunConfig) -> Warehouse:
    """Clean the folder `given` into `out`; the published tables keep their contract."""
    summary = start.run([str(given)], out, config, do=here)
    assert broken(out) == []
    return Warehouse(out, summary)


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
