"""What changed since the run before: rules that are new, went silent, or take a different share."""

from __future__ import annotations

import duckdb

from warehouse.sql import rows

MOST_RULES = 60
CHANGED = 1.5  # a rule's share of visible characters counts as changed when it grows or shrinks by this factor
FEWEST_REMOVALS = 10  # a rule with fewer removals in both runs is too rare to compare


def changes(con: duckdb.DuckDBPyConnection) -> dict | None:
    """The shown (else the newest) run against the one before it; None where there are not two runs with sources."""
    pair = con.execute(
        """
        select run_id from all_runs where sources > 0 and finished_at <= coalesce(
            (select finished_at from all_runs where run_id = getvariable('shown_run')), '9999-12-31'::timestamptz)
        order by finished_at desc, run_id limit 2
        """
    ).fetchall()
    if len(pair) < 2:
        return None
    new, old = pair[0][0], pair[1][0]
    found = rows(
        con,
        """
        with mine as (select run_id, rule, visible(text) as chars from all_removals
                      where reason <> 'whitespace' and run_id in ($new, $old)),
        counted as (
            select rule, count(*) filter (run_id = $new) as new, count(*) filter (run_id = $old) as old,
                coalesce(sum(chars) filter (run_id = $new), 0) as new_chars,
                coalesce(sum(chars) filter (run_id = $old), 0) as old_chars
            from mine group by rule),
        size as (select max(source_chars) filter (run_id = $new) as new_in,
                        max(source_chars) filter (run_id = $old) as old_in from all_runs)
        select rule, new, old, new_chars / nullif(new_in, 0) as new_share, old_chars / nullif(old_in, 0) as old_share
        from counted, size order by abs(coalesce(new_share, 0) - coalesce(old_share, 0)) desc, rule
        """,
        {"new": new, "old": old},
    )
    told = [row | {"change": kind} for row in found if (kind := _kind(row))]
    return {"new": new, "old": old, "rows": told[:MOST_RULES], "packs": _packs(con, new, old)}


def _kind(row: dict) -> str | None:
    if not row["old"]:
        return "new"
    if not row["new"]:
        return "silent"
    if max(row["new"], row["old"]) < FEWEST_REMOVALS or not row["old_share"] or not row["new_share"]:
        return None
    ratio = row["new_share"] / row["old_share"]
    if ratio >= CHANGED:
        return "more"
    return "less" if ratio <= 1 / CHANGED else None


def _packs(con: duckdb.DuckDBPyConnection, new: str, old: str) -> list[str]:
    """Packs whose version differs, as `wechat 3 → 4`."""
    versions = {
        run: dict(pack.rpartition("@")[::2] for pack in packs)
        for run, packs in con.execute(
            "select run_id, rules from all_runs where run_id in (?, ?)", [new, old]
        ).fetchall()
    }
    now, before = versions.get(new, {}), versions.get(old, {})
    return [
        f"{name} {before.get(name, '–')} → {now.get(name, '–')}"
        for name in sorted(now.keys() | before.keys())
        if now.get(name) != before.get(name)
    ]
