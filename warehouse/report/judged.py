"""What reviewers said, and what waits for them: precision of rules and repeats, learned chrome, what went over budget."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.reviews import journal
from warehouse.reviews.precision import precision
from warehouse.sql import rows

MOST_LEARNED = 200
MOST_OVER = 100
LEARNED_CHARS = 300


def judged(con: duckdb.DuckDBPyConnection, out: Path) -> dict:
    """`precision`, the rows of `reviews.precision`; `learned`, accounts' lines with the verdicts on them, those nobody judged
    first; `over`, inputs set aside because rules took too much, by message."""
    verdicts = journal.verdicts(out)
    return {
        "verdicts": len(verdicts),
        "precision": precision(verdicts),
        "learned": _learned(con, verdicts),
        "over": rows(
            con,
            "select source_uri, message from rejects where error = 'over-budget' order by message, source_uri limit ?",
            [MOST_OVER],
        ),
    }


def _learned(con: duckdb.DuckDBPyConnection, verdicts: list[dict]) -> list[dict]:
    said: dict[tuple, set[str]] = {}
    for by in journal.standing(verdicts).values():
        for row in by.values():
            if row["subject"] == "learned":
                said.setdefault((row["platform"], row["account"], row["text"]), set()).add(row["verdict"])
    found = rows(
        con,
        """
        select coalesce(d.platform, s.platform) as platform, d.account, r.text, count(*) as n,
            count(distinct r.source_id) as sources, min(r.removal_id) as removal_id, max(r.evidence) as evidence
        from removals r join (select source_id, platform from sources) s using (source_id)
        left join (select doc_id, platform, account from documents) d using (doc_id)
        where r.reason = 'learned' group by all order by n desc, account, r.text limit ?
        """,
        [MOST_LEARNED],
    )
    for row in found:
        row["verdicts"] = sorted(said.get((row["platform"], row["account"], row["text"]), ()))
        row["text"] = row["text"][:LEARNED_CHARS]
    return sorted(found, key=lambda row: bool(row["verdicts"]))
