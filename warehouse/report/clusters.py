"""Repeat clusters for the page: a representative and the paragraphs that repeat it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import duckdb

from warehouse.report.pieces import Pieces
from warehouse.report.samples import ID_CHARS, MOST_DOCUMENTS

MOST_REPEATS = 20_000
MOST_MEMBERS = 100  # of one cluster; the least alike are shown first
MEMBERS_PER_PIECE = 1_500
PARAGRAPH_CHARS = 1_200
REPEAT_BUDGET = 3_200_000


def clusters(con: duckdb.DuckDBPyConnection) -> Pieces:
    """Clusters as [scope, id, place, text, length, members, characters, [members]].

    A member is [place, id, kind, what differs, similarity, numbers, decision, why the representative stands, text or 0
    when it is the same].
    Over the limit, those with the most characters and those with the least alike members come first.
    """
    [(total,)] = con.execute("select count(*) from repeats").fetchall()
    con.execute(
        f"""
        create or replace temp table cluster as
        with counted as (
            select scope, representative_paragraph_id as id, any_value(representative_doc_id) as doc_id,
                count(*) as members, sum(length(text)) as chars, min(similarity) as least
            from repeats group by scope, id),
        ranked as (
            select *, least(row_number() over (order by chars desc, id), row_number() over (order by least, id)) as worth
            from counted)
        select *, sum(least(members, {MOST_MEMBERS})) over (order by worth, id, scope) as so_far,
            row_number() over (order by worth, id, scope) as rank
        from ranked
        """
    )
    cursor = con.execute(
        f"""
        with shown as (select * from cluster where so_far <= {MOST_REPEATS} or rank = 1),
        heads as (select paragraph_id as id, left(text, {PARAGRAPH_CHARS}) as text, length(text) as length
                  from all_paragraphs where paragraph_id in (select id from shown)),
        member as (
            select *, row_number() over (
                partition by scope, representative_paragraph_id order by similarity, paragraph_id) as n
            from repeats)
        select c.rank, c.scope, left(c.id, {ID_CHARS}), rp.place, h.text, h.length, c.members, c.chars::bigint,
            {_WHY} as why,
            mp.place, left(m.paragraph_id, {ID_CHARS}), m.kind, m.diff_kind, round(m.similarity, 3),
            m.differing_numbers, m.decision, left(m.text, {PARAGRAPH_CHARS})
        from shown c
        join member m on m.scope = c.scope and m.representative_paragraph_id = c.id and m.n <= {MOST_MEMBERS}
        left join heads h on h.id = c.id
        join place rp on rp.doc_id = c.doc_id
        join place mp on mp.doc_id = m.doc_id
        where rp.place < {MOST_DOCUMENTS} and mp.place < {MOST_DOCUMENTS}
        order by c.rank, m.n
        """
    )
    return Pieces(REPEAT_BUDGET, total).fill(_batches(cursor))


# Why the representative stands and the member repeats it, in the order of the survivor policy.
_WHY = """
    case when m.scope = 'document' then 'first'
         when rp.run_id <> mp.run_id then 'run'
         when rp.published_at < mp.published_at then 'published'
         when rp.published_at is not null and mp.published_at is null then 'dated'
         when rp.fetched_at < mp.fetched_at then 'fetched'
         else 'id' end"""


def _batches(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, int]]:
    piece, count = [], 0
    for _, group in groupby(_stream(cursor), key=itemgetter(0)):
        found = list(group)
        _, scope, id_, place, text, length, members, chars = found[0][:8]
        piece.append([scope, id_, place, text, length, members, chars, [_member(row, text) for row in found]])
        count += len(found)
        if count >= MEMBERS_PER_PIECE:
            yield piece, count
            piece, count = [], 0
    if piece:
        yield piece, count


def _stream(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while batch := cursor.fetchmany(2_000):
        yield from batch


def _member(row: tuple, representative: str | None) -> list:
    why, place, id_, kind, differs, similarity, numbers, decision, text = row[8:]
    return [place, id_, kind, differs, similarity, numbers, decision, why, 0 if text == representative else text]
