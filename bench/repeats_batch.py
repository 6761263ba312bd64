"""A batch of new paragraphs against everything seen before: CPU time by step, and what is read of the index.

    python -m bench.repeats_batch [--known 308000] [--batch 44000] [--folder DIR]

Both are synthetic paragraphs (`bench.synthetic`), so one in five of the batch repeats a known one. One process.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from bench.repeats_scale import OPTIONS, PART, count, stage
from flows import repeats
from flows.likeness import Likeness
from warehouse import across
from warehouse.index import Index
from warehouse.staging import write_table
from warehouse.withdraw import ORPHANS


def search(folder: Path, first_part: int, paragraphs: int, version: Path, run: str) -> tuple[dict[str, float], int]:
    """Stage paragraphs, search among them and the index of `version`, publish; CPU seconds by step, and repeats."""
    for at in range(0, paragraphs, PART):
        stage(folder / "clean", first_part + at // PART, min(PART, paragraphs - at))
    write_table(pa.table({"paragraph_id": pa.array([], pa.string())}), folder / "learned.parquet")
    seconds: dict[str, float] = {}

    def each(step: Callable, calls: list[tuple]) -> list:
        started = time.process_time()
        results = repeats.here(step, calls)
        seconds[step.__name__] = round(time.process_time() - started, 2)
        return results

    known = Index(version if version.exists() else None)
    job = across.Job(folder / "work", folder / "clean", folder / "learned.parquet", OPTIONS, known, Likeness(OPTIONS))
    plan = repeats.find(job, ORPHANS.empty_table(), each)
    found = sum(each(count, [(job, plan, part) for part in plan.parts]))
    repeats.write_index(job, plan, folder / "clean", run, each)
    for table in ("paragraphs", "index/postings", "index/representatives"):
        (version / table).mkdir(parents=True, exist_ok=True)
        (folder / "clean" / table).rename(version / table / run)
    return seconds, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--known", type=int, default=308_000)
    parser.add_argument("--batch", type=int, default=44_000)
    parser.add_argument("--folder", type=Path, help="for the files; a temporary one else")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=args.folder))
    try:
        version = folder / "version"
        search(folder / "first", 0, args.known, version, "1")
        size = sum(path.stat().st_size for path in (version / "index").rglob("*.parquet"))
        seconds, found = search(folder / "second", -(-args.known // PART), args.batch, version, "2")
    finally:
        shutil.rmtree(folder)
    print(f"{args.batch:,} paragraphs against {args.known:,}: {found:,} repeats, {sum(seconds.values()):.2f} CPU s")
    print("; ".join(f"{name} {spent:.2f}" for name, spent in seconds.items()))
    print(f"index: {size / args.known:.0f} bytes a paragraph")


if __name__ == "__main__":
    main()
