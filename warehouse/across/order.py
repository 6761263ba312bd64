"""Survivor order: earliest published, earliest fetched, smallest document id, reading order."""

from __future__ import annotations

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
        keys = [(name, "ascending") for name in ("published_at", "fetched_at", "doc_id")]
        table = table.take(pc.sort_indices(table, sort_keys=keys))
        counts = table["compared"].to_numpy()
        begins = first + texts + np.cumsum(counts) - counts
        texts += int(counts.sum())
        table = table.append_column("first", pa.array(begins))
        for at, name in enumerate(parts):
            mine = table.filter(pc.equal(table["part"], at))
            write_table(mine.select(["doc_id", "first"]), job.folder / "order" / name)
    if len(orphans):
        write_table(orphans, job.folder / ORPHANS)
        parts.append(ORPHANS)
    ranges = 1
    while ranges * RANGE_TEXTS < texts:
        ranges *= 2
    return Plan(tuple(parts), first, texts, ranges)


def _documents(job: Job, at: int, name: str) -> pa.Table:
    """The documents of a part: part, doc_id, published_at, fetched_at and how many of their paragraphs are compared."""
    columns = ["doc_id", "published_at", "fetched_at"]
    documents = pq.read_table(job.clean / "documents" / name, columns=columns, partitioning=None)
    owners = _compared(job, name, ["doc_id"])["doc_id"]
    counted = pc.value_counts(owners.combine_chunks())
    counts = counted.field("counts").take(pc.index_in(documents["doc_id"].combine_chunks(), counted.field("values")))
    documents = documents.append_column("compared", pc.fill_null(counts, 0))
    return documents.append_column("part", pa.array(np.full(len(documents), at, np.int32)))


def _compared(job: Job, name: str, columns: list[str]) -> pa.Table:
    """The staged paragraphs of a part that take part in comparison: not headings, tables, code, nor learned chrome."""
    names = sorted({*columns, "paragraph_id", "kind"})
    table = pq.read_table(job.clean / "paragraphs" / name, columns=names, partitioning=None)
    chrome = pq.read_table(job.learned, columns=["paragraph_id"])["paragraph_id"].combine_chunks()
    compared = pc.is_in(table["kind"], pa.array(COMPARED_KINDS, pa.string()))
    return table.filter(pc.and_(compared, pc.invert(pc.is_in(table["paragraph_id"], chrome))))


def paragraphs(job: Job, plan: Plan, part: str, text: bool = True) -> pa.Table:
    """The compared paragraphs of a part in survivor order: ordinal, paragraph_id, doc_id, source_id and their text."""
    columns = ["paragraph_id", "doc_id", "source_id", *(["text"] if text else [])]
    if part == ORPHANS:
        table = pq.read_table(job.folder / ORPHANS, columns=columns)
        return table.add_column(0, "ordinal", pa.array(plan.first + np.arange(len(table)), pa.uint32()))
    table = _compared(job, part, columns)
    docs = pq.read_table(job.folder / "order" / part)
    owner = pc.index_in(table["doc_id"].combine_chunks(), docs["doc_id"].combine_chunks()).to_numpy()
    # staged paragraphs stand in reading order, those of a document one after the other
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    within = np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner)))
    ordinals = docs["first"].to_numpy()[owner] + within
    table = table.select(columns).add_column(0, "ordinal", pa.array(ordinals, pa.uint32()))
    return table.take(pa.array(np.argsort(ordinals)))
