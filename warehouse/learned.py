"""What an account prints in article after article: findings over the staged paragraphs of all shards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import LEARN_MIN_DOCUMENTS
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
