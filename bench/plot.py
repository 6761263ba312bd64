"""The scale curve as a picture: CPU time a paragraph and peak memory against the number of paragraphs.

    python -m bench.plot FILE.jsonl OUT.svg

FILE holds a line a point, as `bench.repeats_scale --curve` writes it: {"paragraphs", "cpu_seconds", "wall_seconds",
"peak_mib"}. Of several points for one number of paragraphs the last counts. Needs matplotlib.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update(
    {"svg.hashsalt": "winnow", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
)

from matplotlib import pyplot  # noqa: E402

CPU, WALL, MEMORY = "#1f5a8a", "#9aa5b1", "#b3541e"


def read(file: Path) -> list[dict]:
    """The points, from few paragraphs to many."""
    points = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return sorted({point["paragraphs"]: point for point in points}.values(), key=lambda point: point["paragraphs"])


def draw(points: list[dict], out: Path) -> None:
    """Time on the left, memory on the right; both from zero, so that flat is flat."""
    counts = [point["paragraphs"] for point in points]
    each = {name: [p[name] / p["paragraphs"] * 1e6 for p in points] for name in ("cpu_seconds", "wall_seconds")}
    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
    time.plot(counts, each["wall_seconds"], "o--", color=WALL, label="wall")
    time.plot(counts, each["cpu_seconds"], "o-", color=CPU, label="CPU")
    time.legend(frameon=False)
    time.set_title("µs a paragraph", loc="left")
    memory.plot(counts, [point["peak_mib"] for point in points], "o-", color=MEMORY)
    memory.set_title("peak MiB", loc="left")
    for axes in (time, memory):
        axes.set_xscale("log")
        axes.set_xticks(counts, [f"{count / 1e6:g}M" for count in counts])
        axes.minorticks_off()
        axes.set_ylim(bottom=0)
        axes.grid(axis="y", color="#e5e7eb")
        axes.set_xlabel("paragraphs")
    figure.savefig(out, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    draw(read(args.file), args.out)


if __name__ == "__main__":
    main()
