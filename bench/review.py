"""The review in a browser: time to the first item in hand, bytes sent for it, time of a verdict.

    python -m bench.review [DIR]

Over a copy of the warehouse DIR, or over synthetic tables of 20,000 documents in 20,000 clusters. Figures stand in
docs/review.md.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.browser import chromium
from tests.flows.review.conftest import served
from tests.warehouse.report.synthetic import synthetic

# What the browser has received so far, in bytes.
RECEIVED = "performance.getEntries().map(entry => entry.transferSize || 0).reduce((a, b) => a + b)"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], out, symlinks=True)
        else:
            out.mkdir()
            synthetic(out, documents=20_000, removals=20_000, repeats=20_000, most=1)
        with served(out) as address, chromium() as browser:
            page = browser.new_page()
            page.set_default_timeout(60_000)
            began = time.monotonic()
            page.goto(address)
            page.wait_for_selector("html[data-ready]")
            page.wait_for_selector(".item", state="visible")
            print(f"first useful view {time.monotonic() - began:.2f} s, {page.evaluate(RECEIVED) / 1000:.0f} kB")
            began = time.monotonic()
            page.keyboard.press("r")
            page.wait_for_selector(".told li")
            print(f"a verdict {time.monotonic() - began:.2f} s")


if __name__ == "__main__":
    main()
