"""The golden files of the contract: `python -m tests.schemas.golden` writes those of now, with --release those of a release.

golden/    the contract of this checkout, one file per table: a change of the contract is a change of these files
released/  the contract of the last release, which readers rely on
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schemas.evolution import described

HERE = Path(__file__).parent
NOW, RELEASED = HERE / "golden", HERE / "released"


def read(folder: Path) -> dict[str, dict]:
    """The tables of a folder of golden files."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def write(folder: Path) -> None:
    """Write the contract of now."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for name, table in described().items():
        text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(RELEASED if "--release" in sys.argv else NOW)
