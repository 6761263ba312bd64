"""Crowded families: what the bands miss where thousands of texts vary a few hot ones, beside the exact join.

    python -m bench.repeats_hot [--rows 20000 50000 100000]

Only the copies of the five hot texts of `bench.synthetic`: a third equal, a third edited, a third with other numbers,
which all stay. Their representatives crowd into the same buckets, and a bucket has room for `BUCKET_ROOM` of them.
"""

from __future__ import annotations

import argparse

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench import synthetic
from bench.repeats import EXACT, LSH, row, table, timed
from cleaners.repeats import find_stars
from cleaners.repeats.plain import BUCKET_ROOM


def hot(rows: int) -> pa.LargeStringArray:
    """The first `rows` copies of hot texts in the endless row of synthetic paragraphs."""
    parts: list[pa.Array] = []
    first = 0
    while sum(map(len, parts)) < rows:
        _, originals = synthetic.origins(first, synthetic.ROWS)
        copies = np.flatnonzero(originals < 0)
        parts.append(synthetic.paragraphs(first, synthetic.ROWS).take(pa.array(copies)))
        first += synthetic.ROWS
    return pa.concat_arrays(parts)[:rows]


def removed(stars: pa.Table) -> set[int]:
    return set(stars.filter(pc.not_equal(stars["kind"], "template"))["member"].to_pylist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 50_000, 100_000])
    counts = parser.parse_args().rows
    warm = hot(5_000)
    for options in (LSH, EXACT):
        find_stars(warm, options)
    table(f"copies of {synthetic.HOT_TEXTS} texts", "CPU s", "exact join", "removed", "of the exact join's", "recall")
    for count in counts:
        texts = hot(count)
        seconds, stars = timed(find_stars, texts, LSH)
        exact_seconds, exact = timed(find_stars, texts, EXACT)
        ours, theirs = removed(stars), removed(exact)
        shares = f"{len(ours & theirs):,}", f"{len(theirs):,}", f"{len(ours & theirs) / len(theirs):.5f}"
        row(f"{count:,}", f"{seconds:.1f}", f"{exact_seconds:.1f}", *shares)
    print(f"\nRoom in a bucket: {BUCKET_ROOM} representatives.")


if __name__ == "__main__":
    main()
