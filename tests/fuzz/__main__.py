"""Fuzzing by coverage, with atheris: `make fuzz`, or python -m tests.fuzz [ENTRY] [--seconds N].

Stops at the first input that raises what must not be raised, and leaves it in build/fuzz; without such an input at the end of
the time. Entries take turns.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cleaners", "warehouse", "schemas"]):
    from tests.fuzz.entries import ENTRIES

# Bytes of an input: a few hundred tokens, or a small archive.
MAX_LENGTH = 400
# Seconds a single input may take, also on a machine that has other work.
SLOWEST = 120


def main() -> None:
    """Parse the command line and hand over to libFuzzer, which does not return."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entry", nargs="?", choices=ENTRIES)
    parser.add_argument("--seconds", type=int, default=600)
    given = parser.parse_args()
    taken = [ENTRIES[given.entry]] if given.entry else list(ENTRIES.values())
    home = Path("build/fuzz")
    (home / "corpus").mkdir(parents=True, exist_ok=True)

    def one(data: bytes) -> None:
        if data:
            taken[data[0] % len(taken)](data[1:])

    options = {
        "max_total_time": given.seconds,
        "max_len": MAX_LENGTH,
        "len_control": 0,  # long ones from the start: a page is many tokens
        "timeout": SLOWEST,
        "rss_limit_mb": 2048,
        "artifact_prefix": f"{home}/",
        "print_final_stats": 1,
    }
    atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(home / "corpus")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
