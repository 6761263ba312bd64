"""What only all documents of a run together can tell: repeats across documents, and what an account prints each time.

Both read staged paragraphs and write small tables of findings; `finish` puts the findings into the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import COMPARED_KINDS, LEARN_MIN_DOCUMENTS, RepeatOptions
from schemas.tables import TABLES
from warehouse.index import Index
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


class Likeness(Protocol):
    """How likeness is measured; storage does not know. `cleaners.repeats.across` with its options, see `flows.steps`."""

    def keys(self, texts: pa.ChunkedArray) -> pa.Table:
        """Postings of `texts`: band, key, ordinal (the row number), sorted."""

    def candidates(self, postings: pa.Table, batch: pa.Table) -> np.ndarray:
        """Ordinals in `postings` that share a key with `batch`."""

    def match(
        self, known: pa.Array, known_rows: pa.Table, texts: pa.ChunkedArray, first_ordinal: int
    ) -> tuple[pa.Table, pa.Table]:
        """Stars of `texts` against `known` and within itself, and the new representatives; all by ordinal."""


def write_stars(
    clean: Path, learned: Path, folder: Path, options: RepeatOptions, index: Index, orphans: pa.Table, like: Likeness
) -> int:
    """Find the repeats of all staged shards, among themselves and of what `index` holds; returns how many.

    Published paragraphs that lost their representative (`withdraw.orphans`) are compared anew, before the run's own.
    Writes `folder`/stars.parquet and `folder`/orphans.parquet, rows of `repeats`, and the index rows of the new
    representatives to `folder`/index, as yet without the place where they stand.
    """
    fresh = in_survivor_order(clean, learned)
    paragraphs = pa.concat_tables([orphans.select(fresh.schema.names).cast(fresh.schema), fresh])
    stars, representatives, postings = match(paragraphs, index, like)
    old = pc.is_in(stars["paragraph_id"], orphans["paragraph_id"].combine_chunks())
    write_table(stars_as_repeats(stars.filter(old), False), folder / "orphans.parquet")
    remove = options.across_documents == "remove"
    write_table(stars_as_repeats(stars.filter(pc.invert(old)), remove), folder / "stars.parquet")
    write_table(representatives, folder / "index" / "representatives.parquet")
    write_table(postings, folder / "index" / "postings.parquet")
    return len(stars)


def match(paragraphs: pa.Table, index: Index, like: Likeness) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Stars of `paragraphs` (paragraph_id, doc_id, source_id, text, in survivor order) against the index and each other.

    Returns the stars that cross documents, with the columns of member and representative by name; the new
    representatives; and their postings.
    """
    first = index.next_ordinal()
    batch = like.keys(paragraphs["text"])
    shared = [like.candidates(pq.read_table(path, partitioning=None), batch) for path in index.files("postings")]
    known = index.rows(np.unique(np.concatenate([*shared, np.empty(0, np.uint32)])))
    stars, heads = like.match(index.texts(known), known.select(["ordinal", "is_head"]), paragraphs["text"], first)
    names = ["paragraph_id", "doc_id", "source_id"]
    ours = known.select(names)
    everyone = pa.concat_tables([ours, paragraphs.select(names).cast(ours.schema)])

    def rows_of(ordinals: pa.ChunkedArray) -> pa.Table:
        at = ordinals.to_numpy()
        place = np.where(at < first, np.searchsorted(known["ordinal"].to_numpy(), at), at - first + len(known))
        return everyone.take(pa.array(place))

    member, representative = rows_of(stars["member"]), rows_of(stars["representative"])
    for name, column in (
        *((name, member[name]) for name in names),
        ("representative_paragraph_id", representative["paragraph_id"]),
        ("representative_doc_id", representative["doc_id"]),
        ("text", paragraphs["text"].take(pc.subtract(stars["member"], first))),
    ):
        stars = stars.append_column(name, column)
    across = pc.not_equal(stars["doc_id"], stars["representative_doc_id"])
    representatives = heads
    for name in names:
        representatives = representatives.append_column(name, rows_of(heads["ordinal"])[name])
    ordinals = pc.add(batch["ordinal"].cast(pa.int64()), first).cast(pa.uint32())
    postings = batch.set_column(2, batch.schema.field("ordinal"), ordinals)
    postings = postings.filter(pc.is_in(ordinals, heads["ordinal"].combine_chunks()))
    return stars.filter(across), representatives, postings


def stars_as_repeats(stars: pa.Table, remove: bool) -> pa.Table:
    """Stars of `match` as rows of `repeats`. With `remove`, all but templates are decided to go."""
    scope = pa.array(["corpus"] * len(stars), pa.string())
    goes = pc.and_(pc.not_equal(stars["kind"], "template"), remove)
    decision = pc.if_else(goes, "removed", "marked")
    table = stars.append_column("scope", scope).append_column("decision", decision)
    schema = TABLES["repeats"].schema
    return table.select(schema.names).cast(schema)
