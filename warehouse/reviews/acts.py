"""What verdicts ask of later runs, and which sources must be cleaned again for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyarrow.compute as pc

from schemas.verdicts import Protected, Verdicts
from warehouse.commit import files_of
from warehouse.reviews.journal import standing, verdicts
from warehouse.tables import one_of, read_rows


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


def changed_sources(out: Path, version: Path | None, since_run: str | None = None) -> set[str]:
    """The source_uris that verdicts ask to be cleaned again: those whose rows in `version` are not as the verdicts say.

    `since_run` limits them to verdicts given after that run began (None: all). A verdict that was undone asks for it too.
    For a chosen survivor these are the sources of all paragraphs of its cluster: a published representative stays otherwise.
    """
    began = _began(version, since_run)
    found: set[str] = set()
    clusters: set[str] = set()
    learned: set[tuple] = set()
    for row in verdicts(out):
        if began is not None and row["at"] < began:
            continue
        if row["verdict"] in ("wrong", "keep", "survivor", "undone"):
            found.add(row["source_uri"])
            if row["subject"] == "repeat" and row["verdict"] in ("survivor", "undone"):
                clusters.add(row["representative_paragraph_id"])
                found.add(row["other_source_uri"])
            if row["subject"] == "learned":
                learned.add((row["platform"], row["account"], row["text"]))
    found |= _uris(version, _members(version, clusters) | _with_learned(version, learned))
    return {uri for uri in found if uri}


def _began(version: Path | None, run: str | None):
    for path in files_of(version, "runs"):
        for row in read_rows(path, "runs", ["run_id", "started_at"]).to_pylist():
            if row["run_id"] == run:
                return row["started_at"]
    return None


def _members(version: Path | None, representatives: set[str]) -> set[str]:
    if not representatives:
        return set()
    mine = one_of("representative_paragraph_id", representatives)
    files = files_of(version, "repeats")
    return {sid for path in files for sid in read_rows(path, "repeats", ["source_id"], mine)["source_id"].to_pylist()}


def _with_learned(version: Path | None, learned: set[tuple]) -> set[str]:
    texts = {text for _, _, text in learned}
    if not texts:
        return set()
    mine = one_of("text", texts) & (pc.field("reason") == "learned")
    files = files_of(version, "removals")
    return {sid for path in files for sid in read_rows(path, "removals", ["source_id"], mine)["source_id"].to_pylist()}


def _uris(version: Path | None, source_ids: set[str]) -> set[str]:
    if not source_ids:
        return set()
    mine = one_of("source_id", source_ids)
    files = files_of(version, "sources")
    return {uri for path in files for uri in read_rows(path, "sources", ["source_uri"], mine)["source_uri"].to_pylist()}
