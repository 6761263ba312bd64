"""Run attacks and tell what each cost, as JSON lines; or write docs/hostile.md.

python -m tests.hostile [NAME...] | --docs
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections import Counter
from importlib import import_module
from pathlib import Path

from cleaners.chrome import load_packs
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.errors import InputError
from tests.forked import fork
from tests.hostile.archives import ARCHIVES
from tests.hostile.attack import MEGABYTES, SECONDS, Attack
from tests.hostile.texts import TEXTS
from warehouse import inputs, reading
from warehouse.rows import rows_of

ATTACKS = {attack.name: attack for attack in TEXTS + ARCHIVES}
_HOME = Path(__file__).resolve().parents[2]
DOCS, SEEDS = _HOME / "docs" / "hostile.md", _HOME / "seeds"


def outcome(folder: Path, config: RunConfig) -> Counter[str]:
    """What becomes of all inputs under a folder: read and cleaned as a run does it."""
    told: Counter[str] = Counter()
    files, _ = inputs.find_files([str(folder)])
    for file in (file for shard in inputs.make_shards(files) for file in shard):
        for item in reading.read(file, config.max_input_bytes):
            if isinstance(item, reading.Unreadable):
                told[item.error.code] += 1
                continue
            try:
                rows_of(clean(item, load_packs(), config))
                told["kept"] += 1
            except InputError as error:
                told[error.code] += 1
    return told


def cost(attack: Attack) -> dict:
    """Run an attack in a child of this process, with limits twice what it may cost."""
    with tempfile.TemporaryDirectory() as folder:
        if not (child := fork()):
            attack.make(Path(folder))
            os._exit(0)
        os.waitpid(child, 0)
        told, tell = os.pipe()
        if not (child := fork()):
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + (2 * attack.megabytes << 20) + (8192 << 20),) * 2)
            resource.setrlimit(resource.RLIMIT_CPU, (int(2 * attack.seconds) + 1,) * 2)
            result = dict(outcome(Path(folder), RunConfig()))
            os.write(tell, json.dumps(result).encode())
            os._exit(0)
        os.close(tell)
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _, status, usage = os.wait4(child, 0)
        with open(told, "rb") as stream:
            result = stream.read()
    return {
        "attack": attack.name,
        "outcome": json.loads(result) if result else {"died": status},
        "seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "megabytes": max(0, usage.ru_maxrss - idle) >> 10,
    }


def docs() -> str:
    """docs/hostile.md."""
    lines = [_HEAD]
    for title, attacks in (("One document", TEXTS), ("What holds documents", ARCHIVES)):
        lines.append(f"## {title}\n\n| attack | outcome | at most |\n|---|---|---|")
        for attack in attacks:
            told = ", ".join(f"{n:,} {what}" if n > 1 else what for what, n in attack.outcome.items())
            lines.append(f"| {attack.about} | {told} | {attack.seconds:g} s, {attack.megabytes:,} MB |")
        lines.append("")
    return "\n".join(lines) + _TAIL


_HEAD = f"""# Hostile input

What attacks cost and what becomes of them. `python -m tests.hostile` runs the table, each attack in a process of its own whose
memory and CPU time are limited; a test does so too, and this page is written from the same table. *Kept* means cleaned
into the tables like any document; anything else is the `error` of a row of `rejects`. What an attack may cost is CPU time on
a slow machine and memory above that of an idle worker; where nothing is said otherwise {SECONDS} s and {MEGABYTES} MB.
"""

_TAIL = """
## What is shown and written

- Reports and pages of documents escape what they show and load nothing; a browser opens them over hostile text, titles, names
  and addresses in `tests/warehouse/report/test_browser.py` and `test_explain.py`.
- No CSV or spreadsheet is written anywhere, so no cell can hold a formula.
- Nothing in an archive is ever written to the disk. A name in one is a part of an address (`pages.zip#member=NAME`), whatever
  it says; links and devices are never followed.
"""

if __name__ == "__main__":
    if "--docs" in sys.argv:
        DOCS.write_text(docs(), encoding="utf-8")
    else:
        outcome(SEEDS, RunConfig())  # everything is loaded: what follows is the attack's own cost
        import_module("cleaners.repeats.engine")  # compiled, for many paragraphs
        for name in sys.argv[1:] or ATTACKS:
            print(json.dumps(cost(ATTACKS[name])), flush=True)
