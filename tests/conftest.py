"""What the tests share: one Prefect server for the whole session, one run over seeds/, the command as a real process."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from hypothesis import settings

from schemas.config import RunConfig
from schemas.tables import TABLES
from tests.browser import chromium

CHECKOUT = Path(__file__).resolve().parent.parent
SEEDS = CHECKOUT / "seeds"

# No deadline: a loaded machine is no defect. Derandomized: the same examples in every run.
settings.register_profile("winnow", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("winnow")


def pytest_configure(config: pytest.Config) -> None:
    """Prefect keeps its database and settings in a folder of this session, not in the home of whoever runs the tests."""
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="winnow-tests-")
    os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, one for all tests: playwright allows one at a time."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def prefect_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """One server for all runs of the session: starting one costs more than all of them. Yields its address.

    Most of that cost is the migration of a new database, so an empty migrated one is kept in pytest's cache.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_URL, temporary_settings

    import flows.pipeline  # noqa: F401  (its settings must stand before the server starts)

    database = Path(os.environ["PREFECT_HOME"], "prefect.db")
    empty = pytestconfig.cache.mkdir("prefect") / f"{version('prefect')}.db"
    if empty.exists():
        shutil.copyfile(empty, database)
    server = SubprocessASGIServer()
    server.start(timeout=120)
    try:
        if not empty.exists():
            _keep(database, empty)
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield server.api_url
    finally:
        server.stop()


def _keep(database: Path, target: Path) -> None:
    half = target.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(half)) as copy:
        live.backup(copy)
    half.replace(target)


@dataclass
class Warehouse:
    """A run's summary and its tables as a reader sees them."""

    out: Path
    summary: object = None

    def rows(self, table: str, **where: object) -> list[dict]:
        rows = ds.dataset(self.out / table, format="parquet", partitioning="hive").to_table().to_pylist()
        return [row for row in rows if all(row[column] == value for column, value in where.items())]

    def source(self, ending: str) -> dict:
        """The row of `sources` whose URI ends so; one and only one."""
        (row,) = [row for row in self.rows("sources") if row["source_uri"].endswith("/" + ending)]
        return row

    def of(self, table: str, ending: str) -> list[dict]:
        """The rows of a table that belong to that source."""
        return self.rows(table, source_id=self.source(ending)["source_id"])

    def files(self) -> dict[str, bytes]:
        """Every published Parquet file but those of `runs`, which hold clock times; by path."""
        tables = [name for name in TABLES if name != "runs"]
        found = [path for name in tables for path in sorted((self.out / name).glob("*/*.parquet"))]
        return {str(path.relative_to(self.out)): path.read_bytes() for path in found}


Clean = Callable[..., Warehouse]


@pytest.fixture(scope="session")
def clean(prefect_server: str) -> Clean:
    """clean(out, *inputs, workers=1, **configuration): a run of the real flow in this process."""
    from flows import pipeline

    def run(out: Path, *inputs: Path | str, workers: int = 1, **configuration: object) -> Warehouse:
        return Warehouse(
            out, pipeline.run([str(i) for i in inputs], out, RunConfig(**configuration), pipeline.Workers(workers))
        )

    return run


@pytest.fixture(scope="session")
def seeds(clean: Clean, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The run over seeds/ that every test may read and none may change."""
    return clean(tmp_path_factory.mktemp("seeds") / "out", SEEDS)


Winnow = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(scope="session")
def winnow() -> Winnow:
    """winnow(*arguments): the command as a real process, without Prefect."""
    return _command({})


@pytest.fixture(scope="session")
def winnow_run(prefect_server: str) -> Winnow:
    """The same for `winnow run`, with the session's Prefect server."""
    return _command({"PREFECT_API_URL": prefect_server})


def _command(variables: dict[str, str]) -> Winnow:
    def command(*arguments: object, **options: object) -> subprocess.CompletedProcess:
        environment = {**os.environ, **variables, "NO_COLOR": "1", "COLUMNS": "160"}
        return subprocess.run(
            [Path(sys.executable).with_name("winnow"), *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            cwd=options.pop("cwd", CHECKOUT),
            timeout=180,
            **options,
        )

    return command
