"""Repeats across the documents of a run: staged paragraphs out in survivor order, measured stars back into the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import COMPARED_KINDS, REPRINT_SHARE, RepeatOptions
from schemas.ids import make_id
from schemas.records import PARAGRAPH_BREAK
from schemas.tables import TABLES
from warehouse.staging import part_name, write_table

RULE = "repeats.across-documents@1"


def in_survivor_order(clean: Path) -> pa.Table:
    """The staged paragraphs that take part in comparison, the survivor of any two first.

    Order: earliest published, earliest fetched, smallest document id, reading order. Columns: paragraph_id, doc_id,
    source_id, text.
    """
    documents = pq.read_table(clean / "documents", columns=["doc_id", "published_at", "fetched_at"])
    paragraphs = pq.read_table(
        clean / "paragraphs",
        columns=["paragraph_id", "doc_id", "source_id", "paragraph_index", "text"],
        filters=pc.field("kind").isin(COMPARED_KINDS),
    )
    joined = paragraphs.append_column("row", pa.array(range(len(paragraphs)), pa.int64())).select(
        ["row", "doc_id", "paragraph_index"]
    )
    joined = joined.join(documents, "doc_id")
    # nulls stand last, which is right: an unknown date is never the earliest
    order = pc.sort_indices(
        joined,
        sort_keys=[(name, "ascending") for name in ("published_at", "fetched_at", "doc_id", "paragraph_index")],
    )
    return paragraphs.take(joined["row"].take(order)).drop_columns(["paragraph_index"])


def write_stars(
    clean: Path, target: Path, options: RepeatOptions, find_stars: Callable[[pa.ChunkedArray, RepeatOptions], pa.Table]
) -> int:
    """Find the repeats across documents of all staged shards and write them as rows of `repeats`; returns how many.

    `find_stars` is `cleaners.repeats.find_stars`; storage does not know how likeness is measured.
    """
    paragraphs = in_survivor_order(clean)
    stars = find_stars(paragraphs["text"], options)
    member, representative = paragraphs.take(stars["member"]), paragraphs.take(stars["representative"])
    across = pc.not_equal(member["doc_id"], representative["doc_id"])
    removed = pc.and_(pc.not_equal(stars["kind"], "template"), options.across_documents == "remove")
    table = pa.table(
        {
            "paragraph_id": member["paragraph_id"],
            "doc_id": member["doc_id"],
            "source_id": member["source_id"],
            "representative_paragraph_id": representative["paragraph_id"],
            "representative_doc_id": representative["doc_id"],
            "scope": pa.array(["corpus"] * len(stars), pa.string()),
            "kind": stars["kind"],
            "diff_kind": stars["diff_kind"],
            "similarity": stars["similarity"],
            "differing_numbers": stars["differing_numbers"],
            "decision": pc.if_else(removed, "removed", "marked"),
            "text": member["text"],
        }
    )
    table = table.filter(across).cast(TABLES["repeats"].schema)
    write_table(table, target)
    return len(table)


def finish_shard(clean: Path, stars: Path, final: Path, shard: int) -> dict[str, int]:
    """Write the final tables of a shard: what was staged, with the repeats across documents in its rows.

    Returns the number of rows per table.
    """
    name = part_name(shard)
    staged = {table: pq.read_table(clean / table / name) for table in TABLES if table != "runs"}
    mine = pq.read_table(stars, filters=pc.field("doc_id").isin(staged["documents"]["doc_id"]))
    repeats = mine.to_pylist()
    marked = {r["paragraph_id"]: r for r in repeats if r["kind"] != "template"}
    removed = {r["paragraph_id"] for r in repeats if r["decision"] == "removed"}
    staged["documents"] = _documents(staged["documents"], staged["paragraphs"], marked, removed)
    if removed:
        gone = staged["paragraphs"].filter(pc.is_in(staged["paragraphs"]["paragraph_id"], pa.array(sorted(removed))))
        claims = _removals(gone, staged["sources"], marked)
        staged["removals"] = pa.concat_tables([staged["removals"], claims])
    staged["paragraphs"] = _paragraphs(staged["paragraphs"], marked, removed)
    staged["repeats"] = pa.concat_tables([staged["repeats"], mine])
    for table, data in staged.items():
        write_table(data.cast(TABLES[table].schema), final / table / name)
    return {table: len(data) for table, data in staged.items()}


def _paragraphs(paragraphs: pa.Table, marked: dict[str, dict], removed: set[str]) -> pa.Table:
    ids = paragraphs["paragraph_id"].to_pylist()
    found = [marked.get(i) for i in ids]
    for column, value in (
        ("repeat_of_paragraph_id", pa.array([r and r["representative_paragraph_id"] for r in found], pa.string())),
        ("repeat_similarity", pa.array([r and r["similarity"] for r in found], pa.float64())),
    ):
        at = paragraphs.schema.get_field_index(column)
        paragraphs = paragraphs.set_column(at, paragraphs.schema.field(at), value)
    return paragraphs.filter(pa.array([i not in removed for i in ids])) if removed else paragraphs


def _documents(documents: pa.Table, paragraphs: pa.Table, marked: dict[str, dict], removed: set[str]) -> pa.Table:
    """Fill repeat_of_doc_id and repeat_share; where paragraphs go, the text and its length follow."""
    if not marked:
        return documents
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    left: dict[str, list[str]] = defaultdict(list)
    touched = {marked[i]["doc_id"] for i in removed}
    for row in paragraphs.select(["paragraph_id", "doc_id", "text"]).to_pylist():
        repeat = marked.get(row["paragraph_id"])
        if repeat:
            held[row["doc_id"]][repeat["representative_doc_id"]] += len(row["text"])
        if row["doc_id"] in touched and row["paragraph_id"] not in removed:
            left[row["doc_id"]].append(row["text"])
    rows = documents.to_pylist()
    for row in rows:
        doc, chars = row["doc_id"], row["char_count"]
        if doc in held and chars:
            best = min(held[doc], key=lambda other: (-held[doc][other], other))
            row["repeat_share"] = min(1.0, held[doc][best] / chars)
            if row["repeat_share"] >= REPRINT_SHARE:
                row["repeat_of_doc_id"] = best
        if doc in touched:
            row["text"] = PARAGRAPH_BREAK.join(left[doc])
            row["char_count"] = len(row["text"])
    return pa.Table.from_pylist(rows, schema=documents.schema)


def _removals(gone: pa.Table, sources: pa.Table, marked: dict[str, dict]) -> pa.Table:
    texts = dict(zip(sources["source_id"].to_pylist(), sources["source_text"].to_pylist(), strict=True))
    rows = []
    for row in gone.to_pylist():
        repeat = marked[row["paragraph_id"]]
        evidence = (
            f"{repeat['kind']} copy (similarity {repeat['similarity']:.3f}) of paragraph "
            f"{repeat['representative_paragraph_id']} of document {repeat['representative_doc_id']}"
        )
        for span in row["spans"]:
            rows.append(
                {
                    "removal_id": make_id("removal", row["source_id"], span["start"], span["end"]),
                    "source_id": row["source_id"],
                    "doc_id": row["doc_id"],
                    **span,
                    "text": texts[row["source_id"]][span["start"] : span["end"]],
                    "reason": "repeat",
                    "rule": RULE,
                    "evidence": evidence,
                }
            )
    return TABLES["removals"].from_rows(rows)
