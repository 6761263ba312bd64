"""What only all documents of a run together can tell: repeats across documents, and what an account prints each time.

Both read staged paragraphs and write small tables of findings; `finish` puts the findings into the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import COMPARED_KINDS, LEARN_MIN_DOCUMENTS, RepeatOptions
from schemas.tables import TABLES
from warehouse.staging import write_table

LEARNED = pa.schema([("paragraph_id", pa.string()), ("doc_id", pa.string()), ("evidence", pa.string())])


def write_learned(clean: Path, target: Path, learn: Callable[[list[list[dict]]], dict[str, str]]) -> int:
    """Find what accounts print in article after article and write it as (paragraph_id, doc_id, evidence).

    `learn` takes the documents of one account, each a list of places in the order of the source: dictionaries with
    paragraph_id (None where something was removed), kind and text. Returns the number of paragraphs found.
    """
    documents = pq.read_table(clean / "documents", columns=["doc_id", "platform", "account"]).to_pylist()
    accounts: dict[tuple, list[str]] = defaultdict(list)
    for row in documents:
        if row["account"]:
            accounts[row["platform"], row["account"]].append(row["doc_id"])
    enough = [sorted(docs) for _, docs in sorted(accounts.items(), key=str) if len(docs) >= LEARN_MIN_DOCUMENTS]
    places = _places(clean, [doc for docs in enough for doc in docs])
    rows = []
    for docs in enough:
        found = learn([places[doc] for doc in docs])
        owner = {place["paragraph_id"]: doc for doc in docs for place in places[doc]}
        rows += [{"paragraph_id": i, "doc_id": owner[i], "evidence": why} for i, why in sorted(found.items())]
    write_table(pa.Table.from_pylist(rows, schema=LEARNED), target)
    return len(rows)


def _places(clean: Path, docs: list[str]) -> dict[str, list[dict]]:
    """Kept paragraphs and removals of each document in the order of the source."""
    wanted = pc.field("doc_id").isin(pa.array(docs, pa.string()))  # typed: there may be none
    places: dict[str, list[dict]] = defaultdict(list)
    columns = ["doc_id", "paragraph_id", "kind", "text", "spans"]
    for row in pq.read_table(clean / "paragraphs", columns=columns, filters=wanted).to_pylist():
        row["start"] = row.pop("spans")[0]["start"]
        places[row["doc_id"]].append(row)
    visible = wanted & (pc.field("reason") != "whitespace")
    for row in pq.read_table(clean / "removals", columns=["doc_id", "start", "reason"], filters=visible).to_pylist():
        places[row["doc_id"]].append({"paragraph_id": None, "kind": "", "text": "", **row})
    for rows in places.values():
        rows.sort(key=lambda row: row["start"])
    return places


def in_survivor_order(clean: Path, learned: Path) -> pa.Table:
    """The staged paragraphs that take part in comparison, the survivor of any two first; not those `learned` as chrome.

    Order: earliest published, earliest fetched, smallest document id, reading order. Columns: paragraph_id, doc_id,
    source_id, text.
    """
    documents = pq.read_table(clean / "documents", columns=["doc_id", "published_at", "fetched_at"])
    paragraphs = pq.read_table(
        clean / "paragraphs",
        columns=["paragraph_id", "doc_id", "source_id", "paragraph_index", "text"],
        filters=pc.field("kind").isin(COMPARED_KINDS),
    )
    chrome = pq.read_table(learned, columns=["paragraph_id"])["paragraph_id"]
    paragraphs = paragraphs.filter(pc.invert(pc.is_in(paragraphs["paragraph_id"], chrome.combine_chunks())))
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
    clean: Path,
    learned: Path,
    target: Path,
    options: RepeatOptions,
    find_stars: Callable[[pa.ChunkedArray, RepeatOptions], pa.Table],
) -> int:
    """Find the repeats across documents of all staged shards and write them as rows of `repeats`; returns how many.

    `find_stars` is `cleaners.repeats.find_stars`; storage does not know how likeness is measured.
    """
    paragraphs = in_survivor_order(clean, learned)
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
