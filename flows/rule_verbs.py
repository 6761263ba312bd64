"""`winnow rules ...`: rule packs as a tool. Verbs import what they need when they run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The rule packs that say what is chrome.")

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the warehouse.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="A folder of your own rule packs, beside the packaged ones.")
]


@app.command("list")
def list_rules(rules: Rules = None, as_json: Json = False) -> None:
    """Every rule of every pack: id, reason, where it applies."""
    from cleaners.chrome import load_packs
    from flows.console import rules_table

    rules_table(load_packs(rules), as_json)


@app.command("test")
def test(rules: Rules = None, as_json: Json = False) -> None:
    """Hold every rule against its own examples, and every pattern against bait."""
    import time

    from cleaners.chrome import load_packs
    from cleaners.chrome.selftest import slow_patterns, test_pack

    packs = list(load_packs(rules))
    failures = [
        failure
        for pack in packs
        for failure in (*test_pack(pack), *(slow_patterns(pack, time.perf_counter) if pack.own else ()))
    ]
    if as_json:
        told = [{"rule": f.rule, "case": f.case, "message": f.message, "example": f.example} for f in failures]
        typer.echo(json.dumps({"packs": len(packs), "failures": told}, ensure_ascii=False))
    else:
        for failure in failures:
            typer.echo(str(failure))
        typer.echo(f"{len(packs)} packs, {len(failures)} failures", err=True)
    raise typer.Exit(1 if failures else 0)


@app.command("new")
def new(
    platform: Annotated[str, typer.Argument(help="Name of the pack: small letters, digits and _.")],
    rules: Annotated[
        Path, typer.Option("--rules", help="The folder it is written to; made where it is not there.")
    ] = Path("rules"),
) -> None:
    """Write the beginning of a rule pack, which passes its own tests, for you to change."""
    from cleaners.chrome import load_packs
    from cleaners.chrome.skeleton import skeleton
    from schemas.errors import ConfigurationError

    text = skeleton(platform)
    if platform in load_packs().versions():
        raise ConfigurationError(
            f"{platform} is a packaged rule pack: choose another name and adds_to = [{json.dumps(platform)}] to add rules to it"
        )
    path = rules / f"{platform}.toml"
    try:
        rules.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigurationError(f"{path}: stands there already and is not overwritten") from None
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror})") from None
    typer.echo(str(path))
