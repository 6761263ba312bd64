"""Nothing of a run outlives it: kill -9 takes Prefect's server and the workers along."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.conftest import SEEDS

# A run with two workers and a server of its own, which stops where its shards are being cleaned.
HALTING = """
import sys, time
from pathlib import Path
from flows import pipeline, run, workers
from schemas.config import RunConfig
from warehouse import inputs

def halt(*_):
    print("halted", flush=True)
    time.sleep(600)

inputs.SHARD_FILES = 8
if __name__ == "__main__":
    run.steps.clean_shard = halt
    pipeline.run([sys.argv[1]], Path(sys.argv[2]), RunConfig(), workers.Workers(2))
"""


def children(process: int) -> set[int]:
    """All processes that descend from one; Linux tells."""
    found = set()
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | children(child)
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_a_killed_run_takes_its_processes_along(prefect_server, pytestconfig, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(pytestconfig.cache.mkdir("prefect") / f"{version('prefect')}.db", home / "prefect.db")
    (tmp_path / "halting.py").write_text(HALTING)
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    run = subprocess.Popen(
        [sys.executable, tmp_path / "halting.py", SEEDS, tmp_path / "out"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**environment, "PREFECT_HOME": str(home), "PYTHONPATH": str(SEEDS.parent)},
    )
    assert run.stdout.readline() == "halted\n"
    family = children(run.pid)
    commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in family]
    assert any(b"uvicorn" in command for command in commands) and len(family) >= 4, commands
    run.send_signal(signal.SIGKILL)
    run.wait()
    until = time.monotonic() + 20
    while any(map(alive, family)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(alive, family))
