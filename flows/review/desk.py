"""The desk of the reviewers: what is to be judged, what was judged, and the one place where verdicts are given."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.errors import WinnowError
from schemas.tables.reviews import VERDICTS
from warehouse import commit, reviews
from warehouse.report import views
from warehouse.reviews import items, journal, queue
from warehouse.reviews.precision import precision

MOST_NOTE = 2_000
MOST_NAME = 60


class RefusedError(WinnowError):
    """A request that makes no sense: its message is the answer."""


class Desk:
    """One warehouse under review. Safe to use from several threads."""

    def __init__(self, out: Path):
        self.out = out
        self._lock = threading.Lock()
        self._version: Path | None = None
        self._seen: tuple = ()
        self._rows: list[dict] = []
        self._con: duckdb.DuckDBPyConnection | None = None

    def page(self, reviewer: str, asked: queue.Filter, number: int) -> dict:
        """A page of the queue: items with all that is known of them, and how many there are."""
        with self._lock:
            con, standing = self._connection(), self._standing()
            judged = [item for item, by in standing.items() if reviewer in by]
            found = queue.page(con, asked, judged, number)
            known = items.details(con, [row["item"] for row in found["items"]])
            shown = [
                known[row["item"]] | {"why": row["why"], "verdicts": _told(standing.get(row["item"], {}))}
                for row in found["items"]
                if row["item"] in known
            ]
            return found | {"items": shown, "judged": len(judged), "sampled": asked.samples}

    def item(self, item: str) -> dict | None:
        """One item, None where there is none of that name."""
        with self._lock:
            known = items.details(self._connection(), [item]).get(item)
            return known and known | {"why": [], "verdicts": _told(self._standing().get(item, {}))}

    def choices(self) -> dict:
        """What filters offer."""
        with self._lock:
            return queue.choices(self._connection())

    def judge(self, reviewer: str, item: str, verdict: str, note: str = "", sampled: bool = False) -> list[dict]:
        """Give a verdict; when this returns it is on disk. Returns the verdicts on the item as they stand."""
        if verdict not in VERDICTS or verdict == "undone":
            raise RefusedError("no such verdict")
        if len(note) > MOST_NOTE:
            raise RefusedError(f"a note has at most {MOST_NOTE} characters")
        with self._lock:
            con = self._connection()
            about = items.details(con, [item]).get(item)
            if about is None:
                raise RefusedError("no such item")
            if verdict in ("keep", "survivor") and about["subject"] != "repeat":
                raise RefusedError(f"{verdict} is said of repeats")
            drawn = sampled and queue.is_sampled(con, item)
            reviews.append(self.out, items.review(about, verdict, reviewer, datetime.now(UTC), note.strip(), drawn))
            return _told(self._standing().get(item, {}))

    def undo(self, reviewer: str, item: str = "") -> tuple[str, list[dict]] | None:
        """Take back the reviewer's latest verdict, of an item or of all; None when there is none."""
        with self._lock:
            standing = self._standing()
            mine = [by[reviewer] for key, by in standing.items() if reviewer in by and item in ("", key)]
            if not mine:
                return None
            last = max(mine, key=lambda row: row["at"])
            at = datetime.now(UTC)
            again = {
                "review_id": journal.review_id(last["item"], reviewer, at),
                "verdict": "undone",
                "at": at,
                "note": None,
            }
            reviews.append(self.out, last | again)
            return last["item"], _told(self._standing().get(last["item"], {}))

    def told(self, asked: list[str]) -> dict[str, list[dict]]:
        """The verdicts on items as they stand, whoever gave them."""
        with self._lock:
            standing = self._standing()
            return {item: _told(standing.get(item, {})) for item in asked}

    def precision(self) -> list[dict]:
        """How often rules and repeats are right, by the sampled verdicts."""
        with self._lock:
            self._standing()
            return precision(self._rows)

    def fold(self) -> None:
        """Publish the verdicts that wait; a run that holds the warehouse does it itself."""
        with self._lock:
            if reviews.waiting(self.out):
                with commit.writing(self.out):
                    reviews.fold(self.out)

    def _connection(self) -> duckdb.DuckDBPyConnection:
        version = commit.current_version(self.out)
        if self._con is None or version != self._version:
            con = views.connect(self.out)
            queue.prepare(con)
            self._con, self._version = con, version
        return self._con

    def _standing(self) -> dict[str, dict[str, dict]]:
        path = journal.journal(self.out)
        state = path.stat() if path.exists() else None
        seen = (commit.current_version(self.out), state and (state.st_mtime_ns, state.st_size, state.st_ino))
        if seen != self._seen:
            self._rows, self._seen = reviews.verdicts(self.out), seen
        return reviews.standing(self._rows)


def _told(by: dict[str, dict]) -> list[dict]:
    """Standing verdicts as the page shows them."""
    return [{name: row[name] for name in ("reviewer", "verdict", "note", "at")} for _, row in sorted(by.items())]


def name_of(given: str) -> str:
    """A reviewer's name as it is kept. Raises RefusedError for one that cannot be."""
    name = " ".join(given.split())
    if not 0 < len(name) <= MOST_NAME or not name.isprintable():
        raise RefusedError(f"a name has 1 to {MOST_NAME} characters")
    return name
