"""The final rows of a part: what was staged, with what all documents together told put in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.ids import make_id
from schemas.records import PARAGRAPH_BREAK, visible_chars
from schemas.tables import TABLES
from warehouse.across import Job, Plan, findings
from warehouse.staging import SHARD_TABLES, write_table
from warehouse.withdraw import fill_reprints

LEARNED_RULE = "learned.account-tail@1"
ACROSS_RULE = "repeats.across-documents@1"
NOTHING_LEFT = "nothing is left: all its text stands in other documents or is learned chrome"


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a whole paragraph goes."""

    reason: str
    rule: str
    evidence: str


def finish_part(job: Job, plan: Plan, part: str, final: Path) -> dict[str, int]:
    """Write the final tables of a part of what the shards staged; return the rows per table and, as `taken_chars`, the
    visible characters that went here.

    The findings over all parts are those of `job`: learned chrome, and repeats across documents.
    """
    tables = {table: pq.read_table(job.clean / table / part, partitioning=None) for table in SHARD_TABLES}
    repeats = findings(job, plan, part)
    copies = {row["paragraph_id"]: row for row in repeats.to_pylist() if row["kind"] != "template"}
    mine = pc.field("doc_id").isin(tables["documents"]["doc_id"].combine_chunks())
    claims = {
        row["paragraph_id"]: Claim("learned", LEARNED_RULE, row["evidence"])
        for row in pq.read_table(job.learned, filters=mine).to_pylist()
    } | {i: _copy_claim(row) for i, row in copies.items() if row["decision"] == "removed"}

    gone = pc.is_in(tables["paragraphs"]["paragraph_id"], pa.array(sorted(claims), pa.string()))
    taken = tables["paragraphs"].filter(gone)
    tables["paragraphs"] = _mark(_renumber(tables["paragraphs"].filter(pc.invert(gone))), copies)
    if claims:
        tables["removals"] = pa.concat_tables([tables["removals"], _removals(taken, tables["sources"], claims)])
    tables["documents"] = _documents(tables, taken, copies)
    tables["repeats"] = pa.concat_tables([tables["repeats"], repeats])
    for table, data in tables.items():
        write_table(data.cast(TABLES[table].schema), final / table / part)
    return {table: len(data) for table, data in tables.items()} | {
        "taken_chars": _taken_chars(tables["sources"], taken)
    }


def _copy_claim(row: dict) -> Claim:
    evidence = (
        f"{row['kind']} copy (similarity {row['similarity']:.3f}) of paragraph {row['representative_paragraph_id']} "
        f"of document {row['representative_doc_id']}"
    )
    return Claim("repeat", ACROSS_RULE, evidence)


def _renumber(paragraphs: pa.Table) -> pa.Table:
    """Make paragraph_index run from 0 again. Staged paragraphs stand in reading order."""
    seen: dict[str, int] = defaultdict(int)
    numbers = []
    for doc in paragraphs["doc_id"].to_pylist():
        numbers.append(seen[doc])
        seen[doc] += 1
    at = paragraphs.schema.get_field_index("paragraph_index")
    return paragraphs.set_column(at, paragraphs.schema.field(at), pa.array(numbers, pa.int32()))


def _mark(paragraphs: pa.Table, copies: dict[str, dict]) -> pa.Table:
    """Fill repeat_of_paragraph_id and repeat_similarity."""
    found = [copies.get(i) for i in paragraphs["paragraph_id"].to_pylist()]
    for column, key in (
        ("repeat_of_paragraph_id", "representative_paragraph_id"),
        ("repeat_similarity", "similarity"),
    ):
        at = paragraphs.schema.get_field_index(column)
        field = paragraphs.schema.field(at)
        paragraphs = paragraphs.set_column(at, field, pa.array([row and row[key] for row in found], field.type))
    return paragraphs


def _documents(tables: dict[str, pa.Table], taken: pa.Table, copies: dict[str, dict]) -> pa.Table:
    """Fill repeat_of_doc_id and repeat_share; where paragraphs were taken, the text and what is counted of it follow."""
    documents = tables["documents"]
    if not copies and not len(taken):
        return documents
    touched = set(taken["doc_id"].to_pylist())
    left: dict[str, list[str]] = defaultdict(list)
    kept = tables["paragraphs"].filter(pc.is_in(tables["paragraphs"]["doc_id"], pa.array(sorted(touched), pa.string())))
    for doc, text in zip(kept["doc_id"].to_pylist(), kept["text"].to_pylist(), strict=True):
        left[doc].append(text)
    shares = _kept_shares(tables["sources"], taken)
    rows = documents.to_pylist()
    fill_reprints(rows, list(copies.values()))
    for row in rows:
        doc = row["doc_id"]
        if doc in touched:
            row["text"] = PARAGRAPH_BREAK.join(left[doc])
            row["char_count"] = len(row["text"])
            if not row["text"]:
                row["warnings"] = [*row["warnings"], NOTHING_LEFT]
        if row["source_id"] in shares:
            row["kept_share"] = max(0.0, row["kept_share"] - shares[row["source_id"]])
    return pa.Table.from_pylist(rows, schema=documents.schema)


def _taken_chars(sources: pa.Table, taken: pa.Table) -> int:
    return sum(_gone(_texts(sources, taken), taken).values())


def _kept_shares(sources: pa.Table, taken: pa.Table) -> dict[str, float]:
    """Per source the share of its visible characters that stands in `taken`."""
    texts = _texts(sources, taken)
    return {source: chars / visible_chars(texts[source]) for source, chars in _gone(texts, taken).items()}


def _gone(texts: dict[str, str], taken: pa.Table) -> dict[str, int]:
    """Per source its visible characters that stand in `taken`."""
    gone: dict[str, int] = defaultdict(int)
    for row in taken.select(["source_id", "spans"]).to_pylist():
        text = texts[row["source_id"]]
        gone[row["source_id"]] += sum(visible_chars(text[span["start"] : span["end"]]) for span in row["spans"])
    return gone


def _texts(sources: pa.Table, taken: pa.Table) -> dict[str, str]:
    """source_text of the sources that `taken` stands in."""
    some = sources.filter(pc.is_in(sources["source_id"], taken["source_id"].combine_chunks()))
    return dict(zip(some["source_id"].to_pylist(), some["source_text"].to_pylist(), strict=True))


def _removals(taken: pa.Table, sources: pa.Table, claims: dict[str, Claim]) -> pa.Table:
    texts = _texts(sources, taken)
    rows = []
    for row in taken.to_pylist():
        claim = claims[row["paragraph_id"]]
        for span in row["spans"]:
            rows.append(
                {
                    "removal_id": make_id("removal", row["source_id"], span["start"], span["end"]),
                    "source_id": row["source_id"],
                    "doc_id": row["doc_id"],
                    **span,
                    "text": texts[row["source_id"]][span["start"] : span["end"]],
                    "reason": claim.reason,
                    "rule": claim.rule,
                    "evidence": claim.evidence,
                }
            )
    return TABLES["removals"].from_rows(rows)
