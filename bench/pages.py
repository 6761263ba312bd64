"""Pages per second: `clean` beside trafilatura and BeautifulSoup on the same pages, and megabytes of Markdown.

    python -m bench.pages PAGES [--markdown FOLDER] [--trafilatura PYTHON]

PAGES and FOLDER are searched for *.html and *.md. PYTHON is the interpreter of another environment that has trafilatura,
which is no dependency of this project; without it that row is left out. Every tool reads all pages in a process of its
own, one at a time: once unmeasured, so that patterns and models are loaded, then --rounds times; the fastest round counts, in
CPU time. Trafilatura extracts text and metadata; BeautifulSoup parses the page and gives all of its text.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

# What each process runs: `one(data)` is defined before, the folder, the ending and the rounds are its arguments.
MEASURE = """
import sys, time
from pathlib import Path
folder, ending, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
pages = [path.read_bytes() for path in sorted(Path(folder).rglob("*" + ending))]
best, failed = None, 0
for number in range(rounds + 1):
    failed, started = 0, time.process_time()
    for page in pages:
        try:
            one(page)
        except Exception:
            failed += 1
    spent = time.process_time() - started
    best = spent if number and (best is None or spent < best) else best
print(len(pages), sum(map(len, pages)), best, failed)
"""
WINNOW = """
from cleaners.chrome import load_packs
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.records import RawInput
packs, config = load_packs(), RunConfig()
def one(data):
    return clean(RawInput("page", data, "", "{media_type}"), packs, config)
"""
TRAFILATURA = """
import trafilatura
def one(data):
    return trafilatura.bare_extraction(data, with_metadata=True)
"""
SOUP = """
from bs4 import BeautifulSoup
def one(data):
    return BeautifulSoup(data, "lxml").get_text()
"""


def measure(python: str, tool: str, folder: Path, ending: str, rounds: int) -> tuple[int, int, float, int]:
    """Pages, bytes, CPU seconds of the fastest round, and pages the tool raised on, in a process of `python`."""
    command = [python, "-c", tool + MEASURE, str(folder), ending, str(rounds)]
    # one thread: what libraries do beside it would count as CPU time too
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment)
    pages, size, seconds, failed = done.stdout.split()[-4:]
    if pages == "0":
        sys.exit(f"{folder} holds no {ending} file")
    return int(pages), int(size), float(seconds), int(failed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--trafilatura", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    tools = [("winnow", sys.executable, WINNOW.replace("{media_type}", "text/html"))]
    if chosen.trafilatura:
        tools.append(("trafilatura", chosen.trafilatura, TRAFILATURA))
    tools.append(("BeautifulSoup", sys.executable, SOUP))
    print(
        "| tool | ms a page | pages/s | winnow is faster by | pages it raised on |\n| --- | ---: | ---: | ---: | ---: |"
    )
    ours = 0.0
    for name, python, tool in tools:
        pages, _, seconds, failed = measure(python, tool, chosen.pages, ".html", chosen.rounds)
        ours = ours or seconds
        print(
            f"| {name} | {seconds / pages * 1e3:.1f} | {pages / seconds:.1f} | {seconds / ours:.2f} | {failed} of {pages} |",
            flush=True,
        )
    if chosen.markdown:
        tool = WINNOW.replace("{media_type}", "text/markdown")
        files, size, seconds, _ = measure(sys.executable, tool, chosen.markdown, ".md", chosen.rounds)
        print(f"\nMarkdown: {files} files, {seconds / files * 1e3:.1f} ms a file, {size / seconds / 1e6:.2f} MB/s")


if __name__ == "__main__":
    main()
