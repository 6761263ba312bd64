"""`winnow tables ...`: the tables of a warehouse and their contract. Verbs import what they need when they run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.options import Json, Out, require_tables, tell

app = typer.Typer(no_args_is_help=True, help="The tables of a warehouse and their contract.")


@app.command("list")
def list_tables(as_json: Json = False) -> None:
    """The tables, the version of the contract in which they last changed, their grain and their key."""
    from schemas.tables import CONTRACT_VERSION, TABLES

    rows = [{"table": t.name, "grain": t.grain, "key": list(t.key), "version": t.version} for t in TABLES.values()]
    told = (f"{row['table']:<11} {row['version']:<4} {row['grain']}; key {', '.join(row['key'])}" for row in rows)
    tell(as_json, rows, told, f"contract {CONTRACT_VERSION}")


@app.command("describe")
def describe(table: Annotated[str, typer.Argument(help="Name of the table.")], as_json: Json = False) -> None:
    """The columns of a table with their descriptions."""
    from schemas.errors import ConfigurationError
    from schemas.tables import TABLES

    if table not in TABLES:
        raise ConfigurationError(f"no table {table}; there are {', '.join(TABLES)}")
    rows = TABLES[table].describe()
    tell(as_json, rows, (f"{row['column']:<28} {row['type']:<24} {row['description']}" for row in rows))


@app.command("check")
def check(out: Out, as_json: Json = False) -> None:
    """Hold the published tables against their contract."""
    from warehouse import checks
    from warehouse.versions import current_version

    require_tables(out)
    broken = checks.older_files(current_version(out))
    broken += checks.broken_promises(checks.connect(checks.published_views(out)))
    tell(as_json, {"broken": broken, "checked": checks.promises()}, broken)
    typer.echo("the tables keep their contract" if not broken else f"{len(broken)} promises broken", err=True)
    raise typer.Exit(1 if broken else 0)


@app.command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="A warehouse, or a version of one: DIR/.winnow/versions/NNNNNN.")],
    after: Annotated[Path | None, typer.Argument(help="Another; without it BEFORE now and as it was before.")] = None,
    samples: Annotated[int, typer.Option(help="Rows shown of each kind of difference.", min=0)] = 3,
    history: Annotated[bool, typer.Option("--history", help="Compare runs and changes too.")] = False,
    as_json: Json = False,
) -> None:
    """Rows added, removed and changed, table by table, by key; exit code 1 when something differs.

    Which run added a row and when a run was at work are not compared.
    """
    from warehouse import diff as compare

    old, new = (
        (compare.version_before(before), compare.version_at(before))
        if after is None
        else (compare.version_at(before), compare.version_at(after))
    )
    found = compare.diff(old, new, samples, history)
    if as_json:
        typer.echo(json.dumps({"tables": [told.as_dict() for told in found]}, ensure_ascii=False, default=str))
    for told in () if as_json else found:
        typer.echo(f"{told.table}: {told.added:,} added, {told.removed:,} removed, {told.changed:,} changed")
        if told.columns:
            typer.echo("  " + ", ".join(f"{column} in {count:,}" for column, count in told.columns.items()))
        for kind, rows in told.samples.items():
            for row in rows:
                typer.echo(f"  {kind} " + " ".join(f"{name}={value}" for name, value in row.items()))
    typer.echo(f"{len(found)} tables differ" if found else "no difference", err=True)
    raise typer.Exit(1 if found else 0)


@app.command("compact")
def compact(out: Out, as_json: Json = False) -> None:
    """Merge small files of many runs into few. Readers see the same rows with the same run_id, before, meanwhile and after."""
    from warehouse.compact import compact as merge

    require_tables(out)
    done = merge(out)
    tell(as_json, done.as_dict(), [f"{done.files_before:,} files before, {done.files_after:,} now"])


@app.command("contract")
def contract(as_json: Json = False) -> None:
    """The contract of the tables as an ODCS document (Open Data Contract Standard 3), YAML on stdout."""
    import yaml

    from schemas.odcs import contract as told

    if as_json:
        typer.echo(json.dumps(told(), ensure_ascii=False))
        return
    typer.echo(yaml.safe_dump(told(), allow_unicode=True, sort_keys=False, width=120), nl=False)
