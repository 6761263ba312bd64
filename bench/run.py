"""`winnow run` as a user starts it: documents/s and MB/s per core, peak memory of all its processes, where the time goes.

    python -m bench.run INPUT...               over files, folders, archives
    python -m bench.run --paragraphs 1000000   over synthetic documents of 20 paragraphs each (bench.synthetic), as JSONL.gz
    python -m bench.run INPUT... --again       and once more with nothing new

Per core means by second of processor time, which other work on the machine does not change; wall time is told too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson
import psutil

from bench.synthetic import paragraphs

PARAGRAPHS = 20  # of a synthetic document
FILE = 40_000  # paragraphs of a synthetic file: about 14 MB, 5 packed
TICK = 0.5  # seconds between two looks at the memory


def main() -> None:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*")
    parser.add_argument("--paragraphs", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inputs = given.inputs
        if given.paragraphs:
            inputs = [str(synthetic(Path(folder, "in"), given.paragraphs))]
        for _ in range(1 + given.again):
            print(json.dumps(measure(inputs, Path(folder, "out"), given.workers)), flush=True)


def synthetic(folder: Path, count: int) -> Path:
    """`count` paragraphs as documents in JSONL.gz files, seven weeks of a site that posts much."""
    folder.mkdir()
    for first in range(0, count, FILE):
        texts = paragraphs(first, min(FILE, count - first)).to_pylist()
        with gzip.open(folder / f"{first // FILE:05}.jsonl.gz", "wb", compresslevel=1) as out:
            for at in range(0, len(texts), PARAGRAPHS):
                row = {"text": "\n\n".join(texts[at : at + PARAGRAPHS]), "title": f"第 {first + at} 篇"}
                out.write(orjson.dumps(row) + b"\n")
    return folder


def measure(inputs: list[str], out: Path, workers: int | None) -> dict:
    """One run of the command and what it took."""
    command = [Path(sys.executable).with_name("winnow"), "run", *inputs, "--out", out, "--json"]
    command += ["--workers", str(workers)] if workers else []
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as errors:
        run = subprocess.Popen(list(map(str, command)), stdout=told, stderr=errors)
        peak = _peak(run)
        wall = time.perf_counter() - begun
        for stream in (told, errors):
            stream.seek(0)
        if run.returncode not in (0, 1):
            raise SystemExit(errors.read().decode())
        summary = json.loads(told.read())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = summary.get("counts", {})
    read = sum(_sizes(inputs))
    result = {
        "documents": counts.get("documents"),
        "paragraphs": counts.get("paragraphs"),
        "rejects": counts.get("rejects"),
        "input_mb": round(read / 1e6, 1),
        "text_mb": round(3 * counts.get("source_chars", 0) / 1e6, 1),  # UTF-8 of Chinese
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "load": os.getloadavg()[0],
        "documents_per_s_and_core": round(counts.get("documents", 0) / cpu, 1),
        "mb_per_s_and_core": round(read / 1e6 / cpu, 2),
        "peak_mb_of_all": peak >> 20,
        "timings": summary.get("timings"),
    }
    return result


def _peak(run: subprocess.Popen) -> int:
    """Bytes of all processes of the run together at the worst moment; what they share counts once (PSS)."""
    peak, root = 0, psutil.Process(run.pid)
    while run.poll() is None:
        now = 0
        try:
            family = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            break
        for process in family:
            try:
                now += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        peak = max(peak, now)
        time.sleep(TICK)
    run.wait()
    return peak


def _sizes(inputs: list[str]) -> list[int]:
    """Bytes of all files; of what is gzipped, unpacked."""
    found = []
    for given in map(Path, inputs):
        for path in given.rglob("*") if given.is_dir() else [given]:
            if path.is_file():
                found.append(_unpacked(path) if path.suffix == ".gz" else path.stat().st_size)
    return found


def _unpacked(path: Path) -> int:
    size = 0
    with gzip.open(path) as stream:
        while data := stream.read(1 << 20):
            size += len(data)
    return size


if __name__ == "__main__":
    main()
