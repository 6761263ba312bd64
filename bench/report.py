"""Size of the report, time to build it, and time until a browser shows it, at two scales.

    python -m bench.report [--browser]

The tables are synthetic; figures of one machine stand in docs/report.md.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from tests.warehouse.report.synthetic import synthetic
from warehouse.report import build_report

SCALES = {"small": (1_327, 13_000, 2_500), "large": (10_000, 100_000, 20_000), "larger": (30_000, 300_000, 60_000)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", action="store_true", help="time the page in chromium, needs playwright")
    parser.add_argument("--scale", choices=SCALES, action="append")
    arguments = parser.parse_args()
    for name in arguments.scale or ("small", "large"):
        with tempfile.TemporaryDirectory() as folder:
            out = synthetic(Path(folder), *SCALES[name])
            begun, worked = time.perf_counter(), time.process_time()
            path = build_report(out)
            took, worked = time.perf_counter() - begun, time.process_time() - worked
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            documents, removals, repeats = SCALES[name]
            print(f"{name}: {documents:,} documents, {removals:,} removals, {repeats:,} repeats")
            print(
                f"  page {path.stat().st_size / 1e6:.2f} MB, built in {took:.1f} s, {worked:.1f} s of processor time (peak memory with the tables {peak:.0f} MiB)"
            )
            if arguments.browser:
                _browse(path)


def _browse(path: Path) -> None:
    from tests.browser import chromium

    with chromium() as browser:
        page = browser.new_page()
        begun = time.perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("html.js .tiles", state="visible")
        first = time.perf_counter() - begun
        page.wait_for_selector("html[data-ready]")
        ready = time.perf_counter() - begun
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
        print(f"  first view {first:.2f} s (first paint {paint:.0f} ms), everything searchable {ready:.2f} s")
        for view in ("removals", "repeats?sort=least", "documents"):
            took = page.evaluate(
                """view => new Promise(done => { const begun = performance.now(); location.hash = view;
                   requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun))) })""",
                view,
            )
            print(f"  view {view}: {took:.0f} ms")
        page.evaluate("location.hash = '#removals'")
        took = page.evaluate(
            """() => new Promise(done => { const field = document.querySelector('#view-removals [name=q]');
               const begun = performance.now(); field.value = '河桥'; field.dispatchEvent(new Event('input'));
               setTimeout(() => requestAnimationFrame(() => done(performance.now() - begun - 150)), 150) })"""
        )
        print(f"  search among removals: {took:.0f} ms after the pause in typing")


if __name__ == "__main__":
    main()
