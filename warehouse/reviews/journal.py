"""Verdicts of reviewers: nothing judged is lost, and a run acts on all of them.

A verdict is appended to a journal beside the versions and on disk before the reviewer is told so: publishing a version for
each would take longer than judging. The next run, or `fold`, writes what stands in the journal as rows of `reviews`, like any
other rows of the warehouse, and then takes them from the journal. What a kill leaves in both is one verdict: ids are hashes.

    OUT/.winnow/reviews/journal.jsonl   a row of `reviews` per line, as JSON
    OUT/.winnow/reviews/lock            held while the journal is written
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from schemas.ids import make_id
from schemas.tables import TABLES
from schemas.tables.table import TIME
from warehouse import disk
from warehouse.commit import HOME, current_version, files_of, replace
from warehouse.staging import part_name
from warehouse.tables import rows_in

# All verdicts stand in one file, written anew with each fold: people judge thousands of things, not millions.
FILE = f"verdicts/{part_name(0)}"

TIMES = tuple(field.name for field in TABLES["reviews"].columns if field.type == TIME)


def journal(out: Path) -> Path:
    """Where verdicts wait that stand in no version yet."""
    return out / HOME / "reviews" / "journal.jsonl"


def review_id(item: str, reviewer: str, at: datetime) -> str:
    """The id of a verdict."""
    return make_id("review", item, reviewer, at.isoformat())


@contextmanager
def _locked(out: Path) -> Iterator[Path]:
    path = journal(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name("lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def append(out: Path, row: dict) -> None:
    """Keep a verdict: when this returns it is on disk."""
    line = json.dumps(row, ensure_ascii=True, default=datetime.isoformat).encode() + b"\n"
    with _locked(out) as path:
        new = not path.exists()
        with open(path, "a+b") as stream:
            if stream.tell() and _last_byte(stream) != b"\n":  # a killed writer's half line: what was never confirmed
                line = b"\n" + line
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            disk.flush(path.parent)


def _last_byte(stream) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)


def waiting(out: Path) -> list[dict]:
    """The verdicts of the journal, in the order in which they were given."""
    path = journal(out)
    return list(_parsed(path.read_bytes().splitlines())) if path.exists() else []


def _parsed(lines: Iterable[bytes]) -> Iterator[dict]:
    for line in lines:
        try:
            row = json.loads(line)
            yield row | {name: datetime.fromisoformat(row[name]) for name in TIMES}
        except (ValueError, KeyError, TypeError):  # half a line
            continue


def published(version: Path | None) -> list[dict]:
    """The verdicts that stand in a version."""
    return list(rows_in(files_of(version, "reviews"), "reviews"))


def verdicts(out: Path) -> list[dict]:
    """All verdicts, published or waiting, in the order in which they were given."""
    rows = {row["review_id"]: row for row in [*published(current_version(out)), *waiting(out)]}
    return sorted(rows.values(), key=lambda row: (row["at"], row["review_id"]))


def standing(rows: Iterable[dict]) -> dict[str, dict[str, dict]]:
    """What counts of verdicts in their order: by item and reviewer the latest one that was not undone."""
    given: dict[str, dict[str, list[dict]]] = {}
    for row in rows:
        mine = given.setdefault(row["item"], {}).setdefault(row["reviewer"], [])
        if row["verdict"] != "undone":
            mine.append(row)
        elif mine:
            mine.pop()
    return {
        item: left
        for item, by in given.items()
        if (left := {reviewer: rows[-1] for reviewer, rows in by.items() if rows})
    }


def fold(out: Path, forget: str | None = None) -> int:
    """Publish the verdicts of the journal as rows of `reviews`, without those on the source `forget`; returns how many came.

    The caller holds the lock of the warehouse. Whoever is killed in between leaves nothing lost and nothing twice.
    """
    old = published(current_version(out))
    rows = {row["review_id"]: row for row in [*old, *waiting(out)]}
    fresh = len(rows) - len(old)
    known = {*rows}
    rows = {key: row for key, row in rows.items() if forget is None or forget not in _sources(row)}
    if fresh or len(rows) < len(old):
        table = TABLES["reviews"].from_rows([rows[key] for key in sorted(rows)], published=True)
        replace(out, {"reviews": {FILE: table}})
    _settle(out, known)
    return fresh


def _sources(row: dict) -> tuple:
    return row["source_uri"], row["other_source_uri"]


def _settle(out: Path, known: set[str]) -> None:
    """Take the verdicts `known` from the journal; one that came meanwhile stays."""
    if not journal(out).exists():
        return
    with _locked(out) as path:
        lines = path.read_bytes().splitlines(keepends=True)
        fresh = path.with_suffix(".new")
        with open(fresh, "wb") as stream:
            stream.writelines(line for line in lines if any(row["review_id"] not in known for row in _parsed([line])))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, path)
        disk.flush(path.parent)
