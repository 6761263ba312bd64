"""Paragraph dedup beside other libraries: speed as ratios, quality against exact all-pairs, in one process.

    python -m bench.repeats [--texts FILE.parquet] [--rows 20000]

FILE has a column `text`; without one, synthetic paragraphs are made. Libraries that are not installed are left out.
CPU seconds, one process, imports and compilation excluded. Every library gets the same comparison forms and, where it
takes shingles, the same character 5-grams; similarity 0.8, 128 permutations, 25 bands x 5 rows.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.repeats import comparison_form, engine, find_stars
from cleaners.repeats.compare import LONG_CHARS, jaccard, shingles
from cleaners.repeats.plain import _prefixes
from schemas.config import RepeatOptions

OPTIONS = RepeatOptions()
BANDS, ROWS = OPTIONS.bands, OPTIONS.rows
PAIR = ("member", "representative")
Removed = dict[int, int]  # paragraph -> the paragraph that stays for it


def synthetic(rows: int) -> list[str]:
    """Paragraphs of 40 to 200 characters drawn like words of a language; one in five repeats another with edits."""
    random = np.random.RandomState(7)
    letters = np.array([chr(0x4E00 + i) for i in range(3000)])
    weights = 1 / np.arange(10, 3010)
    weights /= weights.sum()
    texts: list[str] = []
    for _ in range(rows):
        if texts and random.rand() < 0.2:
            base = list(texts[random.randint(len(texts))])
            for at in random.randint(0, len(base), random.randint(0, 4)):
                base[at] = random.choice(letters, p=weights)
            texts.append("".join(base))
        else:
            texts.append("".join(random.choice(letters, random.randint(40, 200), p=weights)))
    return texts


def alike_before(forms: list[str]) -> set[int]:
    """Every text with an earlier one at or above the threshold: exact, by prefix filter over all texts."""
    kept = {i: f for i, f in enumerate(forms) if f}
    postings: dict = defaultdict(list)
    found = set()
    for i, prefix in _prefixes(kept, OPTIONS):
        own = shingles(forms[i], OPTIONS.shingle)
        for j in {j for s in prefix for j in postings[s]}:
            if jaccard(own, shingles(forms[j], OPTIONS.shingle)) >= OPTIONS.threshold:
                found.add(i)
                break
        for s in prefix:
            postings[s].append(i)
    return found


def winnow(texts: list[str], forms: list[str]) -> Removed:
    rows = find_stars(pa.array(texts), OPTIONS)
    return dict(zip(rows["member"].to_pylist(), rows["representative"].to_pylist(), strict=True))


def first_of_clusters(edges: list[tuple[int, int]], count: int) -> Removed:
    """Union-find over candidate pairs, as deduplication scripts commonly end: all but the first of a cluster go."""
    parent = list(range(count))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in edges:
        a, b = sorted((root(a), root(b)))
        parent[b] = a
    return {i: root(i) for i in range(count) if root(i) != i}


def datasketch_signatures(forms: list[str]) -> list:
    from datasketch import MinHash

    return MinHash.bulk([[s.encode() for s in shingles(f, OPTIONS.shingle)] for f in forms], num_perm=128)


def datasketch_dedup(texts: list[str], forms: list[str]) -> Removed:
    from datasketch import MinHashLSH

    lsh = MinHashLSH(params=(BANDS, ROWS), num_perm=128)
    edges = []
    for i, signature in enumerate(datasketch_signatures(forms)):
        if forms[i]:
            edges += [(i, j) for j in lsh.query(signature)]
            lsh.insert(i, signature)
    return first_of_clusters(edges, len(forms))


def rensa_signatures(forms: list[str]) -> list:
    from rensa import RMinHash

    signatures = []
    for form in forms:
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(list(shingles(form, OPTIONS.shingle)))
        signatures.append(signature)
    return signatures


def rensa_dedup(texts: list[str], forms: list[str]) -> Removed:
    from rensa import RMinHashLSH

    lsh = RMinHashLSH(threshold=OPTIONS.threshold, num_perm=125, num_bands=BANDS)
    from rensa import RMinHash

    signatures, edges = [], []
    for i, form in enumerate(forms):
        signature = RMinHash(num_perm=125, seed=1)
        signature.update(list(shingles(form, OPTIONS.shingle)))
        signatures.append(signature)
        if not form:
            continue
        near = [j for j in lsh.query(signature) if signatures[j].jaccard(signature) >= OPTIONS.threshold]
        edges += [(i, j) for j in near]
        lsh.insert(i, signature)
    return first_of_clusters(edges, len(forms))


def _pairs(stars: pa.Table) -> set[tuple[int, int]]:
    return set(zip(*(stars[name].to_pylist() for name in PAIR), strict=True))


def timed(work: Callable, *args) -> tuple[float, object]:
    """CPU seconds of the best of three runs, of one where a run takes long, and its result."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        result = work(*args)
        best = min(best, time.process_time() - started)
        if best > 1:
            break
    return best, result


def report(title: str, seconds: dict[str, float], rows: int, quality: dict[str, str]) -> None:
    print(f"\n| {title} | paragraphs per CPU second | times slower | quality |\n| --- | ---: | ---: | --- |")
    for name, taken in seconds.items():
        print(f"| {name} | {rows / taken:,.0f} | {taken / seconds['winnow']:.1f} | {quality.get(name, '')} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", help="Parquet file with a column `text`")
    parser.add_argument("--rows", type=int, default=20_000)
    args = parser.parse_args()
    texts = pq.read_table(args.texts, columns=["text"])["text"].to_pylist() if args.texts else synthetic(args.rows)
    forms = [comparison_form(t) for t in texts]
    pairs = [(t, f) for t, f in zip(texts, forms, strict=True) if OPTIONS.min_chars <= len(f) <= LONG_CHARS]
    texts, forms = (list(side) for side in zip(*pairs[: args.rows], strict=True))
    here = {name for name in ("datasketch", "rensa") if importlib.util.find_spec(name)}
    column = pa.array(texts)
    engine.signatures(engine.text_of(column[:10]), OPTIONS)
    winnow(texts[:2000], forms[:2000])

    seconds = {"winnow": timed(lambda: engine.signatures(engine.text_of(column), OPTIONS))[0]}
    for name, work in (("datasketch", datasketch_signatures), ("rensa", rensa_signatures)):
        if name in here:
            seconds[name] = timed(work, forms)[0]
    report(f"signatures of {len(texts):,} paragraphs", seconds, len(texts), {})

    alike = alike_before(forms)
    seconds, quality = {}, {}
    for name, dedup in (("winnow", winnow), ("datasketch", datasketch_dedup), ("rensa", rensa_dedup)):
        if name != "winnow" and name not in here:
            continue
        seconds[name], removed = timed(dedup, texts, forms)
        sets = {i: shingles(forms[i], OPTIONS.shingle) for pair in removed.items() for i in pair}
        right = sum(jaccard(sets[a], sets[b]) >= OPTIONS.threshold for a, b in removed.items())
        found = len(alike & removed.keys()) / len(alike)
        quality[name] = f"recall {found:.4f}, wrongly grouped {1 - right / max(len(removed), 1):.2%}"
    exact = find_stars(column, replace(OPTIONS, engine="exact"))
    same = len(_pairs(exact) & _pairs(find_stars(column, OPTIONS)))
    quality["winnow"] += f"; {same:,} of the {exact.num_rows:,} stars of its exact join"
    report(f"dedup of {len(texts):,} paragraphs, {len(alike):,} repeat", seconds, len(texts), quality)


if __name__ == "__main__":
    main()
