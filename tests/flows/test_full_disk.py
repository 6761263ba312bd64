"""A real run on a disk that takes no more: one clear line, exit code 2, the tables as they were; mended, it goes on."""

from __future__ import annotations

import resource

from flows import start
from flows.run import here
from schemas.config import RunConfig
from tests.conftest import SEEDS
from tests.flows.made import broken, contents
from tests.warehouse.faults import seen

# Bytes a file may have in the run: fewer than its larger tables.
LIMIT = 3_000


def test_a_full_disk_changes_nothing(winnow_run, tmp_path):
    out, config = tmp_path / "out", RunConfig()
    start.run([str(SEEDS / "reprint.md")], out, config, do=here)
    before = seen(out)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))

    done = winnow_run("run", SEEDS, "--out", out, preexec_fn=limit)
    assert done.returncode == 2 and f"\nwinnow: {out}: the disk failed (File too large)" in done.stderr, done.stderr
    home = {path.name for path in (out / ".winnow").iterdir()}
    assert seen(out) == before and home == {"current", "versions", "lock", "judged"}
    start.run([str(SEEDS)], out, config, do=here)
    start.run([str(SEEDS)], tmp_path / "clean", config, do=here)
    assert broken(out) == []
    for table in ("sources", "documents", "removals", "rejects"):
        mine, clean = (
            {row[key] for row in contents(place)[table] for key in row if key in ("source_uri", "doc_id", "removal_id")}
            for place in (out, tmp_path / "clean")
        )
        assert mine == clean, table
