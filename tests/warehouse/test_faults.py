"""Every point of a commit at which a process can die or a disk can fail: readers see all of the old tables or all of the
new ones, and the next writer's tables are those of one that nothing had disturbed.

By default each commit is killed before every 13th call; `make faults` kills before and after every call and lets every call
fail in three ways. What a death after one call leaves is what a death before the next leaves.
"""

from __future__ import annotations

import errno
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import run as flow
from flows import start
from schemas.config import RepeatOptions, RunConfig
from schemas.errors import WinnowError
from tests.conftest import SEEDS
from tests.warehouse.faults import Calls, Full, die, killed, seen, watched
from warehouse import commit
from warehouse.tables import read_rows

EVERY = bool(os.environ.get("WINNOW_ALL_FAULTS"))
STEP = 1 if EVERY else 13
NUMBERS = (errno.ENOSPC, errno.EACCES, errno.EIO)
FIRST = ("wechat_article.md", "reprint.md", "mojibake.txt")
CONFIG = RunConfig(repeats=RepeatOptions(across_documents="remove"))


@dataclass
class Commit:
    """A writer whose files are ready: `write` makes a version of `out`, whose older versions are those of `before`."""

    before: Path | None
    write: Callable[[Path], object]

    def at(self, out: Path) -> Path:
        """The warehouse as it stands before the commit."""
        shutil.rmtree(out, ignore_errors=True)
        if self.before:
            shutil.copytree(self.before, out, symlinks=True)
        return out


class _Ready(Exception):
    pass


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Callable[[Path, Path], tuple[Path, bytes, str]]:
    """Stops a real run over a folder right before it publishes; its final tables, its withdrawal, its id."""

    def prepare(out: Path, given: Path) -> tuple[Path, str, bytes]:
        kept = tmp_path_factory.mktemp("final") / "final"
        told: list = []

        def stop(_out: Path, final: Path, run_id: str, withdrawal: object) -> None:
            shutil.copytree(final, kept)
            told.extend((run_id, pickle.dumps(withdrawal)))
            raise _Ready

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(flow.commit, "publish", stop)
            with pytest.raises(_Ready):
                start.run([str(given)], out, CONFIG, do=flow.here)
        return kept, *told

    return prepare


def _publish(prepared: tuple[Path, str, bytes]) -> Callable[[Path], object]:
    kept, run_id, told = prepared

    def write(out: Path) -> None:
        with commit.writing(out) as staging:
            shutil.copytree(kept, staging / "final")
            if run_id not in {path.parent.name for path in commit.files_of(commit.current_version(out), "runs")}:
                withdrawal = pickle.loads(told)
                withdrawal.version = commit.current_version(out)
                commit.publish(out, staging / "final", run_id, withdrawal)

    return write


def _merge(out: Path) -> None:
    """Put the rows of all files of `documents` into one."""
    with commit.writing(out):
        files = commit.files_of(commit.current_version(out), "documents")
        if len(files) > 1:
            import pyarrow as pa

            rows = pa.concat_tables([read_rows(path, "documents") for path in files])
            gone = {f"{path.parent.name}/{path.name}": None for path in files}
            commit.replace(out, {"documents": {**gone, "merged/part-00000-000.parquet": rows}})


@pytest.fixture(scope="module")
def commits(ready, tmp_path_factory) -> dict[str, Commit]:
    """A first run, a run that changes, adds and loses inputs, and a version without a run."""
    folder = tmp_path_factory.mktemp("commits")
    (folder / "in").mkdir()
    for name in FIRST:
        shutil.copy(SEEDS / name, folder / "in")
    first = Commit(None, _publish(ready(folder / "none", folder / "in")))
    one = folder / "one"
    start.run([str(folder / "in")], one, CONFIG, do=flow.here)
    # the article of which the other's paragraphs are copies changes: they must be put back, or find another
    (folder / "in/wechat_article.md").write_text("# 渡口\n\n渡口的老船工说，今年的水位比去年这个时候低了将近两尺。\n")
    (folder / "in/mojibake.txt").write_bytes(b"")
    (folder / "in/new.md").write_text("# 吊车\n\n码头的吊车昨夜停了，值班的人说是换钢索，要到后天才能再开。\n")
    second = Commit(one, _publish(ready(folder / "one", folder / "in")))
    two = second.at(folder / "two")
    second.write(two)
    return {"first": first, "second": second, "merge": Commit(two, _merge)}


def undisturbed(made: Commit, out: Path) -> tuple[dict, dict, list[str]]:
    """What readers see before and after the commit, and its calls."""
    calls = Calls()
    before = seen(made.at(out))
    with watched(calls):
        made.write(out)
    assert seen(out) != before
    return before, seen(out), calls.names


def mended(made: Commit, out: Path, before: dict, after: dict) -> None:
    """A reader sees one of the two now; the next writer's tables are `after`, and nothing is left lying about."""
    assert seen(out) in (before, after)
    made.write(out)
    assert seen(out) == after
    home = out / ".winnow"
    assert {path.name for path in home.iterdir()} - {"judged"} == {"current", "versions", "lock"}
    current = int(commit.current_version(out).name)
    assert max(int(path.name) for path in (home / "versions").iterdir()) == current


@pytest.mark.parametrize("name", ["first", "second", "merge"])
def test_a_process_may_die_at_any_call(commits, tmp_path, name):
    made, out = commits[name], tmp_path / "out"
    before, after, names = undisturbed(made, out)
    places = [(n, side) for n in range(0, len(names), STEP) for side in (("before", "after") if EVERY else ("before",))]
    outcomes = set()
    for n, side in places:
        made.at(out)
        assert killed(lambda: made.write(out), Calls(n, **{side: die})), (n, names[n])
        outcomes.add(seen(out) == after)
        mended(made, out, before, after)
    assert outcomes == {True, False}, "some die before the swap and some after it"
    print(f"{name}: {len(names)} calls, {len(places)} deaths survived")


@pytest.mark.parametrize("lasting", [1, 10_000], ids=["once", "for good"])
@pytest.mark.parametrize("name", ["first", "second", "merge"])
def test_a_disk_may_refuse_any_call(commits, tmp_path, name, lasting):
    made, out = commits[name], tmp_path / "out"
    before, after, names = undisturbed(made, out)
    points = 0
    for n in range(0, len(names), STEP):
        for number in NUMBERS if EVERY else (NUMBERS[n // STEP % len(NUMBERS)],):
            made.at(out)
            faults = Full(n, number, lasting)
            try:
                with watched(faults):
                    made.write(out)
            except WinnowError as error:
                assert os.strerror(number) in str(error) and "\n" not in str(error)
            else:  # what failed was only tidying up
                assert seen(out) == after
            assert faults.raised
            mended(made, out, before, after)
            points += 1
    print(f"{name}: {len(names)} calls, {points} failures survived")
