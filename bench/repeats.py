"""Paragraph dedup beside other libraries: speed as ratios, quality against exact all-pairs, in one process.

    python -m bench.repeats [--texts FILE.parquet] [--rows 20000] [--same-bands] [--only-winnow]

FILE has a column `text`; without one, synthetic paragraphs are made (`bench.synthetic`). Libraries that are not
installed are named and left out; docs/repeats.md says how to install them. CPU seconds of one process, imports and
compilation excluded, the best of three runs where one takes less than a second. Winnow gets the column of texts as it
stands, the others their comparison forms ready made.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import synthetic
from bench.repeats_peers import PEERS, SIZE, THRESHOLD
from bench.repeats_truth import Quality, Removed, Truth, alike_pairs, brute_pairs
from cleaners.repeats import comparison_form, engine, find_stars
from cleaners.repeats.compare import LONG_CHARS
from schemas.config import RepeatOptions

LSH = RepeatOptions(threshold=THRESHOLD, shingle=SIZE)
EXACT = replace(LSH, engine="exact")
CHECKED = 2_000  # paragraphs whose pairs are all measured, to check the exact join

DEFINITIONS = """
similarity   Jaccard of the shingle sets of the comparison forms (runs of 5 characters, of 9 that
             begin with 5 letters of an alphabet); alike is 0.8 and above.
removed      texts a library says are repeats. Winnow only tells, and does not remove, those with other numbers.
wrong        removed, but below 0.8 with the text kept in its place (rensa names none: with every kept text).
left         kept, although an earlier kept text with the same numbers is alike.
recall       rightly removed of all that had to go: right / (right + left).
precision    rightly removed of all removed.
numbers      removed for a text that has other numbers (2023 for 2024), right or not.
error        of the similarity the signatures estimate for alike pairs: mean difference from the exact one.
"""


def read(file: str | None, rows: int) -> list[str]:
    """The first `rows` texts that are long enough to be compared and short enough to be prose."""
    texts = pq.read_table(file, columns=["text"])["text"].to_pylist() if file else synthetic.chunk(0, rows).to_pylist()
    return [t for t in texts if LSH.min_chars <= len(comparison_form(t)) <= LONG_CHARS][:rows]


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


def removed_by(stars: pa.Table) -> Removed:
    """What the stars remove: all but templates."""
    rows = zip(stars["member"].to_pylist(), stars["representative"].to_pylist(), stars["kind"].to_pylist(), strict=True)
    return {member: representative for member, representative, kind in rows if kind != "template"}


def error(values: np.ndarray, pairs: dict[tuple[int, int], float]) -> float:
    """Mean difference between the share of equal values and the exact similarity."""
    a, b = np.array(list(pairs)).T
    return float(np.abs((values[a] == values[b]).mean(axis=1) - np.array(list(pairs.values()))).mean())


def meet(values: np.ndarray, pairs: dict[tuple[int, int], float]) -> int:
    """How many pairs share a band."""
    a, b = np.array(list(pairs)).T
    same = (values[a] == values[b])[:, : LSH.bands * LSH.rows].reshape(-1, LSH.bands, LSH.rows)
    return int(same.all(axis=2).any(axis=1).sum())


def table(*columns: str) -> None:
    print(f"\n| {' | '.join(columns)} |\n| --- |{' ---: |' * (len(columns) - 1)}")


def row(name: str, *cells: str) -> None:
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def speed(rows: int, seconds: float, first: float) -> tuple[str, str]:
    return f"{rows / seconds:,.0f}", f"{seconds / first:.1f}"


def verdict(quality: Quality) -> tuple[str, ...]:
    counts = (f"{count:,}" for count in (quality.removed, quality.wrong, quality.left, quality.other_numbers))
    removed, wrong, left, numbers = counts
    return f"{quality.recall:.4f}", f"{quality.precision:.4f}", removed, wrong, left, numbers


def signatures(truth: Truth, texts: list[str], peers: list) -> None:
    """How fast signatures are made of all texts, and how well those of different forms estimate."""
    forms = [truth.forms[k] for k in truth.form_of]
    first = {form: i for i, form in reversed(list(enumerate(truth.form_of)))}
    one_each = [first[k] for k in range(len(truth.forms))]
    column = engine.text_of(pa.array(texts, pa.large_string()))
    best, values = timed(engine.signatures, column, LSH)
    values = values[one_each]
    table(f"signatures of {len(texts):,} paragraphs", "a CPU second", "times slower", "error")
    row("winnow", *speed(len(texts), best, best), f"{error(values, truth.pairs):.4f}")
    for peer in peers:
        seconds, made = timed(peer.signatures, forms)
        row(peer.name, *speed(len(texts), seconds, best), f"{error(peer.values(made)[one_each], truth.pairs):.4f}")
    shared = meet(values, truth.pairs)
    print(
        f"\nBands of winnow: {shared:,} of the {len(truth.pairs):,} alike pairs of different forms share one, "
        f"{shared / len(truth.pairs):.5f}."
    )


def dedup(truth: Truth, texts: list[str], peers: list, bands: tuple[int, int] | None) -> None:
    """How fast repeats are found from the texts on, and whether they are any."""
    forms = [truth.forms[k] for k in truth.form_of]
    column = pa.array(texts, pa.large_string())
    best, stars = timed(find_stars, column, LSH)
    table(
        f"dedup of {len(texts):,} paragraphs", "a CPU second", "times slower",
        "recall", "precision", "removed", "wrong", "left", "numbers",
    )  # fmt: skip
    row("winnow", *speed(len(texts), best, best), *verdict(truth.judge(removed_by(stars))))
    seconds, oracle = timed(find_stars, column, EXACT)
    row("winnow, exact join", *speed(len(texts), seconds, best), *verdict(truth.judge(removed_by(oracle))))
    for peer in peers:
        seconds, removed = timed(peer.dedup, forms, bands)
        row(peer.name, *speed(len(texts), seconds, best), *verdict(truth.judge(removed)))
    ours, theirs = ({tuple(row.values())[:2] for row in t.to_pylist()} for t in (stars, oracle))
    print(f"\nTexts alike with an earlier one: {truth.repeats():,}; winnow removes or tells {len(ours):,} of them.")
    print(f"Stars of winnow: {len(ours & theirs):,} of the {len(theirs):,} its exact join finds, templates included.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", help="Parquet file with a column `text`")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--same-bands", action="store_true", help="give all libraries 25 bands of 5 rows")
    parser.add_argument("--only-winnow", action="store_true", help="leave the other libraries out")
    args = parser.parse_args()
    texts = read(args.texts, args.rows)
    for peer in PEERS:
        if peer.missing():
            print(f"{peer.name} is left out: not installed is {', '.join(peer.missing())}", file=sys.stderr)
    peers = [] if args.only_winnow else [peer for peer in PEERS if not peer.missing()]

    truth = Truth(texts, [comparison_form(t) for t in texts], THRESHOLD, SIZE)
    some = truth.forms[:CHECKED]
    same = brute_pairs(some, THRESHOLD, SIZE) == alike_pairs(some, THRESHOLD, SIZE)
    print(
        f"{len(texts):,} paragraphs, {truth.repeats():,} alike with an earlier one; {len(truth.forms):,} different forms,"
    )
    print(
        f"{len(truth.pairs):,} pairs of them alike. Checked by measuring all pairs of {len(some):,}:",
        "same" if same else "DIFFERENT",
    )
    print(DEFINITIONS)
    print(", ".join(f"{name} {version(name)}" for name in sorted({peer.package for peer in peers})))
    for options in (LSH, EXACT):  # compiled, imported and warm, all of them
        find_stars(pa.array(texts[: len(texts) // 2]), options)
    for peer in peers:
        peer.signatures(truth.forms[:20])
        peer.dedup(truth.forms[:20], None)
    signatures(truth, texts, peers)
    dedup(truth, texts, peers, (LSH.bands, LSH.rows) if args.same_bands else None)


if __name__ == "__main__":
    main()
