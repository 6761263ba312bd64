"""One document explained: its source with every removed span and the rule that took it, its metadata, its repeats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.errors import ConfigurationError
from warehouse.report.plain import plain
from warehouse.report.views import connect
from warehouse.sql import rows

MOST_CANDIDATES = 8  # documents named when a name fits several

SHOWN_FIELDS = (
    "title", "subtitle", "authors", "editors", "account", "publisher", "original_publisher", "published_at",
    "published_raw", "published_precision", "fetched_at", "canonical_url", "language", "is_original",
)  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """A stretch of source text: removed for `reason` by `rule`, or kept (reason None). `foreign`: another article's."""

    start: int
    end: int
    text: str
    reason: str | None = None
    rule: str = ""
    evidence: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Pair:
    """A paragraph of this document and the one it repeats, or the one that repeats it (`is_representative`)."""

    text: str
    other: str | None
    other_doc: str
    other_title: str | None
    scope: str
    kind: str
    similarity: float
    numbers: tuple[str, ...]
    decision: str
    is_representative: bool


@dataclass(frozen=True)
class Explanation:
    """All that is known of one document, or of a whole source: `documents` are rows of that table."""

    source: dict
    documents: list[dict]
    segments: list[Segment]
    pairs: list[Pair]
    fields: list[list[tuple[str, str, str]]]  # per document: field, value, where it came from


def explain(out: Path, doc: str) -> Explanation:
    """Explain `doc`: a doc_id or its beginning, a source_id or its beginning, or a source_uri or its end.

    A name of a source explains all its articles. Raises ConfigurationError when nothing or several fit, naming them.
    """
    con = connect(out)
    try:
        source_id, doc_id = _resolve(con, doc)
        [source] = rows(con, "select * from sources where source_id = ?", [source_id])
        documents = rows(con, "select * from documents where source_id = ? order by article_index", [source_id])
        shown = [d for d in documents if doc_id in (None, d["doc_id"])]
        ids = [d["doc_id"] for d in shown]
        return Explanation(
            source=source,
            documents=shown,
            segments=_segments(con, source, None if doc_id is None else set(ids)),
            pairs=_pairs(con, ids),
            fields=[_fields(d) for d in shown],
        )
    finally:
        con.close()


def _resolve(con: duckdb.DuckDBPyConnection, doc: str) -> tuple[str, str | None]:
    """(source_id, doc_id) of the one document or source `doc` names; doc_id None for a source."""
    if not doc.strip():
        raise ConfigurationError("name a document: a doc_id, a source_id or the end of a path")
    for sql in (
        "select source_id, doc_id, coalesce(title, '') as name from documents where starts_with(doc_id, $1)",
        "select source_id, null as doc_id, source_uri as name from sources where starts_with(source_id, $1)",
        "select source_id, null as doc_id, source_uri as name from sources where source_uri = $1",
        "select source_id, null as doc_id, source_uri as name from sources where ends_with(source_uri, '/' || $1)",
        "select source_id, null as doc_id, source_uri as name from sources where ends_with(source_uri, $1)",
    ):
        found = con.execute(f"{sql} order by all limit {MOST_CANDIDATES + 1}", [doc]).fetchall()
        if len(found) == 1:
            return found[0][0], found[0][1]
        if found:
            names = "; ".join(f"{d or s} {plain(name)}".strip() for s, d, name in found[:MOST_CANDIDATES])
            more = " and more" if len(found) > MOST_CANDIDATES else ""
            raise ConfigurationError(f"{plain(doc)} fits several: {names}{more}")
    near = con.execute(
        "select source_uri from sources order by jaro_winkler_similarity(source_uri, ?) desc, source_uri limit 3", [doc]
    ).fetchall()
    hint = "; nearest: " + "; ".join(plain(name) for (name,) in near) if near else ""
    raise ConfigurationError(f"no document and no source is called {plain(doc)}{hint}")


def _segments(con: duckdb.DuckDBPyConnection, source: dict, ids: set[str] | None) -> list[Segment]:
    """The source text cut at every removal; white space that was removed counts as kept: it only separates."""
    text = source["source_text"]
    removed = rows(
        con,
        'select start, "end" as stop, reason, rule, evidence, doc_id from removals '
        "where source_id = ? and reason <> 'whitespace' order by start",
        [source["source_id"]],
    )
    foreign = [] if ids is None else _foreign(con, source["source_id"], ids)
    marks = [(r["start"], r["stop"], r) for r in removed] + [(a, b, None) for a, b in foreign]
    out, at = [], 0
    for start, stop, r in sorted(marks, key=lambda mark: mark[0]):
        if start > at:
            out.append(Segment(at, start, text[at:start]))
        if r is None:
            out.append(Segment(start, stop, text[start:stop], foreign=True))
        else:
            elsewhere = ids is not None and r["doc_id"] is not None and r["doc_id"] not in ids
            out.append(Segment(start, stop, text[start:stop], r["reason"], r["rule"], r["evidence"], foreign=elsewhere))
        at = stop
    if at < len(text):
        out.append(Segment(at, len(text), text[at:]))
    return out


def _foreign(con: duckdb.DuckDBPyConnection, source_id: str, ids: set[str]) -> list[tuple[int, int]]:
    """Kept spans of the source's other articles."""
    return con.execute(
        'select s.start, s."end" from (select doc_id, unnest(spans) as s from paragraphs where source_id = ?) '
        "where not list_contains(?, doc_id)",
        [source_id, sorted(ids)],
    ).fetchall()


def _pairs(con: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Pair]:
    found = rows(
        con,
        """
        with mine as (
            select *, false as is_representative, representative_doc_id as other_doc from repeats
                where list_contains($ids, doc_id)
            union all
            select *, true, doc_id from repeats
                where list_contains($ids, representative_doc_id) and not list_contains($ids, doc_id)),
        head as (select paragraph_id, text from paragraphs
                 where paragraph_id in (select representative_paragraph_id from mine))
        select m.*, h.text as head, d.title as other_title from mine m
        left join head h on h.paragraph_id = m.representative_paragraph_id
        left join documents d on d.doc_id = m.other_doc
        order by m.is_representative, m.scope, m.paragraph_id limit 500
        """,
        {"ids": ids},
    )
    return [
        Pair(
            text=(r["head"] or "") if r["is_representative"] else r["text"],
            other=r["text"] if r["is_representative"] else r["head"],
            other_doc=r["other_doc"],
            other_title=r["other_title"],
            scope=r["scope"],
            kind=r["kind"],
            similarity=r["similarity"],
            numbers=tuple(r["differing_numbers"]),
            decision=r["decision"],
            is_representative=r["is_representative"],
        )
        for r in found
    ]


def _fields(document: dict) -> list[tuple[str, str, str]]:
    evidence = dict(entry.partition("=")[::2] for entry in document["metadata_evidence"])
    out = []
    for name in SHOWN_FIELDS:
        value = document[name]
        if value is None or value == []:
            continue
        if isinstance(value, list):
            value = "、".join(value)
        elif hasattr(value, "isoformat"):
            value = value.strftime("%Y-%m-%d %H:%M:%S UTC")
        out.append((name, str(value), evidence.get(name, "")))
    return out
