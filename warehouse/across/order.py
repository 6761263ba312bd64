"""Survivor order: chosen by a reviewer, earliest published, earliest fetched, smallest document id, reading order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.config import COMPARED_KINDS
from warehouse.across.job import ORPHANS, Job, Plan
from warehouse.staging import write_table

# Keys sorted at a time: 8 bytes each, and as much again to sort them.
RANGE_TEXTS = 4_000_000


def order(job: Job, orphans: pa.Table) -> Plan:
    """Number the documents: `order`/<part> says for each where the ordinals of its compared paragraphs begin.

    Published paragraphs that lost their representative (`withdraw.orphans`) come before the run's own.
    """
    first = job.index.next_ordinal()
    parts = sorted(path.name for path in (job.clean / "paragraphs").glob("*.parquet"))
    documents = [_documents(job, at, name) for at, name in enumerate(parts)]
    texts = len(orphans)
    if documents:
        table = pa.concat_tables(documents)
        # nulls stand last, which is right: an unknown date is never the earliest
        keys = [("chosen", "descending"), *((name, "ascending") for name in ("published_at", "fetched_at", "doc_id"))]
        table = table.take(pc.sort_indices(table, sort_keys=keys))
        counts = table["compared"].to_numpy()
        begins = first + texts + np.cumsum(counts) - counts
        texts += int(counts.sum())
        table = table.append_column("first", pa.array(begins))
        for at, name in enumerate(parts):
            mine = table.filter(pc.equal(table["part"], at))
            write_table(mine.select(["doc_id", "first"]), job.folder / "order" / name)
    if len(orphans):
        write_table(orphans.append_column("block", pa.nulls(len(orphans), pa.string())), job.folder / ORPHANS)
        parts.append(ORPHANS)
    ranges = 1
    while ranges * RANGE_TEXTS < texts:
        ranges *= 2
    return Plan(tuple(parts), first, texts, ranges)


def _documents(job: Job, at: int, name: str) -> pa.Table:
    """The documents of a part: part, doc_id, published_at, fetched_at, whether a reviewer chose their source, and how many of
    their paragraphs are compared."""
    columns = ["doc_id", "published_at", "fetched_at", *(["source_id"] if job.like.chosen else [])]
    documents = pq.read_table(job.clean / "documents" / name, columns=columns, partitioning=None)
    documents = documents.append_column("chosen", _chosen(job, name, documents))
    owners, compared = _compared(job, name)
    counted = pc.value_counts(owners.filter(compared))
    counts = counted.field("counts").take(pc.index_in(documents["doc_id"].combine_chunks(), counted.field("values")))
    documents = documents.append_column("compared", pc.fill_null(counts, 0))
    return documents.append_column("part", pa.array(np.full(len(documents), at, np.int32)))


def _chosen(job: Job, name: str, documents: pa.Table) -> pa.Array:
    """1 for documents of sources that a reviewer chose."""
    if not job.like.chosen:
        return pa.array(np.zeros(len(documents), np.int8))
    sources = pq.read_table(job.clean / "sources" / name, columns=["source_id", "source_uri"], partitioning=None)
    chosen = sources["source_id"].filter(pc.is_in(sources["source_uri"], pa.array(job.like.chosen, pa.string())))
    return pc.is_in(documents["source_id"].combine_chunks(), chosen.combine_chunks()).cast(pa.int8())


def _compared(job: Job, name: str) -> tuple[pa.Array, pa.Array]:
    """The doc_id of every staged paragraph of a part, and whether it takes part in comparison.

    Headings, tables and code do not, nor does what was learned to be chrome.
    """
    columns = ["paragraph_id", "doc_id", "kind"]
    table = pq.read_table(job.clean / "paragraphs" / name, columns=columns, partitioning=None).combine_chunks()
    chrome = pq.read_table(job.learned, columns=["paragraph_id"])["paragraph_id"].combine_chunks()
    of_kind = pc.is_in(table["kind"], pa.array(COMPARED_KINDS, pa.string()))
    compared = pc.and_(of_kind, pc.invert(pc.is_in(table["paragraph_id"], chrome)))
    return table["doc_id"].combine_chunks(), compared.combine_chunks()


def number(job: Job, plan: Plan, part: str) -> np.ndarray:
    """Write the ordinals of the compared paragraphs of a part, ascending, and the rows of its file they stand in.

    Returns the ordinals: uint32.
    """
    if part == ORPHANS:
        rows = np.arange(pq.read_metadata(job.folder / ORPHANS).num_rows)
        ordinals = plan.first + rows
    else:
        owners, compared = _compared(job, part)
        docs = pq.read_table(job.folder / "order" / part)
        owner = pc.index_in(owners.filter(compared), docs["doc_id"].combine_chunks()).to_numpy()
        # staged paragraphs stand in reading order, those of a document one after the other
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        within = np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner)))
        ordinals = docs["first"].to_numpy()[owner] + within
        order = np.argsort(ordinals)
        rows, ordinals = np.flatnonzero(compared.to_numpy(zero_copy_only=False))[order], ordinals[order]
    table = pa.table({"ordinal": pa.array(ordinals, pa.uint32()), "row": pa.array(rows, pa.int64())})
    write_table(table, job.folder / "numbers" / part)
    return table["ordinal"].to_numpy()


def ordinals_of(job: Job, part: str) -> np.ndarray:
    """The ordinals of the compared paragraphs of a part, ascending: uint32."""
    return pq.read_table(job.folder / "numbers" / part, columns=["ordinal"])["ordinal"].to_numpy()


def paragraphs(job: Job, part: str, ordinals: np.ndarray, columns: Sequence[str]) -> pa.Table:
    """Some compared paragraphs of a part, by ordinal: their `ordinal` and the columns asked for.

    `block` is the kind of paragraph, null for those published before.
    """
    numbers = pq.read_table(job.folder / "numbers" / part)
    numbers = numbers.take(pa.array(np.searchsorted(numbers["ordinal"].to_numpy(), ordinals)))
    path, names = job.clean / "paragraphs" / part, {"block": "kind"}
    if part == ORPHANS:
        path, names = job.folder / ORPHANS, {"block": "block"}
    table = pq.read_table(path, columns=[names.get(name, name) for name in columns], partitioning=None)
    return table.take(numbers["row"]).rename_columns(list(columns)).add_column(0, "ordinal", numbers["ordinal"])
