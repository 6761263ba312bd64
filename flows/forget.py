"""Take a source out of every table and of the index. Not a flow: there is one thing to do, and it must be quick."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from flows import repeats
from flows.likeness import Likeness
from schemas.config import RepeatOptions
from schemas.errors import ConfigurationError
from schemas.ids import make_id
from schemas.tables import TABLES
from warehouse import across, changes, commit, compact, iceberg, index, reviews, runs
from warehouse.report import build_report
from warehouse.tables import one_of, rows_in
from warehouse.withdraw import withdrawal


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken out, and what became of the paragraphs that repeated it."""

    source_id: str | None  # None where the input had been rejected and never cleaned
    source_uri: str
    titles: list[str | None]  # of its documents
    rows: dict[str, int]  # rows of the source that are gone, by table
    representatives: int  # of its paragraphs, gone from the index with their keys
    joined: int  # paragraphs of other documents that repeated it and repeat another now
    promoted: int  # those that repeated it and stand for themselves now
    restored: int  # of the promoted: had been taken out as copies of it and are back in their documents
    restored_in: list[str]  # source_uri of these documents
    unregistered: bool  # the history of an Iceberg catalog went too: winnow publish begins a new one
    templates: int  # paragraphs that were told to be like it but for their numbers, and are so no longer

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self)


def forget(out: Path, name: str) -> Receipt:
    """Take the source called `name` (source_id, source_uri or its end) out of `out` and write the report anew.

    What was rejected under its name goes with it. The version before is deleted, so readers that had begun may have to
    begin again. Raises ConfigurationError for a name that no source or more than one has.
    """
    with commit.writing(out) as folder:
        compact.upgrade(out, folder)
        source_id, uri = _find(commit.current_version(out), name)
        reviews.fold(out, forget=uri)  # what was judged of it quotes it
        old = commit.current_version(out)
        sources = {source_id} if source_id else set()
        titles = _column(old, "documents", "title", sources)
        options = _options(old)
        goes = withdrawal(old, sources, {uri})
        job = across.Job(
            folder / "repeats",
            folder / "clean",
            folder / "learned.parquet",
            options,
            index.Index(old, goes.absent),
            Likeness(options, reviews.acting(reviews.verdicts(out))),
        )
        plan = repeats.find(job, goes.compared(), repeats.here)
        goes.tell(across.findings(job, across.ORPHANS))
        change = make_id("forget", uri, old.name)
        repeats.write_index(job, plan, folder / "final", change, repeats.here)
        goes.forgets = changes.lineage(old, sources)
        changes.write(old, folder / "final", change, goes, None)
        commit.publish(out, folder / "final", change, goes)
        shutil.rmtree(old)
        unregistered = iceberg.forget(out)
        build_report(out)
        back = {orphan.was["source_id"] for orphan in goes.orphans.values() if orphan.restored}
        restored_in = _column(commit.current_version(out), "sources", "source_uri", back)
    copies = [orphan for orphan in goes.orphans.values() if orphan.was["kind"] != "template"]
    joined = sum(orphan.now is not None and orphan.now["kind"] != "template" for orphan in copies)
    return Receipt(
        source_id,
        uri,
        titles,
        {table: goes.gone[table] for table in TABLES if table != "runs"},
        goes.gone["representatives"],
        joined,
        len(copies) - joined,
        sum(orphan.restored for orphan in copies),
        restored_in,
        unregistered,
        len(goes.orphans) - len(copies),
    )


def _find(version: Path, name: str) -> tuple[str | None, str]:
    """The source_id and source_uri that `name` stands for; an input that was only ever rejected has no source_id."""
    known: dict[str, str | None] = {}
    for row in rows_in(commit.files_of(version, "rejects"), "rejects", ["source_uri"]):
        known[row["source_uri"]] = None
    for row in rows_in(commit.files_of(version, "sources"), "sources", ["source_uri", "source_id"]):
        known[row["source_uri"]] = row["source_id"]
    exact = [uri for uri, source_id in known.items() if name in (uri, source_id)]
    found = exact or [uri for uri in known if uri.endswith("/" + name)]
    if not found:
        raise ConfigurationError(
            f"no source is called {name}: give its source_id, its source_uri or the end of it after a /"
        )
    if len(found) > 1:
        told = "; ".join(sorted(found)[:5])
        raise ConfigurationError(f"{name} names {len(found)} sources ({told}); give one source_id or source_uri")
    return known[found[0]], found[0]


def _column(version: Path, table: str, column: str, sources: set[str]) -> list:
    """The values of a column in the rows of these sources."""
    rows = rows_in(commit.files_of(version, table), table, [column], one_of("source_id", sources))
    return [row[column] for row in rows]


def _options(version: Path) -> RepeatOptions:
    """The options of the last run: orphans must be compared as all others were."""
    made = runs.last_configuration(version)["repeats"]
    known = {option.name for option in fields(RepeatOptions)}
    return RepeatOptions(**{name: value for name, value in made.items() if name in known})
