"""What several verbs of the command line take, and what they need."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the warehouse.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="A folder of your own rule packs, beside the packaged ones.")
]


def tell(as_json: bool, content: object, lines: Iterable[str], aside: str | None = None) -> None:
    """What a reading verb found, on stdout: as JSON for machines, or line by line for people, who are also told `aside` on
    stderr."""
    if as_json:
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)
    if aside:
        typer.echo(aside, err=True)


def require_tables(out: Path) -> None:
    """Raise ConfigurationError unless `out` holds tables."""
    from schemas.errors import ConfigurationError
    from warehouse.commit import current_version

    if current_version(out) is None:
        raise ConfigurationError(f"{out}: no tables there yet; winnow run INPUT... --out {out} makes them")
