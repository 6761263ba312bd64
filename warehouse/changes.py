"""Which documents a run adds, changes and withdraws, and why: rows of `changes`, made before the run is published.

A pure function of the old version, the run's final tables and the withdrawal. Rows hold ids and hashes, no text and no names,
so what a forgotten document leaves behind says nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import TABLES
from warehouse import runs
from warehouse.staging import part_name, write_table
from warehouse.tables import one_of, read_rows, rows_in
from warehouse.versions import files_of, number

if TYPE_CHECKING:
    from warehouse.withdraw import Withdrawal

_SCHEMA = TABLES["changes"].schema
_COLUMNS = ["doc_id", "source_id", "article_index", "content_sha256"]
# Rows compared at a time.
_BATCH = 256


def write(old: Path | None, final: Path, run_id: str, withdrawal: Withdrawal, now: Mapping[str, str] | None) -> None:
    """Stage the rows of `changes` beside the final tables of a run.

    `now` is what the run is made with (code, rules, configuration), None where sources are forgotten.
    """
    rows, known = _replaced(old, final, withdrawal, now)
    rows += [_row("changed", "repeat", row, row) for row in _orphans(old, withdrawal)]
    told = pa.concat_tables([_added(final, known), pa.Table.from_pylist(rows, _SCHEMA)])
    at = _SCHEMA.get_field_index("version")
    told = told.set_column(at, _SCHEMA.field(at), pa.repeat(pa.scalar(number(old) + 1, pa.int64()), len(told)))
    write_table(TABLES["changes"].of_run(told, run_id), final / "changes" / part_name(0))


def lineage(version: Path, sources: set[str]) -> set[str]:
    """These sources and those whose place they took."""
    columns = ["source_id", "previous_source_id"]
    rows = rows_in(files_of(version, "changes"), "changes", columns)
    before = {(row["source_id"], row["previous_source_id"]) for row in rows}
    found, new = set(), set(sources)
    while new:
        found |= new
        new = {was for source, was in before if source in new and was} - found
    return found


def without_hashes(rows: pa.Table, sources: set[str]) -> pa.Table:
    """Rows of `changes` without the hashes of the texts of these sources."""
    values = pa.array(sorted(sources), pa.string())
    for source, content in (("source_id", "content_sha256"), ("previous_source_id", "previous_content_sha256")):
        at = rows.schema.get_field_index(content)
        kept = pc.if_else(pc.is_in(rows[source], values), pa.scalar(None, pa.string()), rows[content])
        rows = rows.set_column(at, rows.schema.field(at), kept)
    return rows


def _replaced(
    old: Path | None, final: Path, withdrawal: Withdrawal, now: Mapping[str, str] | None
) -> tuple[list[dict], set[str]]:
    """Rows for the documents of sources that go, and for those that take their place: the same article of the same input.

    Also returns which documents of the run these are.
    """
    if not withdrawal.sources:
        return [], set()
    before = _places(files_of(old, "documents"), files_of(old, "sources"), withdrawal.sources)
    uris = {uri for uri, _ in before}
    after = _places(_staged(final, "documents"), _staged(final, "sources"), _sources_at(final, uris))
    again = {row["doc_id"] for place, row in after.items() if place in before and _is_redone(row, before[place])}
    then, anew = _digests(files_of(old, "documents"), again), _digests(_staged(final, "documents"), again)
    made = runs.made_with(old) if again else {}
    rows = []
    for place in sorted(before.keys() | after.keys()):
        was, row = before.get(place), after.get(place)
        if row is None:
            rows.append(_row("withdrawn", "input" if now else "forget", was, None))
        elif was is None:
            rows.append(_row("added", "input", row, None))
        elif not _is_redone(row, was):
            rows.append(_row("changed", "input", row, was))
        elif then[row["doc_id"]] != anew[row["doc_id"]]:
            rows.append(_row("changed", why(made[was["run_id"]], now), row, was))
    return rows, {row["doc_id"] for row in after.values()}


def _is_redone(row: dict, was: dict) -> bool:
    """The same bytes, cleaned anew."""
    return row["doc_id"] == was["doc_id"]


def why(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What the same bytes are told otherwise for: what the run is made with, and was not before."""
    told = [name for name in ("rules", "code") if then[name] != now[name]]
    before, after = json.loads(then["configuration"]), json.loads(now["configuration"])
    told += ["review"] if before.pop("verdicts", None) != after.pop("verdicts", None) else []
    told += ["configuration"] if before != after else []
    return "+".join(told) or "input"  # the same in all: columns beside the text are told otherwise


def _places(documents: list[Path], sources: list[Path], ids: set[str]) -> dict[tuple[str, int], dict]:
    """The documents of these sources by where they stand: source_uri and article_index."""
    mine = one_of("source_id", ids)
    told = rows_in(sources, "sources", ["source_id", "source_uri"], mine)
    uris = {row["source_id"]: row["source_uri"] for row in told}
    rows = rows_in(documents, "documents", [*_COLUMNS, "run_id"], mine)
    return {(uris[row["source_id"]], row["article_index"]): row for row in rows}


def _sources_at(final: Path, uris: set[str]) -> set[str]:
    rows = rows_in(_staged(final, "sources"), "sources", ["source_id"], one_of("source_uri", uris))
    return {row["source_id"] for row in rows}


def _orphans(old: Path | None, withdrawal: Withdrawal) -> list[dict]:
    """Published documents with a paragraph that repeated what goes."""
    docs = {orphan.was["doc_id"] for orphan in withdrawal.orphans.values()}
    rows = rows_in(files_of(old, "documents") if docs else (), "documents", _COLUMNS, one_of("doc_id", docs))
    return sorted(rows, key=lambda row: row["doc_id"])


def _added(final: Path, known: set[str]) -> pa.Table:
    """Rows for the other documents of the run: they are new. Column by column, for there may be many."""
    others = ~one_of("doc_id", known)
    tables = [_SCHEMA.empty_table()]
    for path in _staged(final, "documents"):
        new = read_rows(path, "documents", ["doc_id", "source_id", "content_sha256"], others)
        told = {name: new[name] for name in new.column_names} | {"change": pa.repeat("added", len(new))}
        told |= {"cause": pa.repeat("input", len(new)), "version": pa.repeat(pa.scalar(0, pa.int64()), len(new))}
        nothing = pa.nulls(len(new), pa.string())
        tables.append(pa.table([told.get(name, nothing) for name in _SCHEMA.names], schema=_SCHEMA))
    return pa.concat_tables(tables)


def _digests(files: Iterable[Path], docs: set[str]) -> dict[str, bytes]:
    """What is told of documents, in short: all columns but the run."""
    found = {}
    for path in files if docs else ():
        for batch in pq.ParquetFile(path).iter_batches(_BATCH):
            for row in pa.Table.from_batches([batch]).filter(one_of("doc_id", docs)).to_pylist():
                row.pop("run_id", None)
                found[row["doc_id"]] = sha256(repr(sorted(row.items())).encode("utf-8", "surrogatepass")).digest()
    return found


def _staged(final: Path, table: str) -> list[Path]:
    return sorted((final / table).glob("*.parquet"))


def _row(change: str, cause: str, document: dict, was: dict | None) -> dict:
    return {
        "doc_id": document["doc_id"],
        "change": change,
        "cause": cause,
        "source_id": document["source_id"],
        "content_sha256": None if change == "withdrawn" else document["content_sha256"],
        "previous_doc_id": was and was["doc_id"],
        "previous_source_id": was and was["source_id"],
        "previous_content_sha256": was and was["content_sha256"],
        "version": 0,
    }
