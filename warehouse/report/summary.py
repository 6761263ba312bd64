"""The report in a few lines and small tables, for places that show Markdown and rows."""

from __future__ import annotations

from pathlib import Path

from warehouse.report import changes, totals
from warehouse.report.views import connect
from warehouse.reviews import journal
from warehouse.reviews.precision import precision
from warehouse.sql import rows

MOST_ROWS = 20


def summary(out: Path, run_id: str | None = None) -> dict[str, object]:
    """`totals`; `rules` and `clusters` (rows of plain values, most characters first); `precision`, by sampled verdicts, as
    `reviews.precision`; and `markdown`, a short text of them.

    No text of a document stands in any of them but titles and rule ids. Raises ConfigurationError as `build_report`.
    """
    con = connect(out, run_id)
    try:
        totals.prepare(con)
        counted, rules = totals.totals(con), totals.by_rule(con)[:MOST_ROWS]
        clusters = rows(
            con,
            """
            select scope, count(*) as members, sum(length(text))::bigint as characters,
                round(min(similarity), 3) as least_similarity, representative_paragraph_id as representative
            from repeats group by scope, representative order by characters desc, representative limit ?
            """,
            [MOST_ROWS],
        )
        judged = precision(journal.verdicts(out))
        return {
            "markdown": _markdown(counted, changes.changes(con), judged),
            "totals": counted,
            "rules": [{k: r[k] for k in ("rule", "reason", "removals", "sources", "chars")} for r in rules],
            "clusters": clusters,
            "precision": judged,
        }
    finally:
        con.close()


def _markdown(counted: dict, changed: dict | None, judged: list[dict]) -> str:
    lines = [
        f"**{counted['removed_share']:.1%}** of {counted['chars_in']:,} visible characters removed "
        f"({counted['text_share']:.1%} without images and their addresses).",
        "",
        *(f"- {name}: {counted[name]:,}" for name in ("sources", "documents", "removals", "repeats", "rejects")),
    ]
    if changed and changed["rows"]:
        told = [f"`{row['rule'].replace('`', '')}` {row['change']}" for row in changed["rows"][:MOST_ROWS]]
        lines += ["", "Since the last run: " + ", ".join(told) + "."]
    sampled = [row for row in judged if row["judged"]][:MOST_ROWS]
    if sampled:
        lines += ["", "Found right of the random samples that reviewers judged, with the 95 % interval:", ""]
        lines += [
            f"- `{row['rule'].replace('`', '')}` {row['right']:,} of {row['judged']:,} ({row['low']:.0%} to {row['high']:.0%})"
            for row in sampled
        ]
    return "\n".join(lines)
