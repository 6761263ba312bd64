"""Which rows the page shows when there are too many, as pieces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import duckdb

from warehouse.report.pieces import Pieces
from warehouse.sql import rows

CHINA = timezone(timedelta(hours=8))
MOST_REMOVALS = 100_000
MOST_DOCUMENTS = 30_000
ROWS_PER_PIECE = 5_000
REMOVAL_CHARS = 300  # of a removed text; the whole one stands in the table and in `explain`
TITLE_CHARS = 80
URI_CHARS = 200
EVIDENCE_CHARS = 120
ID_CHARS = 12  # of an id's 32 hex digits: among a million rows two share them with a chance of 0.2 %
REMOVAL_BUDGET = 4_200_000  # with the other two budgets and the frame a page stays under 10 MB
DOCUMENT_BUDGET = 1_800_000


def documents(con: duckdb.DuckDBPyConnection) -> Pieces:
    """Every place a removal or repeat can stand in: documents, and sources without one. Places are numbered."""
    [(total,)] = con.execute("select count(*) from place").fetchall()
    cursor = con.execute(
        f"""
        select left(coalesce(doc_id, source_id), {ID_CHARS}), left(title, {TITLE_CHARS}), platform,
            left(account, {TITLE_CHARS}), left(source_uri, {URI_CHARS}), published_at,
            left(canonical_url, {URI_CHARS}), round(word.share, 4), char_count, warnings[:4],
            published_precision
        from place left join word using (source_id) order by place limit {MOST_DOCUMENTS}
        """
    )
    return Pieces(DOCUMENT_BUDGET, total).fill(_batches(cursor, _document))


def _document(row: tuple) -> list:
    *values, precision = row
    return [_time(value, precision) if isinstance(value, datetime) else value for value in values]


def _time(value: datetime, precision: str | None) -> str:
    """China time, as the platforms print it; a day stays the day it was printed as."""
    local = value.astimezone(CHINA)
    return local.strftime("%Y-%m-%d %H:%M" if precision in ("minute", "second") else "%Y-%m-%d")


def removals(con: duckdb.DuckDBPyConnection) -> Pieces:
    """Removals as [[new texts: rule, reason, text, whole length, evidence], [rows: text, place, start, id]].

    A row names its text by number over all pieces. Over the limit every rule keeps its share: rows are taken by their
    rank within their rule, and ids are hashes, so each rule shows a uniform sample.
    """
    [(total,)] = con.execute("select count(*) from cut").fetchall()
    cursor = con.execute(
        f"""
        with ranked as (
            select *, row_number() over (partition by rule order by removal_id) as rank from cut),
        chosen as (select * from ranked order by rank, rule limit {MOST_REMOVALS})
        select c.rule, c.reason, left(r.text, {REMOVAL_CHARS}), length(r.text), left(r.evidence, {EVIDENCE_CHARS}),
            c.place, c.start, left(c.removal_id, {ID_CHARS})
        from chosen c join removals r using (removal_id)
        where c.place < {MOST_DOCUMENTS}
        order by c.rank, c.rule
        """
    )
    return Pieces(REMOVAL_BUDGET, total).fill(_removal_batches(cursor))


def _removal_batches(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, int]]:
    known: dict[tuple, int] = {}
    while batch := cursor.fetchmany(ROWS_PER_PIECE):
        texts, found = [], []
        for rule, reason, text, length, evidence, place, start, removal_id in batch:
            number = known.get((rule, reason, text, length))
            if number is None:
                number = known[rule, reason, text, length] = len(known)
                texts.append([rule, reason, text, length, evidence])
            found.append((number, place, start, removal_id))
        found.sort()
        # Columns, not rows: numbers that grow slowly deflate well.
        yield [_columns(texts, 5), _columns(found, 4)], len(batch)


def _batches(cursor: duckdb.DuckDBPyConnection, row) -> Iterator[tuple[object, int]]:
    while batch := cursor.fetchmany(ROWS_PER_PIECE):
        yield _columns([row(values) for values in batch], len(batch[0])), len(batch)


def _columns(values: list, width: int) -> list[list]:
    return [list(column) for column in zip(*values, strict=True)] if values else [[] for _ in range(width)]


def reprints(con: duckdb.DuckDBPyConnection) -> list:
    """Documents whose text stands in another one: [place of that one, [[place, share, 1 for an excerpt], ...]],
    most copied first."""
    found = rows(
        con,
        f"""
        select o.place as origin, list([c.place, round(d.repeat_share, 3), (coalesce(d.repeat_kind, '') = 'excerpt')::int] order by c.published_at, c.place)[:200] as copies
        from documents d join place c on c.doc_id = d.doc_id join place o on o.doc_id = d.repeat_of_doc_id
        where o.place < {MOST_DOCUMENTS} and c.place < {MOST_DOCUMENTS}
        group by o.place order by count(*) desc, o.place limit 2000
        """,
    )
    return [[row["origin"], row["copies"]] for row in found]
