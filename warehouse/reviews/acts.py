"""What verdicts ask of later runs, and which sources must be cleaned again for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.compute as pc

from schemas.verdicts import Protected, Verdicts
from warehouse import runs
from warehouse.commit import files_of
from warehouse.reviews.journal import standing, verdicts
from warehouse.tables import one_of, rows_in

# A verdict that was given while a run began may have missed it: such a source is cleaned once more.
MARGIN = timedelta(seconds=2)


def acting(rows: Iterable[dict]) -> Verdicts:
    """The verdicts a run must honour, of rows in the order in which they were given.

    Reviewers may disagree: one who finds a removal wrong is enough, text stays when in doubt.
    """
    protected: dict[str, set[Protected]] = defaultdict(set)
    apart: set[tuple[str, str]] = set()
    chosen: set[str] = set()
    not_learned: set[tuple] = set()
    for item in standing(rows).values():
        for row in item.values():
            verdict, subject = row["verdict"], row["subject"]
            if subject == "repeat" and verdict == "wrong":
                apart.add((row["other_text"], row["text"]))
            elif (subject == "repeat" and verdict == "keep") or (subject != "repeat" and verdict == "wrong"):
                text = Protected(row["text"], row["line_before"] or "", row["line_after"] or "")
                protected[row["source_uri"]].add(text)
                if subject == "learned" and row["account"]:
                    not_learned.add((row["platform"], row["account"], row["text"]))
            elif verdict == "survivor":
                chosen.add(row["source_uri"])
    return Verdicts(
        {uri: tuple(sorted(texts)) for uri, texts in sorted(protected.items())},
        tuple(sorted(apart)),
        tuple(sorted(chosen)),
        tuple(sorted(not_learned, key=str)),
    )


def changed_sources(out: Path, version: Path | None) -> frozenset[str]:
    """The source_uris that verdicts ask to be cleaned again: judged after the run began that cleaned them last.

    A verdict that was undone asks for it too. For a chosen survivor these are the sources of all paragraphs of its cluster,
    because a published representative stays otherwise; for a learned line those that lost it.
    """
    asked: dict[str, datetime] = {}
    clusters: dict[str, datetime] = {}
    learned: dict[str, datetime] = {}
    for row in verdicts(out):  # in the order in which they were given: the latest stands
        if row["verdict"] not in ("wrong", "keep", "survivor", "undone"):
            continue
        asked[row["source_uri"]] = row["at"]
        if row["subject"] == "repeat" and row["verdict"] in ("survivor", "undone"):
            clusters[row["representative_paragraph_id"]] = row["at"]
            asked[row["other_source_uri"]] = row["at"]
        elif row["subject"] == "learned":
            learned[row["text"]] = row["at"]
    ids = _sources(version, "repeats", "representative_paragraph_id", clusters)
    for source, at in _sources(version, "removals", "text", learned, pc.field("reason") == "learned").items():
        ids[source] = max(at, ids.get(source, at))
    return _outdated(version, asked, ids) if asked else frozenset()


def _sources(
    version: Path | None, table: str, column: str, values: dict[str, datetime], also: pc.Expression | None = None
) -> dict[str, datetime]:
    """The sources of the rows of a table with one of the values, and when that was judged last."""
    found: dict[str, datetime] = {}
    where = one_of(column, values) if also is None else one_of(column, values) & also
    for row in rows_in(files_of(version, table) if values else (), table, ["source_id", column], where):
        found[row["source_id"]] = max(values[row[column]], found.get(row["source_id"], values[row[column]]))
    return found


def _outdated(version: Path | None, asked: dict[str, datetime], ids: dict[str, datetime]) -> frozenset[str]:
    began = {run: at - MARGIN for run, at in runs.began(version).items()}
    found = set()
    where = one_of("source_uri", [uri for uri in asked if uri]) | one_of("source_id", ids)
    for row in rows_in(files_of(version, "sources"), "sources", ["source_id", "source_uri", "run_id"], where):
        times = [at for at in (asked.get(row["source_uri"]), ids.get(row["source_id"])) if at]
        if row["run_id"] not in began or max(times) > began[row["run_id"]]:
            found.add(row["source_uri"])
    return frozenset(found)
