"""Pages per second: `clean` beside trafilatura, readability-lxml and BeautifulSoup on the same pages; and how time grows.

    python -m bench.pages [PAGES] [--markdown FOLDER] [--peers PYTHON] [--rounds N]

PAGES and FOLDER are searched for *.html and *.md. PYTHON is the interpreter of an environment that has trafilatura and
readability-lxml, which are no dependencies of this project; what it has not is left out. Each tool runs in a process of
its own, on one thread, from the bytes of a page to its answer: Winnow to blocks with verdicts, paragraphs and metadata;
trafilatura to text and metadata; readability to the article's HTML, whose text BeautifulSoup takes; BeautifulSoup to all text
of the page. The tools take turns page by page, so that whatever else the machine does falls on all of them alike. The first round,
in which patterns and models are loaded, is not measured; of the others the fastest time of each page counts, in CPU time.

Without PAGES: synthetic pages of n, 2n, 4n and 8n elements, and the time an element takes in each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# What each process runs after `one(data)` is defined: the path of a page comes in, its CPU seconds go out.
SERVE = """
import sys, time
print("ready", flush=True)
for line in sys.stdin:
    with open(line.rstrip("\\n"), "rb") as file:
        data = file.read()
    failed, started = 0, time.process_time()
    try:
        one(data)
    except Exception:
        failed = 1
    print(time.process_time() - started, failed, flush=True)
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
PEERS = {
    "trafilatura": """
import trafilatura
def one(data):
    return trafilatura.bare_extraction(data, with_metadata=True)
""",
    "readability-lxml and BeautifulSoup": """
from bs4 import BeautifulSoup
from readability import Document
def one(data):
    page = Document(data)
    return page.title(), BeautifulSoup(page.summary(), "lxml").get_text()
""",
}
SOUP = """
from bs4 import BeautifulSoup
def one(data):
    return BeautifulSoup(data, "lxml").get_text()
"""
# Elements of the smallest synthetic page.
ELEMENTS = 1_000


class Tool:
    """A tool in a process of its own. Raises OSError when it cannot be started or imported."""

    def __init__(self, name: str, python: str, code: str):
        self.name, self.failed = name, 0
        # one thread: what libraries do beside it would count as CPU time too
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [python, "-c", code + SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        if self.process.stdout.readline() != "ready\n":
            raise OSError(f"{python} cannot import {name}")

    def seconds(self, page: Path) -> float:
        """CPU seconds the tool takes for a page."""
        print(page.resolve(), file=self.process.stdin, flush=True)
        spent, failed = self.process.stdout.readline().split()
        self.failed += int(failed)
        return float(spent)


def measure(tools: list[Tool], pages: list[Path], rounds: int) -> list[list[float]]:
    """Per tool and page the fewest CPU seconds of `rounds` rounds, after one that is not measured."""
    best = [[float("inf")] * len(pages) for _ in tools]
    for number in range(rounds + 1):
        for at, page in enumerate(pages):
            for tool, times in zip(tools, best, strict=True):
                tool.failed = 0 if at == 0 else tool.failed
                spent = tool.seconds(page)
                times[at] = min(times[at], spent) if number else times[at]
    return best


def compare(folder: Path, peers: str | None, rounds: int) -> None:
    """Print a table of all tools over the pages of a folder."""
    wanted = [("Winnow", sys.executable, WINNOW.format(media_type="text/html"))]
    wanted += [(name, peers, code) for name, code in PEERS.items() if peers]
    wanted.append(("BeautifulSoup", sys.executable, SOUP))
    tools = []
    for name, python, code in wanted:
        try:
            tools.append(Tool(name, python, code))
        except OSError as error:
            print(f"{error}: left out", file=sys.stderr)
    pages = found(folder, ".html")
    times = [sum(best) for best in measure(tools, pages, rounds)]
    print("| tool | ms a page | pages/s | Winnow gives so many times its pages | pages it raised on |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for tool, spent in zip(tools, times, strict=True):
        print(
            f"| {tool.name} | {spent / len(pages) * 1e3:.1f} | {len(pages) / spent:.1f} | {spent / times[0]:.2f} "
            f"| {tool.failed} of {len(pages)} |"
        )


def markdown(folder: Path, rounds: int) -> None:
    """Print files and megabytes of Markdown per second."""
    files = found(folder, ".md")
    (best,) = measure([Tool("Winnow", sys.executable, WINNOW.format(media_type="text/markdown"))], files, rounds)
    size, spent = sum(path.stat().st_size for path in files), sum(best)
    print(f"\nMarkdown: {len(files)} files, {spent / len(files) * 1e3:.1f} ms a file, {size / spent / 1e6:.2f} MB/s")


def found(folder: Path, ending: str) -> list[Path]:
    files = sorted(folder.rglob("*" + ending))
    return files or sys.exit(f"{folder} holds no {ending} file")


def synthetic(elements: int) -> str:
    """A page of about so many elements: a list of links, and an article of paragraphs that all differ."""
    rows = elements // 5
    links = "".join(f'<li class="item"><a href="/{n}.html">第{n}条消息</a></li>' for n in range(rows))
    text = "".join(
        f'<p>第{n}天，测量队走了{n * 7 % 31}公里，<b>记下</b>{n * n}个数，晚上在第{n % 97}号营地<span class="s{n % 9}">休息</span>。</p>'
        for n in range(rows)
    )
    return f'<html><body><ul class="list">{links}</ul><div class="article">{text}</div></body></html>'


def growth(rounds: int) -> None:
    """Print the time of synthetic pages, each twice the one before."""
    print("| elements | ms | µs an element |\n| ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        sizes = [ELEMENTS << step for step in range(4)]
        pages = [Path(folder, f"{size}.html") for size in sizes]
        for page, size in zip(pages, sizes, strict=True):
            page.write_text(synthetic(size), encoding="utf-8")
        (best,) = measure([Tool("Winnow", sys.executable, WINNOW.format(media_type="text/html"))], pages, rounds)
    for size, spent in zip(sizes, best, strict=True):
        print(f"| {size:,} | {spent * 1e3:.1f} | {spent / size * 1e6:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, nargs="?")
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    if chosen.pages:
        compare(chosen.pages, chosen.peers, chosen.rounds)
    if chosen.markdown:
        markdown(chosen.markdown, chosen.rounds)
    if not chosen.pages and not chosen.markdown:
        growth(chosen.rounds)


if __name__ == "__main__":
    main()
