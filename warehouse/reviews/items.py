"""One thing to judge: the text, what stands around it, and the row of `reviews` that a verdict on it becomes."""

from __future__ import annotations

from datetime import datetime

import duckdb

from schemas.tables import TABLES
from warehouse.reviews.journal import review_id
from warehouse.sql import rows

# Characters shown before and after a removed text, and of its own text.
AROUND = 240
# Characters of a line that tell where in it a removed text stood.
LINE_CHARS = 40


def details(con: duckdb.DuckDBPyConnection, items: list[str]) -> dict[str, dict]:
    """What is known of items of the queue, or of any removal (`r-` and its id), by item. Unknown ones are left out."""
    found: dict[str, dict] = {}
    asked = rows(
        con,
        "select distinct item, subject, removal_id, paragraph_id, representative_paragraph_id, scope from queue "
        "where item in (select unnest($items::varchar[]))",
        {"items": items},
    )
    ids = {row["removal_id"]: row["item"] for row in asked if row["removal_id"]}
    ids |= {item[2:]: item for item in items if item.startswith("r-")}
    for row in _removals(con, list(ids)) if ids else ():
        found[ids[row["removal_id"]]] = row
    pairs = {
        (r["paragraph_id"], r["representative_paragraph_id"], r["scope"]): r["item"] for r in asked if r["paragraph_id"]
    }
    for row in _repeats(con, [key[0] for key in pairs]) if pairs else ():
        item = pairs.get((row["paragraph_id"], row["representative_paragraph_id"], row["scope"]))
        if item:
            found[item] = row
    return {item: row | {"item": item, "subject": _subject(row)} for item, row in found.items()}


def _subject(row: dict) -> str:
    return "repeat" if row["paragraph_id"] else "learned" if row["reason"] == "learned" else "removal"


def _removals(con: duckdb.DuckDBPyConnection, ids: list[str]) -> list[dict]:
    """Removals with the text around them. `before` and `after` are of the source text, whatever became of it."""
    return rows(
        con,
        f"""
        with mine as (select * from removals where removal_id in (select unnest($ids::varchar[]))),
        owner as (select source_id, source_uri, platform, source_text, media_type, char_count from sources
                  where source_id in (select source_id from mine)),
        first_doc as (select source_id, min_by(doc_id, article_index) as doc_id from documents
                      where source_id in (select source_id from mine) group by source_id),
        alike as (select rule, text, count(*) as n from removals
                  where text in (select text from mine) and rule in (select rule from mine) group by rule, text)
        select m.removal_id, m.source_id, coalesce(m.doc_id, f.doc_id) as doc_id, m.start, m.text, m.rule, m.reason,
            m.evidence, m.run_id, o.source_uri, o.platform, d.account, d.title, d.published_at, d.kept_share, a.n as places,
            substr(o.source_text, greatest(m.start - {AROUND}, 0) + 1, least(m.start, {AROUND})) as before,
            substr(o.source_text, m."end" + 1, {AROUND}) as after,
            null as paragraph_id, null as representative_paragraph_id, null as scope
        from mine m join owner o using (source_id) left join first_doc f using (source_id)
        left join documents d on d.doc_id = coalesce(m.doc_id, f.doc_id) left join alike a on a.rule = m.rule and a.text = m.text
        """,
        {"ids": ids},
    )


def _repeats(con: duckdb.DuckDBPyConnection, ids: list[str]) -> list[dict]:
    """Repeats with the paragraph they repeat, and how many repeat it."""
    return rows(
        con,
        """
        with mine as (select * from repeats where paragraph_id in (select unnest($ids::varchar[]))),
        heads as (select paragraph_id, text from paragraphs
                  where paragraph_id in (select representative_paragraph_id from mine)),
        docs as (select d.doc_id, d.title, d.account, d.published_at, d.kept_share, s.source_uri, s.platform
                 from documents d join (select source_id, source_uri, platform from sources) s using (source_id)
                 where doc_id in (select doc_id from mine union all select representative_doc_id from mine)),
        size as (select representative_paragraph_id, count(*) as n from repeats
                 where representative_paragraph_id in (select representative_paragraph_id from mine) group by all)
        select m.paragraph_id, m.source_id, m.doc_id, m.representative_paragraph_id, m.representative_doc_id, m.scope, m.kind,
            m.diff_kind, m.similarity, m.differing_numbers, m.decision, m.text, m.run_id, h.text as other_text,
            d.source_uri, d.platform, d.account, d.title, d.published_at, d.kept_share,
            o.source_uri as other_source_uri, o.account as other_account, o.title as other_title,
            o.published_at as other_published_at, z.n as places, null as removal_id, null as reason
        from mine m join heads h on h.paragraph_id = m.representative_paragraph_id
        join docs d on d.doc_id = m.doc_id join docs o on o.doc_id = m.representative_doc_id
        left join size z using (representative_paragraph_id)
        """,
        {"ids": ids},
    )


def review(about: dict, verdict: str, reviewer: str, at: datetime, note: str | None, sampled: bool) -> dict:
    """The row of `reviews` that a verdict on an item becomes; `about` is one of `details`."""
    row = {name: about.get(name) for name in TABLES["reviews"].published.names}
    if about["removal_id"]:
        row["line_before"] = about["before"].rpartition("\n")[2][-LINE_CHARS:]
        row["line_after"] = about["after"].partition("\n")[0][:LINE_CHARS]
    return row | {
        "review_id": review_id(about["item"], reviewer, at),
        "verdict": verdict,
        "reviewer": reviewer,
        "at": at,
        "note": note or None,
        "sampled": sampled,
    }
