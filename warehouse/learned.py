"""What an account prints in article after article: findings over the lines of all shards and of earlier runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pyarrow as pa

from warehouse import habits
from warehouse.commit import files_of
from warehouse.rows import paragraph_id
from warehouse.staging import write_table

LEARNED = pa.schema([("paragraph_id", pa.string()), ("doc_id", pa.string()), ("evidence", pa.string())])

# Told the rows of `habits.lines` of one account, of this run and of earlier ones, it tells which lines (document, line) of
# this run's go, and why.
Learn = Callable[[list[dict], list[dict]], dict[tuple[int, int], str]]


def _by_account(rows: Iterable[dict]) -> dict[tuple, list[dict]]:
    found: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        found[row["platform"], row["account"]].append(row)
    return found


def write_learned(clean: Path, target: Path, learn: Learn, version: Path | None, gone: Collection[str]) -> int:
    """Find what accounts print in article after article and write it as (paragraph_id, doc_id, evidence).

    Documents of `version` count too, but for those of the sources in `gone`; their rows stay as they are. Returns the
    number of paragraphs found.
    """
    staged, published = habits.staged_lines(clean), files_of(version, habits.LINES)
    rows = []
    for group in habits.in_groups(staged):
        here = _by_account(habits.lines(staged, group))
        before = _by_account(row for row in habits.lines(published, group) if row["source_id"] not in gone)
        for account in sorted(here, key=str):
            documents = sorted(here[account], key=lambda row: row["doc_id"])
            for (n, at), why in sorted(learn(documents, before.get(account, [])).items()):
                doc, start = documents[n]["doc_id"], documents[n]["starts"][at]
                rows.append({"paragraph_id": paragraph_id(doc, start), "doc_id": doc, "evidence": why})
    write_table(pa.Table.from_pylist(rows, schema=LEARNED), target)
    return len(rows)
