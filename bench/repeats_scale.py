"""Repeats across documents at scale: CPU time a paragraph and peak memory, from staged Parquet to findings and index.

    python -m bench.repeats_scale [--paragraphs 1000000 5000000 20000000] [--folder DIR] [--curve FILE.jsonl]

Synthetic paragraphs (`bench.synthetic`: one in five repeats another, hot texts with up to 100,000 copies) are staged as
shards would have staged them, 40 to a document; that is not counted. Then every step of the search runs in worker
processes: order, sketch, link, groups, gather, measure, findings, index. CPU seconds are those of all processes; memory
is the sum of the peaks of all processes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench import synthetic
from flows import repeats
from flows.likeness import Likeness
from schemas.config import RepeatOptions
from warehouse import across
from warehouse.index import Index
from warehouse.staging import part_name, write_table
from warehouse.withdraw import ORPHANS

PER_DOCUMENT = 40
PART = 100_000  # paragraphs
OPTIONS = RepeatOptions()


def stage(clean: Path, part: int, rows: int) -> None:
    """One part of `rows` synthetic paragraphs and their documents, the first published first."""
    numbers = np.arange(part * PART, part * PART + rows)
    owners = numbers // PER_DOCUMENT
    docs, dates = np.unique(owners), pa.timestamp("us", "UTC")
    documents = {
        "doc_id": _ids("d", docs),
        "published_at": pa.array(docs).cast(dates),
        "fetched_at": pa.nulls(len(docs), dates),
    }
    paragraphs = {
        "paragraph_id": _ids("p", numbers),
        "doc_id": _ids("d", owners),
        "source_id": _ids("s", owners),
        "kind": pa.array(["paragraph"] * rows),
        "text": synthetic.paragraphs(part * PART, rows),
    }
    write_table(pa.table(documents), clean / "documents" / part_name(part))
    write_table(pa.table(paragraphs), clean / "paragraphs" / part_name(part))


def _ids(letter: str, numbers: np.ndarray) -> pa.Array:
    """Ids as long as those of the warehouse."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 23, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def worked(step: Callable, args: tuple) -> tuple[object, float, int, int]:
    """What a step returns, its CPU seconds, the process and its peak so far in MiB."""
    started = time.process_time()
    result = step(*args)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result, time.process_time() - started, os.getpid(), peak


def measure(paragraphs: int, folder: Path) -> dict:
    """One point of the curve."""
    clean, learned = folder / "clean", folder / "learned.parquet"
    write_table(pa.table({"paragraph_id": pa.array([], pa.string())}), learned)
    seconds: Counter[str] = Counter()
    peaks: dict[int, int] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as staging:
        rows = [min(PART, paragraphs - at) for at in range(0, paragraphs, PART)]
        list(staging.map(stage, [clean] * len(rows), range(len(rows)), rows))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        list(workers.map(worked, [repeats.find] * 2, [_nothing(folder, n) for n in range(2)]))  # load the compiled code

        def each(step: Callable, calls: list[tuple]) -> list:
            results = []
            for result, spent, process, peak in workers.map(worked, [step] * len(calls), calls):
                results.append(result)
                seconds[step.__name__] += spent
                peaks[process] = peak
            return results

        started = time.monotonic()
        job = across.Job(folder / "work", clean, learned, OPTIONS, Index(None), Likeness(OPTIONS))
        plan = repeats.find(job, ORPHANS.empty_table(), each)
        found = sum(each(count, [(job, plan, part) for part in plan.parts]))
        repeats.write_index(job, plan, clean, "1", each)
        wall = time.monotonic() - started
    total = sum(seconds.values())
    index = sum(path.stat().st_size for path in (clean / "index").rglob("*.parquet"))
    return {
        "paragraphs": paragraphs,
        "cpu_seconds": round(total, 2),
        "wall_seconds": round(wall, 2),
        "peak_mib": sum(peaks.values()),
        "repeats": found,
        "index_bytes": index,
        "steps": {name: round(spent, 2) for name, spent in seconds.items()},
    }


def count(job: across.Job, plan: across.Plan, part: str) -> int:
    """How many repeats were found for a part."""
    return len(across.findings(job, part))


def _nothing(folder: Path, n: int) -> tuple:
    """A search among a handful of paragraphs."""
    clean = folder / f"warm{n}"
    stage(clean, 0, 5_000)
    job = across.Job(clean / "work", clean, folder / "learned.parquet", OPTIONS, Index(None), Likeness(OPTIONS))
    return job, ORPHANS.empty_table(), repeats.here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000])
    parser.add_argument("--folder", type=Path, help="for the files, 0.6 kB a paragraph; a temporary one else")
    parser.add_argument("--curve", type=Path, help="append each point to this file as JSON")
    args = parser.parse_args()
    print("| paragraphs | CPU s | wall s | µs of CPU a paragraph | peak MiB | repeats | index bytes a paragraph |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for paragraphs in args.paragraphs:
        folder = Path(tempfile.mkdtemp(dir=args.folder))
        try:
            row = measure(paragraphs, folder)
        finally:
            shutil.rmtree(folder)
        print(
            f"| {paragraphs:,} | {row['cpu_seconds']:.1f} | {row['wall_seconds']:.1f} "
            f"| {row['cpu_seconds'] / paragraphs * 1e6:.1f} | {row['peak_mib']:,} | {row['repeats']:,} "
            f"| {row['index_bytes'] / paragraphs:.0f} |",
            flush=True,
        )
        print(" ".join(f"{name} {spent:.1f}" for name, spent in row["steps"].items()), flush=True)
        if args.curve:
            with args.curve.open("a") as file:
                file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
