"""What came in and what went out, counted. Characters are visible ones: white space never counts."""

from __future__ import annotations

import json

import duckdb

from warehouse.sql import rows

SAMPLES_PER_RULE = 6  # most frequent texts shown under a rule without opening the list of removals
SAMPLE_CHARS = 160
MOST_ACCOUNTS = 200
MOST_REJECTS = 500
MOST_RUNS = 20


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Temporary tables everything else is counted from: `size`, `place`, `cut`, `word`. None holds a document's text."""
    con.execute("create temp table size as select source_id, visible(source_text) as visible, char_count from sources")
    con.execute(
        """
        create temp table place as
        with wanted as (
            select s.source_id, d.doc_id from sources s left join documents d using (source_id)
            union
            select source_id, doc_id from all_documents where doc_id in (
                select representative_doc_id from repeats
                union all select repeat_of_doc_id from documents where repeat_of_doc_id is not null)
        )
        select row_number() over (order by s.source_uri, s.source_id, d.article_index) - 1 as place, w.source_id,
            w.doc_id, coalesce(d.article_index, 0) as article, coalesce(d.platform, s.platform) as platform, d.account,
            d.title, d.published_at, d.published_precision,
            d.fetched_at, d.canonical_url, d.char_count, d.publisher,
            coalesce(d.warnings, []) as warnings, s.source_uri, s.run_id
        from wanted w join all_sources s using (source_id) left join all_documents d using (doc_id)
        """
    )
    # Removals outside every article belong to the source: they are shown at its first document.
    con.execute(
        """
        create temp table cut as
        with first as (select source_id, min_by(place, article) as place from place group by source_id)
        select r.removal_id, r.source_id, coalesce(p.place, f.place) as place, r.rule, r.reason, r.start,
            visible(r.text) as visible
        from removals r
        join first f using (source_id)
        left join place p on p.doc_id = r.doc_id
        where r.reason <> 'whitespace'
        """
    )
    _words(con)


def _words(con: duckdb.DuckDBPyConnection) -> None:
    """`word`: per source, the visible characters that are not an image's markup, and how many of them are gone.

    An image's address is longer than most paragraphs: with it, a share says more about pictures than about text.
    """
    con.execute(
        """
        create temp table word as
        with gone as (
            select source_id, sum(visible) as removed, coalesce(sum(visible) filter (reason = 'image'), 0) as images
            from cut group by source_id)
        select source_id, visible - coalesce(images, 0) as words,
            (coalesce(removed, 0) - coalesce(images, 0)) / nullif(words, 0) as share
        from size left join gone using (source_id)
        """
    )


def totals(con: duckdb.DuckDBPyConnection) -> dict:
    """One number each: sources, documents, paragraphs, removals, repeats, rejects, visible characters in and removed."""
    [out] = rows(
        con,
        """
        select (select count(*) from sources) as sources, (select count(*) from documents) as documents,
            (select count(*) from paragraphs) as paragraphs, (select count(*) from cut) as removals,
            (select count(*) from repeats) as repeats, (select count(*) from rejects) as rejects,
            (select coalesce(sum(visible), 0) from size) as chars_in,
            (select coalesce(sum(visible), 0) from cut) as chars_removed,
            (select coalesce(sum(visible), 0) from cut where reason = 'image') as chars_images,
            (select count(distinct (scope, representative_paragraph_id)) from repeats) as clusters
        """,
    )
    out["removed_share"] = out["chars_removed"] / out["chars_in"] if out["chars_in"] else 0.0
    words = out["chars_in"] - out["chars_images"]
    out["text_share"] = (out["chars_removed"] - out["chars_images"]) / words if words else 0.0
    return out


def by_reason(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """Per reason: removals, sources they stand in, visible characters and their share of all that came in."""
    return rows(
        con,
        """
        select reason, count(*) as removals, count(distinct source_id) as sources, sum(visible) as chars,
            sum(visible) / nullif((select sum(visible) from size), 0) as share
        from cut group by reason order by chars desc, reason
        """,
    )


def by_rule(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """As `by_reason`, per rule, with its most frequent texts as `samples`: (text, how often)."""
    found = rows(
        con,
        """
        select rule, min(reason) as reason, count(*) as removals, count(distinct source_id) as sources,
            sum(visible) as chars, sum(visible) / nullif((select sum(visible) from size), 0) as share
        from cut group by rule order by chars desc, rule
        """,
    )
    samples: dict[str, list] = {}
    for row in rows(
        con,
        """
        with texts as (
            select rule, left(text, ?) as text, count(*) as often from removals where reason <> 'whitespace'
            group by all)
        select * from texts qualify row_number() over (partition by rule order by often desc, text) <= ?
        order by rule, often desc, text
        """,
        [SAMPLE_CHARS, SAMPLES_PER_RULE],
    ):
        samples.setdefault(row["rule"], []).append((row["text"], row["often"]))
    return [row | {"samples": samples.get(row["rule"], [])} for row in found]


def by_group(con: duckdb.DuckDBPyConnection, column: str) -> list[dict]:
    """Per platform or account (`column`): sources, documents, characters in and removed. An unknown one is None."""
    assert column in ("platform", "account")
    return rows(
        con,
        f"""
        with owner as (select source_id, min_by({column}, article) as name, count(doc_id) as documents from place
                       where source_id in (select source_id from size) group by source_id),
             gone as (select source_id, sum(visible) as removed, count(*) as removals from cut group by source_id)
        select o.name, count(*) as sources, sum(o.documents) as documents, sum(s.visible) as chars,
            coalesce(sum(g.removed), 0) as removed, coalesce(sum(g.removals), 0) as removals,
            coalesce(sum(g.removed), 0) / nullif(sum(s.visible), 0) as share
        from owner o join size s using (source_id) left join gone g using (source_id)
        group by o.name order by chars desc, o.name limit ?
        """,
        [MOST_ACCOUNTS],
    )


def by_share(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Sources by removed share of their words (images aside), ten bins of equal width."""
    bins = [0] * 10
    sql = "select least(9, floor(10 * share))::int as bin, count(*) from word where share is not null group by bin"
    for number, count in con.execute(sql).fetchall():
        bins[number] = count
    return bins


def decoding(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict]]:
    """Sources per encoding, per media type and per repair that changed something."""
    return {
        "encodings": rows(
            con,
            "select encoding as name, count(*) as n, min(encoding_confidence) as lowest from sources "
            "group by encoding order by n desc, name",
        ),
        "media_types": rows(
            con, "select media_type as name, count(*) as n from sources group by media_type order by n desc, name"
        ),
        "repairs": rows(
            con,
            r"select trim(regexp_replace(step, '\s*\(\d+ lines?\)$|:\s*\d+$', '')) as name, count(*) as n "
            "from (select unnest(repair_plan) as step from sources) group by 1 order by n desc, 1 limit 40",
        ),
    }


def repeat_totals(con: duckdb.DuckDBPyConnection) -> dict:
    """Repeats per scope, kind and decision with their characters, and how many per similarity in steps of 0.02."""
    kinds = rows(
        con,
        "select scope, kind, decision, count(*) as n, sum(length(text)) as chars from repeats "
        "group by all order by scope, kind, decision",
    )
    found = dict(
        con.execute(
            "select least(49, floor(similarity * 50))::int as bin, count(*) from repeats group by bin"
        ).fetchall()
    )
    bins = range(min(found, default=49), 50)
    return {"kinds": kinds, "similarity": [(f"{n / 50:.2f}", found.get(n, 0)) for n in bins]}


def rejects(con: duckdb.DuckDBPyConnection) -> dict:
    """Rejects per stage and error, and the first of them."""
    return {
        "groups": rows(
            con, "select stage, error, count(*) as n from rejects group by all order by n desc, stage, error"
        ),
        "rows": rows(con, "select * from rejects order by stage, error, source_uri limit ?", [MOST_REJECTS]),
    }


def runs(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """The newest runs, newest first, with their timings as a dictionary, the rules that fell silent, and the removed
    share of each."""
    found = rows(con, "select * from all_runs order by finished_at desc, run_id limit ?", [MOST_RUNS])
    for run in found:
        run["timings"] = _object(run["timings"])
        run["silent"] = _object(run.get("quality") or "{}").get("silent_rules", [])
        run["removed_share"] = 1 - run["kept_chars"] / run["source_chars"] if run["source_chars"] else None
        run["seconds"] = (run["finished_at"] - run["started_at"]).total_seconds()
    return found


def _object(text: str) -> dict:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
