"""`winnow tables ...`: the tables of a warehouse and their contract. Verbs import what they need when they run."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from flows.options import Json, Out, require_tables

app = typer.Typer(no_args_is_help=True, help="The tables of a warehouse and their contract.")


@app.command("list")
def list_tables(as_json: Json = False) -> None:
    """The tables, the version of the contract in which they last changed, their grain and their key."""
    from schemas.tables import CONTRACT_VERSION, TABLES

    rows = [{"table": t.name, "grain": t.grain, "key": list(t.key), "version": t.version} for t in TABLES.values()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['table']:<11} {row['version']:<4} {row['grain']}; key {', '.join(row['key'])}")
    typer.echo(f"contract {CONTRACT_VERSION}", err=True)


@app.command("describe")
def describe(table: Annotated[str, typer.Argument(help="Name of the table.")], as_json: Json = False) -> None:
    """The columns of a table with their descriptions."""
    from schemas.errors import ConfigurationError
    from schemas.tables import TABLES

    if table not in TABLES:
        raise ConfigurationError(f"no table {table}; there are {', '.join(TABLES)}")
    rows = TABLES[table].describe()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            typer.echo(f"{row['column']:<28} {row['type']:<24} {row['description']}")


@app.command("check")
def check(out: Out, as_json: Json = False) -> None:
    """Hold the published tables against their contract."""
    from warehouse import checks

    require_tables(out)
    broken = checks.broken_promises(checks.connect(checks.published_views(out)))
    if as_json:
        typer.echo(json.dumps({"broken": broken, "checked": checks.promises()}, ensure_ascii=False))
    else:
        for sentence in broken:
            typer.echo(sentence)
    typer.echo("the tables keep their contract" if not broken else f"{len(broken)} promises broken", err=True)
    raise typer.Exit(1 if broken else 0)
