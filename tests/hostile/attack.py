"""An attack: a line of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# What an attack may cost unless it says otherwise: seconds of CPU on a slow machine, MB above what an idle worker takes.
SECONDS, MEGABYTES = 10, 300


@dataclass(frozen=True, slots=True)
class Attack:
    """`make` writes the input under a folder. `outcome` counts what its inputs become: kept, or the code of the reject."""

    name: str
    about: str
    make: Callable[[Path], object]
    outcome: dict[str, int]
    seconds: float = SECONDS
    megabytes: int = MEGABYTES
    slow: bool = False  # only `python -m tests.hostile` runs it


def text(
    name: str, about: str, file: str, content: Callable[[], str | bytes], outcome: str = "kept", **bounds
) -> Attack:
    """An attack that is one file, whose content is made when it is needed."""

    def make(folder: Path) -> None:
        data = content()
        (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))

    return Attack(name, about, make, {outcome: 1}, **bounds)
