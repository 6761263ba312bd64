"""The final rows of a part: what was staged, with what all documents together told put in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.ids import make_id
from schemas.records import visible_chars
from schemas.tables import TABLES
from warehouse import derived
from warehouse.across import Job, Plan, findings
from warehouse.across.measure import stars_of
from warehouse.commit import files_of
from warehouse.staging import SHARD_TABLES, write_table

LEARNED_RULE = "learned.account-tail@1"
ACROSS_RULE = "repeats.across-documents@1"


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a whole paragraph goes."""

    reason: str
    rule: str
    evidence: str


def finish_part(job: Job, part: str, sizes: Path, final: Path, run_id: str) -> dict[str, int]:
    """Write the final tables of a part of what the shards staged; return the rows per table and, as `taken_chars`, the
    visible characters that went here.

    The findings over all parts are those of `job`: learned chrome, and repeats across documents; `write_sizes` wrote
    `sizes`.
    """
    tables = {table: pq.read_table(job.clean / table / part, partitioning=None) for table in SHARD_TABLES}
    mine = pc.field("doc_id").isin(tables["documents"]["doc_id"].combine_chunks())
    repeats = findings(job, part)
    claims = {
        row["paragraph_id"]: Claim("learned", LEARNED_RULE, row["evidence"])
        for row in pq.read_table(job.learned, filters=mine).to_pylist()
    } | {
        row["paragraph_id"]: Claim("repeat", ACROSS_RULE, derived.copy_evidence(row))
        for row in repeats.to_pylist()
        if row["decision"] == "removed"
    }
    tables["repeats"] = pa.concat_tables([tables["repeats"], repeats])
    taken_chars = _apply(tables, claims)
    _tell_reprints(tables, repeats, sizes)
    for table, data in tables.items():
        write_table(TABLES[table].of_run(data, run_id), final / table / part)
    return {table: len(data) for table, data in tables.items()} | {"taken_chars": taken_chars}


def _apply(tables: dict[str, pa.Table], claims: dict[str, Claim]) -> int:
    """Turn claimed paragraphs into removals, and let what is told of documents follow; returns their visible characters."""
    paragraphs = tables["paragraphs"]
    gone = pc.is_in(paragraphs["paragraph_id"], pa.array(sorted(claims), pa.string()))
    kept, taken = paragraphs.filter(pc.invert(gone)), paragraphs.filter(gone)
    tables["paragraphs"] = derived.mark(derived.number(kept) if len(taken) else kept, tables["repeats"])
    if not len(taken):
        return 0
    sources = tables["sources"].filter(pc.is_in(tables["sources"]["source_id"], taken["source_id"].combine_chunks()))
    texts = dict(zip(sources["source_id"].to_pylist(), sources["source_text"].to_pylist(), strict=True))
    removals = _removals(taken, texts, claims)
    tables["removals"] = pa.concat_tables([tables["removals"], TABLES["removals"].from_rows(removals)])
    chars: Counter[str] = Counter()
    for row in removals:
        chars[row["source_id"]] += visible_chars(row["text"])
    rows = tables["documents"].to_pylist()
    derived.tell_text(rows, tables["paragraphs"], set(taken["doc_id"].to_pylist()))
    derived.tell_share(rows, texts, {source: -count for source, count in chars.items()})
    tables["documents"] = TABLES["documents"].from_rows(rows)
    return chars.total()


def _removals(taken: pa.Table, texts: dict[str, str], claims: dict[str, Claim]) -> list[dict]:
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
                    "paragraph_id": row["paragraph_id"],
                    "paragraph_kind": row["kind"],
                    "paragraph_index": row["paragraph_index"],
                }
            )
    return rows


SIZES = pa.schema([("doc_id", pa.string()), ("content_char_count", pa.int64())])


def write_sizes(job: Job, plan: Plan, target: Path) -> None:
    """Write how long the documents are that documents of the run repeat, staged and published ones."""
    docs: set[str] = set()
    for part in plan.parts:
        stars = stars_of(job, part, ["ordinal", "representative_doc_id"])
        docs.update(stars["representative_doc_id"].to_pylist() if len(stars) else ())
    # a document that is cleaned again stands in both: what is staged counts
    files = [*files_of(job.index.version, "documents"), *sorted((job.clean / "documents").glob("*.parquet"))]
    sizes = derived.sizes_of(files, docs)
    write_table(pa.table([list(sizes), list(sizes.values())], schema=SIZES), target)


def _tell_reprints(tables: dict[str, pa.Table], repeats: pa.Table, sizes: Path) -> None:
    copies = repeats.to_pylist()
    if copies:
        others = pa.array(sorted({row["representative_doc_id"] for row in copies}))
        known = pq.read_table(sizes, filters=pc.field("doc_id").isin(others))
        rows = tables["documents"].to_pylist()
        derived.tell_reprints(rows, copies, dict(zip(*known.to_pydict().values(), strict=True)))
        tables["documents"] = TABLES["documents"].from_rows(rows)
