"""What a later run needs of this one: its representatives, where they stand, and their band keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import index
from warehouse.across.job import ORPHANS, Job, Plan, opened, piece
from warehouse.across.measure import stars_of
from warehouse.across.order import paragraphs


def write_index(job: Job, plan: Plan, part: str, final: Path, run: str) -> None:
    """Write the new representatives of a part under `final`/index, with the places they came to stand at.

    `run` is the folder the run's files go to; representatives among the orphans stand in the runs they came with.
    """
    with opened([job.folder / "sketches" / part]) as (file,):
        postings = [piece(file, at) for at in range(file.num_record_batches)]
    # the first band has all texts but those met by their whole form, which the last has
    compared = np.unique(
        np.concatenate([t["ordinal"].to_numpy() for t in postings[: plan.ranges] + postings[-plan.ranges :]])
    )
    stars = stars_of(job, part)
    members = templates = np.empty(0, np.uint32)
    if len(stars):
        template = pc.equal(stars["kind"], "template").to_numpy()
        members, templates = (stars["ordinal"].to_numpy()[which] for which in (~template, template))
    heads = np.setdiff1d(compared, members)
    rows = paragraphs(job, part, heads, ["paragraph_id", "doc_id", "source_id"])
    rows = rows.append_column("is_head", pa.array(~np.isin(rows["ordinal"].to_numpy(), templates)))
    ids = rows["paragraph_id"].combine_chunks()
    if part == ORPHANS:
        orphans = pq.read_table(job.folder / ORPHANS, columns=["paragraph_id", "run"])
        runs = orphans["run"].take(pc.index_in(ids, orphans["paragraph_id"].combine_chunks()))
        at = pa.nulls(len(rows), pa.int64())
    else:
        runs = pa.array([run] * len(rows), pa.string())
        there = pq.read_table(final / "paragraphs" / part, columns=["paragraph_id"], partitioning=None)["paragraph_id"]
        at = pc.index_in(ids, there.combine_chunks()).cast(pa.int64())
    parts = pa.array([None if part == ORPHANS else part] * len(rows), pa.string())
    rows = rows.append_column("run", runs).append_column("part", parts).append_column("row", at)
    stays = np.zeros(plan.texts, np.bool_)
    stays[heads - np.uint32(plan.first)] = True
    kept = [table.filter(pa.array(stays[table["ordinal"].to_numpy() - np.uint32(plan.first)])) for table in postings]
    index.write(final / "index", part, job.options.key(), rows.select(index.REPRESENTATIVES.names), kept)
