"""What must change in published rows when sources are taken out: paragraphs that repeated them look for another.

A paragraph whose representative goes is an orphan. Orphans are compared anew, before the paragraphs of the run that
takes the sources' place: each joins another representative or becomes one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import REPRINT_SHARE
from schemas.tables import TABLES
from warehouse.commit import files_of

ORPHANS = pa.schema(
    [
        ("paragraph_id", pa.string()),
        ("doc_id", pa.string()),
        ("source_id", pa.string()),
        ("text", pa.large_string()),
        ("run", pa.string()),
    ]
)


def documents_of(version: Path | None, sources: set[str]) -> set[str]:
    """Ids of the published documents of `sources`."""
    return {doc for doc, source, *_ in _documents(version) if source in sources} if version and sources else set()


def orphans(version: Path | None, gone: set[str]) -> pa.Table:
    """The published paragraphs that repeat one of the sources in `gone`, in survivor order, with their run's folder.

    Paragraphs that were taken out as copies are not among them: `remove` keeps what it decided.
    """
    lost = documents_of(version, gone)
    if not lost:
        return ORPHANS.empty_table()
    order = {doc: (_late(published), _late(fetched), doc) for doc, _, published, fetched in _documents(version)}
    rows = []
    for path in files_of(version, "repeats"):
        columns = ["paragraph_id", "doc_id", "source_id", "representative_doc_id", "text", "kind", "scope", "decision"]
        for row in pq.read_table(path, columns=columns, partitioning=None).to_pylist():
            corpus = row["scope"] == "corpus" and row["kind"] != "template" and row["decision"] == "marked"
            if corpus and row["representative_doc_id"] in lost and row["source_id"] not in gone:
                rows.append({**row, "run": path.parent.name})
    rows.sort(key=lambda row: (order[row["doc_id"]], row["paragraph_id"]))
    return pa.Table.from_pylist([{name: row[name] for name in ORPHANS.names} for row in rows], schema=ORPHANS)


def _documents(version: Path) -> list[tuple]:
    columns = ["doc_id", "source_id", "published_at", "fetched_at"]
    tables = [pq.read_table(path, columns=columns, partitioning=None) for path in files_of(version, "documents")]
    return [tuple(row.values()) for table in tables for row in table.to_pylist()]


def _late(time: object) -> tuple:
    """An unknown time is never the earliest."""
    return (1, 0) if time is None else (0, time)


@dataclass(slots=True)
class Withdrawal:
    """Published rows that change: all rows of `sources` go, the rows of `orphans` are told by `stars`."""

    sources: set[str] = field(default_factory=set)
    rejected_uris: set[str] = field(default_factory=set)
    orphans: dict[str, dict | None] = field(default_factory=dict)  # paragraph id: its new row of `repeats`, or None
    docs: set[str] = field(default_factory=set)  # documents of the sources

    def tell(self, orphans: pa.Table, stars: Path) -> None:
        """Take in what the orphans repeat now: rows of `repeats` in `stars`; those without a row are representatives."""
        self.orphans = dict.fromkeys(orphans["paragraph_id"].to_pylist())
        for row in pq.read_table(stars).to_pylist():
            if row["kind"] != "template" or self.orphans[row["paragraph_id"]] is None:
                self.orphans[row["paragraph_id"]] = row

    def __bool__(self) -> bool:
        return bool(self.sources or self.rejected_uris)

    def apply(self, name: str, table: pa.Table, repeats: list[dict]) -> pa.Table:
        """The rows of a published file as they are from now on. `repeats` are the new repeats of the file's run."""
        if name == "rejects":
            return _without(table, "source_uri", self.rejected_uris)
        if "source_id" in table.schema.names:
            table = _without(table, "source_id", self.sources)
        if name == "repeats":
            return self._repeats(table)
        if name == "paragraphs" and self.orphans:
            return self._paragraphs(table)
        if name == "documents" and self.orphans:
            rows = table.to_pylist()
            fill_reprints(rows, repeats)
            return TABLES["documents"].from_rows(rows)
        return table

    def _repeats(self, table: pa.Table) -> pa.Table:
        """Orphans with their new row or none; templates of a paragraph that went are templates of nothing."""
        rows = []
        for row in table.to_pylist():
            if row["scope"] == "corpus" and row["paragraph_id"] in self.orphans and row["kind"] != "template":
                row = self.orphans[row["paragraph_id"]]
            elif row["representative_doc_id"] in self.docs and row["kind"] == "template":
                row = None
            if row:
                rows.append(row)
        return TABLES["repeats"].from_rows(rows)

    def _paragraphs(self, table: pa.Table) -> pa.Table:
        rows = table.to_pylist()
        for row in rows:
            if row["paragraph_id"] in self.orphans:
                new = self.orphans[row["paragraph_id"]]
                copy = new if new and new["kind"] != "template" else None
                row["repeat_of_paragraph_id"] = copy and copy["representative_paragraph_id"]
                row["repeat_similarity"] = copy and copy["similarity"]
        return TABLES["paragraphs"].from_rows(rows)


def _without(table: pa.Table, column: str, gone: set[str]) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table[column], pa.array(sorted(gone), pa.string()))))


def fill_reprints(documents: list[dict], repeats: list[dict]) -> None:
    """Set repeat_of_doc_id and repeat_share of rows of `documents` from rows of `repeats` of scope corpus."""
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in repeats:
        if row["scope"] == "corpus" and row["kind"] != "template":
            held[row["doc_id"]][row["representative_doc_id"]] += len(row["text"])
    for row in documents:
        doc = row["doc_id"]
        row["repeat_of_doc_id"] = row["repeat_share"] = None
        if doc in held and row["char_count"]:
            best = min(held[doc], key=lambda other: (-held[doc][other], other))
            row["repeat_share"] = min(1.0, held[doc][best] / row["char_count"])
            if row["repeat_share"] >= REPRINT_SHARE:
                row["repeat_of_doc_id"] = best
