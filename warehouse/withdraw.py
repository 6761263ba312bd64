"""What must change in published rows when sources are taken out: paragraphs that repeated them look for another.

A paragraph whose representative goes is an orphan: a copy of it, marked or taken out, or a template, which stands for
itself and was only told to be like another but for its numbers. Orphans are compared anew, before the paragraphs of the run
that takes the sources' place, in survivor order. A copy joins another representative or becomes one; what had been taken
out stays out in the first case and is put back in the second. A template may be told to be like another, or others like it.
`rewrite` makes the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.errors import ConfigurationError
from warehouse import derived
from warehouse.commit import files_of
from warehouse.tables import one_of, read_rows, rows_in

ORPHANS = pa.schema(
    [
        ("paragraph_id", pa.string()),
        ("doc_id", pa.string()),
        ("source_id", pa.string()),
        ("text", pa.large_string()),
        ("run", pa.string()),
    ]
)


@dataclass(slots=True)
class Orphan:
    """A published paragraph that lost what it repeated."""

    run: str  # the folder of its run
    part: str  # the file it stands in
    was: dict  # its row of `repeats`
    now: dict | None = None  # its new row; None when it repeats nothing any more

    @property
    def restored(self) -> bool:
        """It had been taken out and comes back."""
        return self.was["decision"] == "removed" and (self.now is None or self.now["decision"] != "removed")


@dataclass(slots=True)
class Withdrawal:
    """Published rows that change: all rows of `sources` go, the rows of `orphans` are told by what they repeat now."""

    version: Path | None = None
    sources: set[str] = field(default_factory=set)
    rejected_uris: set[str] = field(default_factory=set)
    forgets: set[str] = field(default_factory=set)  # sources of which `changes` must not keep hashes of texts
    orphans: dict[str, Orphan] = field(default_factory=dict)  # by paragraph, in survivor order
    sizes: dict[str, int] = field(default_factory=dict)  # of the documents that documents with orphans repeat
    indexed: set[str] = field(default_factory=set)  # orphans that were templates and have a new row in the index
    gone: Counter[str] = field(default_factory=Counter)  # rows of the sources that went, by table; representatives

    @property
    def absent(self) -> frozenset[str]:
        """Sources and paragraphs that a comparison must not find in the index: templates come to it with the orphans."""
        return frozenset(self.sources) | {i for i, orphan in self.orphans.items() if orphan.was["kind"] == "template"}

    def compared(self) -> pa.Table:
        """The orphans as paragraphs to compare, in survivor order, with the folder of their run."""
        rows = [{**orphan.was, "run": orphan.run} for orphan in self.orphans.values()]
        return pa.Table.from_pylist([{name: row[name] for name in ORPHANS.names} for row in rows], schema=ORPHANS)

    def tell(self, stars: pa.Table) -> None:
        """Take in what the orphans repeat now: `stars` are rows of `repeats`; those without a row are representatives."""
        for row in stars.to_pylist():
            orphan = self.orphans[row["paragraph_id"]]
            if row["kind"] == "template":
                orphan.now = row
            elif orphan.was["kind"] != "template":  # a template stands for copies of its own: it stays
                orphan.now = {**row, "decision": orphan.was["decision"]}
        self.sizes = self._sizes()

    def _sizes(self) -> dict[str, int]:
        others = {o.now["representative_doc_id"] for o in self.orphans.values() if o.now}
        docs: dict[tuple[str, str], set[str]] = defaultdict(set)
        for orphan in self.orphans.values():
            docs[orphan.run, orphan.part].add(orphan.was["doc_id"])
        for (run, part), mine in docs.items():
            path = self.version / "repeats" / run / part
            rows = read_rows(path, "repeats", ["representative_doc_id"], one_of("doc_id", mine))
            others.update(rows["representative_doc_id"].to_pylist())
        return derived.sizes_of(files_of(self.version, "documents"), others)

    def take_index(self, files: list[Path]) -> None:
        """Take in which paragraphs the new files of representatives hold: they need no older row there."""
        for path in files:
            ids = pq.read_table(path, columns=["paragraph_id"], partitioning=None)["paragraph_id"]
            self.indexed.update(i for i in ids.to_pylist() if i in self.orphans)

    def leaves(self, representatives: pa.Table) -> pa.ChunkedArray:
        """Which rows of the index go: those of the sources, and templates that were compared anew."""
        gone, again = (pa.array(sorted(ids), pa.string()) for ids in (self.sources, self.indexed))
        return pc.or_(pc.is_in(representatives["source_id"], gone), pc.is_in(representatives["paragraph_id"], again))

    def __bool__(self) -> bool:
        return bool(self.sources or self.rejected_uris)


def withdrawal(version: Path | None, sources: set[str], rejected_uris: set[str] = frozenset()) -> Withdrawal:
    """What changes in `version` when `sources` and the rejections of `rejected_uris` go."""
    found = Withdrawal(version, set(sources), set(rejected_uris))
    if version and sources:
        lost = _documents_of(version, sources)
        orphans = [orphan for path in files_of(version, "repeats") for orphan in _orphans(path, lost, sources)]
        orphans.sort(key=lambda told: told[0])
        found.orphans = {orphan.was["paragraph_id"]: orphan for _, orphan in orphans}
    return found


def _documents_of(version: Path, sources: set[str]) -> set[str]:
    mine = one_of("source_id", sources)
    return {row["doc_id"] for row in rows_in(files_of(version, "documents"), "documents", ["doc_id"], mine)}


def _orphans(path: Path, lost: set[str], gone: set[str]) -> list[tuple[tuple, Orphan]]:
    """The orphans of a file of `repeats`, each with its place in survivor order."""
    repeats = one_of("representative_doc_id", lost) & ~one_of("source_id", gone) & (pc.field("scope") == "corpus")
    rows = read_rows(path, "repeats", where=repeats).to_pylist()
    if not rows:
        return []
    run, part = path.parent.name, path.name
    places = _places(path.parents[2], run, part, {row["doc_id"] for row in rows})
    for row in rows:
        if row["paragraph_id"] not in places:
            raise ConfigurationError(
                f"{path.parents[2]}: written by an older version, which did not keep what is needed to put back a paragraph "
                "taken out as a copy; clean the inputs anew into another --out"
            )
    return [(places[row["paragraph_id"]], Orphan(run, part, row)) for row in rows]


def _places(version: Path, run: str, part: str, docs: set[str]) -> dict[str, tuple]:
    """The places of the paragraphs of `docs` in survivor order, also of those taken out."""

    def rows(table: str, columns: list[str]) -> list[dict]:
        return read_rows(version / table / run / part, table, columns, one_of("doc_id", docs)).to_pylist()

    kept: dict[str, list[str]] = defaultdict(list)
    taken: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows("paragraphs", ["doc_id", "paragraph_id"]):
        kept[row["doc_id"]].append(row["paragraph_id"])
    for row in rows("removals", ["doc_id", "paragraph_id", "paragraph_index"]):
        if row["paragraph_id"]:
            taken[row["doc_id"]][row["paragraph_index"]] = row["paragraph_id"]
    places = {}
    for row in rows("documents", ["doc_id", "published_at", "fetched_at"]):
        doc = row["doc_id"]
        for n, paragraph in enumerate(derived.reading_order(kept[doc], taken[doc])):
            places[paragraph] = (_late(row["published_at"]), _late(row["fetched_at"]), doc, n)
    return places


def _late(time: object) -> tuple:
    """An unknown time is never the earliest."""
    return (1, 0) if time is None else (0, time)
