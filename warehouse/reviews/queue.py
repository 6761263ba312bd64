"""What most deserves a look: an order over removals and repeats, filtered, a page at a time.

Items stand in the queue for a reason (`why`):

    new      three removals of every rule that no earlier run had
    learned  chrome of an account that no person has accepted: one item per account and text
    near     repeats that are barely alike, least alike first
    share    the longest removal of the documents that lost the largest share
    sample   a random sample per rule and per kind of repeat, for an unbiased estimate of precision

Ids are hashes of places, so their order is a random one that nobody chose and that stays: a sample is the first ids.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from warehouse.sql import rows

WHYS = ("new", "learned", "near", "share", "sample")
PER_NEW_RULE = 3
MOST_DOCUMENTS = 300
# A near repeat this close above the threshold is looked at: an edit more and it would not be one.
CLOSE = 0.05
MOST_NEAR = 20_000
# Sampled per rule and kind of repeat. With 30 judged right the 95 % interval begins at 0.89.
PER_RULE = 30
# What a filter searches of a text.
SEARCHED_CHARS = 500
PER_PAGE = 30
# Reasons nobody judges here: white space, pictures, and copies, which are judged as repeats.
NOT_JUDGED = "('whitespace', 'image', 'repeat')"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reviewer asks to see. Empty fields ask for everything."""

    why: str = ""
    subject: str = ""
    platform: str = ""
    rule: str = ""
    text: str = ""
    state: str = "open"  # open: not judged by this reviewer; judged; all

    @property
    def samples(self) -> bool:
        """Items seen this way are an unbiased sample of their rule: chosen by nothing but chance and the rule."""
        return self.why == "sample" and not self.platform and not self.text


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `queue`, a row per item and why, on a connection of `report.views.connect`."""
    con.execute(
        f"""
        create or replace temp table cut as
        with first_doc as (select source_id, min_by(doc_id, article_index) as doc_id from documents group by source_id)
        select r.removal_id, r.source_id, r.doc_id, r.run_id, r.rule, r.reason, length(r.text) as chars,
            left(r.text, {SEARCHED_CHARS}) as text, coalesce(d.platform, s.platform) as platform, d.account,
            case when r.reason = 'learned'
                then 'l-' || md5(concat_ws(chr(0), coalesce(s.platform, ''), coalesce(d.account, ''), r.text))
                else 'r-' || r.removal_id end as item
        from removals r join (select source_id, platform from sources) s using (source_id)
        left join first_doc f using (source_id)
        left join (select doc_id, platform, account from documents) d on d.doc_id = coalesce(r.doc_id, f.doc_id)
        where r.reason not in {NOT_JUDGED}
        """
    )
    con.execute(
        f"""
        create or replace temp table pair as
        select r.paragraph_id, r.source_id, r.doc_id, r.run_id, r.scope, r.kind, r.similarity, r.representative_paragraph_id,
            length(r.text) as chars, left(r.text, {SEARCHED_CHARS}) as text, d.platform, d.account,
            'p-' || md5(concat_ws('-', r.paragraph_id, r.representative_paragraph_id, r.scope)) as item
        from repeats r left join (select doc_id, platform, account from documents) d using (doc_id)
        """
    )
    newest = "(select run_id from all_runs where sources > 0 order by finished_at desc, run_id limit 1)"
    removal = "item, if(reason = 'learned', 'learned', 'removal') as subject, removal_id, null as paragraph_id, rule"
    repeat = "item, 'repeat' as subject, null as removal_id, paragraph_id, 'repeats.' || kind as rule"
    con.execute(
        f"""
        create or replace temp table found as
        select 'new' as why, row_number() over (order by n, rule) as rank, {removal}, item as around from (
            select *, row_number() over (partition by rule order by removal_id) as n from cut
            qualify count(*) filter (where run_id is distinct from {newest}) over (partition by rule) = 0)
            where n <= {PER_NEW_RULE}
        union all
        select 'learned', row_number() over (order by count(*) desc, item), item, 'learned', min(removal_id), null,
            min(rule), item
            from cut where reason = 'learned' group by item
        union all
        select 'near', row_number() over (order by similarity, item), {repeat}, item from pair
            where kind = 'near' and similarity < {_threshold(con) + CLOSE} qualify row_number() over (order by similarity, item) <= {MOST_NEAR}
        union all
        select 'share', row_number() over (order by kept_share, item), {removal}, doc_id from (
            select c.*, d.kept_share from cut c join (
                select doc_id, kept_share from documents where kept_share is not null
                order by kept_share, doc_id limit {MOST_DOCUMENTS}) d using (doc_id)
            qualify row_number() over (partition by doc_id order by chars desc, removal_id) = 1)
        union all
        select 'sample', row_number() over (order by n, rule), {removal}, item from (
            select *, row_number() over (partition by rule order by removal_id) as n from (
                select * from cut qualify row_number() over (partition by item order by removal_id) = 1)
            qualify n <= {PER_RULE})
        union all
        select 'sample', row_number() over (order by n, kind, scope), {repeat}, item from (
            select *, row_number() over (partition by kind, scope order by item) as n from pair qualify n <= {PER_RULE})
        """
    )
    con.execute(
        """
        create or replace temp table queue as
        select f.why, f.rank, f.item, f.subject, f.removal_id, f.paragraph_id, f.rule,
            coalesce(c.platform, p.platform) as platform, coalesce(c.text, p.text) as text,
            p.representative_paragraph_id, p.scope
        from found f left join cut c on c.removal_id = f.removal_id left join pair p on p.item = f.item
        """
    )


def _threshold(con: duckdb.DuckDBPyConnection) -> float:
    found = con.execute("select configuration from all_runs order by finished_at desc, run_id limit 1").fetchone()
    try:
        return float(json.loads(found[0])["repeats"]["threshold"])
    except (TypeError, KeyError, ValueError):
        return 0.8


def page(con: duckdb.DuckDBPyConnection, asked: Filter, judged: list[str], number: int = 0) -> dict:
    """The items of a page with all that were found, and how many there are per why under the same filter.

    `judged` are the items the reviewer has judged. Without a why, items of all kinds take turns, each once.
    """
    where, values = _where(asked, judged)
    order = "rank, why" if asked.why else f"min(rank), min(list_position({list(WHYS)!r}, why))"
    found = rows(
        con,
        f"select item, list(distinct why order by why) as why from queue where {where} and (why = $why or $why = '') "
        f"group by item, {'rank, why' if asked.why else 'subject'} order by {order}, item limit $limit offset $offset",
        values | {"why": asked.why, "limit": PER_PAGE, "offset": number * PER_PAGE},
    )
    counts = con.execute(f"select why, count(distinct item) from queue where {where} group by why", values).fetchall()
    total = con.execute(
        f"select count(distinct item) from queue where {where} and (why = $why or $why = '')",
        values | {"why": asked.why},
    ).fetchone()[0]
    return {"items": found, "total": total, "counts": dict(counts), "pages": -(-total // PER_PAGE)}


def _where(asked: Filter, judged: list[str]) -> tuple[str, dict]:
    parts, values = ["true"], {}
    if asked.subject:
        parts.append("subject = $subject")
        values["subject"] = asked.subject
    if asked.platform:
        parts.append("coalesce(platform, '') = $platform")
        values["platform"] = "" if asked.platform == "-" else asked.platform
    for name, column in (("rule", "rule"), ("text", "text")):
        if value := getattr(asked, name):
            parts.append(f"contains(lower({column}), ${name})")
            values[name] = value.lower()
    if asked.state in ("open", "judged"):
        parts.append(f"item {'not ' if asked.state == 'open' else ''}in (select unnest($judged::varchar[]))")
        values["judged"] = judged
    return " and ".join(parts), values


def choices(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """What filters offer: platforms and rules that are in the queue."""
    return {
        name: [
            value
            for (value,) in con.execute(
                f"select distinct {name} from queue where {name} is not null order by 1"
            ).fetchall()
        ]
        for name in ("platform", "rule")
    }


def is_sampled(con: duckdb.DuckDBPyConnection, item: str) -> bool:
    """Whether the item is in a random sample."""
    return con.execute("select 1 from queue where item = ? and why = 'sample'", [item]).fetchone() is not None
