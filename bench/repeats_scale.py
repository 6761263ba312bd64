"""Grouping at scale: time a text and peak memory of linking band keys, from 1M texts on.

    python -m bench.repeats_scale [--texts 1000000 5000000 20000000]

Synthetic keys, 25 bands: one text in five repeats an earlier one (its keys with three quarters of the bands kept), and
in every band 100,000 texts fall into one hot bucket. Keys of a band are made, linked and dropped, as a task would read
them from partitioned files.
"""

from __future__ import annotations

import argparse
import resource
import time
from multiprocessing import get_context

import numpy as np

from cleaners.repeats.components import groups, link, unlinked

BANDS, HOT, REPEATS, KEPT = 25, 100_000, 0.2, 0.75
TEXTS_PER_GROUP = 200_000


def measure(count: int) -> tuple[float, float, int]:
    """CPU seconds, peak MiB and groups for `count` texts, in this process."""
    link(unlinked(4), np.zeros(4), np.arange(4))
    groups(unlinked(4), 1)
    random = np.random.default_rng(1)
    original = np.arange(count, dtype=np.uint32)
    repeats = np.flatnonzero(random.random(count) < REPEATS)
    original[repeats] = random.integers(0, count, len(repeats), dtype=np.uint32)
    hot = random.choice(count, min(HOT, count // 10), replace=False)
    ordinals = np.arange(count, dtype=np.uint32)
    parents = unlinked(count)
    spent = 0.0
    for _ in range(BANDS):
        keys = random.integers(0, 1 << 32, count, dtype=np.uint32)
        kept = repeats[random.random(len(repeats)) < KEPT]
        keys[kept] = keys[original[kept]]
        keys[hot] = 1
        started = time.process_time()
        link(parents, keys, ordinals)
        spent += time.process_time() - started
    started = time.process_time()
    found = groups(parents, TEXTS_PER_GROUP)
    spent += time.process_time() - started
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, int(found.max()) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000])
    print("| texts | CPU s | ns a text and band | peak MiB | groups |\n| ---: | ---: | ---: | ---: | ---: |")
    for count in parser.parse_args().texts:
        with get_context("spawn").Pool(1) as pool:
            seconds, peak, found = pool.apply(measure, (count,))
        print(
            f"| {count:,} | {seconds:.1f} | {seconds / count / BANDS * 1e9:.1f} | {peak:,.0f} | {found:,} |", flush=True
        )


if __name__ == "__main__":
    main()
