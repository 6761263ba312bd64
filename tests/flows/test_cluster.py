"""A run on a real Dask cluster of separate processes: the same tables as a local run, also when a worker dies on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import pipeline
from schemas.config import RunConfig
from tests.conftest import CHECKOUT, Clean, Warehouse
from warehouse import inputs

DOCUMENTS, PER_SHARD = 48, 4
WAIT_SECONDS = 120


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of articles in many small shards, with repeats between them."""
    folder = tmp_path_factory.mktemp("articles")
    for n in range(DOCUMENTS):
        shared = f"第{n % 7}号仓库的管理员在清点货物时发现，去年入库的木箱里装着几十卷没有登记过的旧地图。"
        own = "".join(
            f"编号{n}的地图第{line}段画着一条从北坡流下来的河，河边标着{n * line + 3}处渡口。\n\n" for line in range(40)
        )
        (folder / f"{n:03d}.md").write_text(f"# 旧地图之{n}\n\n{shared}\n\n{own}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "SHARD_FILES", PER_SHARD)
        yield folder


@pytest.fixture(scope="module")
def local(clean: Clean, articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The run on this machine alone."""
    return clean(tmp_path_factory.mktemp("local") / "out", articles)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, each a process of its own on loopback; yields the address and the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen([*dask, "scheduler", *here, "--port", str(port)], env=environment, **quiet)
    one_thread = ["--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "dask")]
    workers = [
        subprocess.Popen([*dask, "worker", address, *here, *one_thread], env=environment, **quiet) for _ in range(2)
    ]
    try:
        from distributed import Client

        with Client(address, timeout=f"{WAIT_SECONDS}s") as client:
            client.wait_for_workers(2, timeout=WAIT_SECONDS)
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def run_on(address: str, articles: Path, out: Path) -> Warehouse:
    work = pipeline.Workers(runner="dask", address=address)
    return Warehouse(out, pipeline.run([str(articles)], out, RunConfig(), work))


def test_a_cluster_gives_the_tables_of_one_machine(local: Warehouse, cluster, articles: Path, tmp_path: Path) -> None:
    there = run_on(cluster[0], articles, tmp_path / "there")
    assert local.summary.counts["repeats"] > 0
    assert there.files() == local.files()


def test_a_worker_that_dies_costs_nothing_but_time(local: Warehouse, cluster, articles: Path, tmp_path: Path) -> None:
    address, workers = cluster
    out = tmp_path / "there"
    killed = threading.Event()

    def kill_one() -> None:
        """When the first shards stand in the staging folder the run is under way: then one worker goes."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            if len(list(out.glob(".winnow/staging/*/clean/sources/*.parquet"))) >= 2:
                workers[0].send_signal(signal.SIGKILL)
                killed.set()
                return
            time.sleep(0.01)

    watcher = threading.Thread(target=kill_one)
    watcher.start()
    there = run_on(address, articles, out)
    watcher.join()
    assert killed.is_set() and workers[0].wait() == -signal.SIGKILL
    assert there.files() == local.files()
