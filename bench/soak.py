"""Many small runs over inputs that come, change and break, killed at random moments: the tables are those of one clean run.

    python -m bench.soak --runs 200 [--commands 3] [--seed 1]

Documents come in survivor order, a later date each day, so that the stars of many runs are those of one (DECISIONS.md: an
index of representatives). What changes or breaks afterwards are documents that nobody repeats: where a representative goes,
a published copy takes its place, which one run over everything would not choose. Every run is a process of its own: most
are forked and do the steps one after the other, `--commands` of them are the real command with its own Prefect server. A
third of the runs is left alone; sometimes two begin at once, and one of them must refuse.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows import run as flow
from flows import start
from schemas.config import RunConfig
from schemas.errors import ConfigurationError
from tests.flows.made import broken, contents
from tests.forked import fork

# Of three runs one is left alone.
KILLED = 2 / 3
# Of so many runs one meets another that began at the same time.
TWICE = 12
WORDS = [
    "渡口",
    "老船",
    "水位",
    "对岸",
    "吊车",
    "钢索",
    "货主",
    "风筝",
    "电线",
    "台阶",
    "集市",
    "菜叶",
    "玩具",
    "值班",
    "汽水",
    "雨棚",
    "石桥",
    "磨坊",
    "邮差",
    "铁轨",
    "信号",
    "灯塔",
    "渔网",
    "码头",
]
FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)


class Inputs:
    """A folder of documents that grows and changes by chance, day by day."""

    def __init__(self, folder: Path, chance: random.Random):
        self.folder, self._chance, self._day = folder, chance, 0
        self._told: list[str] = []  # paragraphs that later documents may repeat
        self._alone: list[Path] = []  # documents that nobody repeats
        folder.mkdir(parents=True)

    def next_day(self) -> None:
        """New documents; sometimes one that nobody repeats changes, or breaks, or is mended."""
        self._day += 1
        for n in range(self._chance.randint(1, 3)):
            path = self.folder / f"{self._day:04d}-{n}.md"
            if self._chance.random() < 0.3:
                self._alone.append(path)
                self._write(path, [self._paragraph() for _ in range(3)])
            else:
                again = self._chance.sample(self._told, min(len(self._told), self._chance.randint(0, 2)))
                new = [self._paragraph() for _ in range(self._chance.randint(1, 3))]
                self._told += new
                self._write(path, new + again)
        if self._alone and self._chance.random() < 0.4:
            path = self._chance.choice(self._alone)
            if self._chance.random() < 0.3:
                path.write_bytes(b"\0" * 64)
            else:
                self._write(path, [self._paragraph() for _ in range(2)])

    def _paragraph(self) -> str:
        return (
            "，".join("".join(self._chance.sample(WORDS, 3)) for _ in range(6))
            + f"，第{self._chance.randrange(10**6)}回。"
        )

    def _write(self, path: Path, paragraphs: list[str]) -> None:
        day = FIRST_DAY + timedelta(days=self._day)
        head = f"---\ntitle: 第{self._day}天\ndate: {day:%Y-%m-%d}\n---\n\n"
        waiting = path.with_suffix(".new")
        waiting.write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
        waiting.rename(path)


def forked(given: Path, out: Path) -> int:
    """Begin a run in a process of its own; its exit code is 0, or 2 when it refuses."""
    child = fork()
    if child:
        return child
    code = 70
    try:
        start.run([str(given)], out, RunConfig(), do=flow.here)
        code = 0
    except ConfigurationError:
        code = 2
    finally:
        os._exit(code)


def command(given: Path, out: Path) -> int:
    """Begin a run as people do."""
    line = [sys.executable, "-c", "from flows.cli import main; main()", "run", given, "--out", out]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid


def ended(child: int, after: float | None) -> str:
    """Wait for a run, and kill it after so many seconds; how it ended."""
    until = time.monotonic() + (3600 if after is None else after)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(0.002)
    if os.WIFSIGNALED(status):
        return "killed"
    return {0: "finished", 1: "finished", 2: "refused"}.get(os.WEXITSTATUS(status), "failed")


def soak(runs: int, commands: int, seed: int, folder: Path) -> dict[str, object]:
    """So many runs, then one that is left alone, then one clean run of everything into another warehouse."""
    chance = random.Random(seed)
    given = Inputs(folder / "in", chance)
    out, counts, seconds = folder / "out", Counter(), 2.0
    real = set(chance.sample(range(runs), commands))
    for n in range(runs):
        given.next_day()
        begin: Callable[[Path, Path], int] = command if n in real else forked
        began = time.monotonic()
        usual = 20.0 if n in real else seconds
        after = chance.uniform(0, 1.2 * usual) if chance.random() < KILLED else None
        children = [begin(given.folder, out)]
        if n not in real and n % TWICE == TWICE - 1:
            children.append(forked(given.folder, out))
        endings = [ended(child, after) for child in children]
        counts.update(endings)
        if endings == ["finished"] and n not in real:
            seconds = 0.7 * seconds + 0.3 * (time.monotonic() - began)
        assert "failed" not in endings, n
    assert ended(forked(given.folder, out), None) == "finished"
    assert ended(forked(given.folder, folder / "clean"), None) == "finished"
    soaked, clean = contents(out), contents(folder / "clean")
    different = [table for table in clean if soaked[table] != clean[table]]
    versions = len(list((out / ".winnow/versions").iterdir()))
    rows = {table: len(found) for table, found in clean.items()}
    return {
        "runs": runs,
        "commands": commands,
        **counts,
        "rows": rows,
        "different": different,
        "broken": broken(out),
        "versions": versions,
    }


def main() -> None:
    """Soak, and print what came of it as JSON; exit code 1 when the tables differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--commands", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="winnow-soak-"))
    began = time.monotonic()
    told = soak(given.runs, given.commands, given.seed, folder)
    print(json.dumps({**told, "seconds": round(time.monotonic() - began)}, ensure_ascii=False))
    shutil.rmtree(folder)
    raise SystemExit(1 if told["different"] or told["broken"] else 0)


if __name__ == "__main__":
    main()
