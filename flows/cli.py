"""The command line. Verbs import what they need when they run: `winnow --help` must answer at once.

Exit codes: 0 clean, 1 finished but something was rejected or a check failed, 2 could not run, 130 interrupted.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, NoReturn

import typer

from flows import rule_verbs, table_verbs
from flows.options import Json, Out, Rules, require_tables, tell

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Scraped documents in, trustworthy Parquet out: chrome removed with a reason, repeats found, metadata normalized.",
)
app.add_typer(rule_verbs.app, name="rules")
app.add_typer(table_verbs.app, name="tables")


@app.command()
def run(
    out: Out,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, s3://BUCKET/PREFIX; also archives and packed files."),
    ] = None,
    as_json: Json = False,
    across_documents: Annotated[
        str, typer.Option(help="What happens to paragraphs that repeat another document's: mark or remove.")
    ] = "mark",
    threshold: Annotated[float, typer.Option(help="Jaccard similarity from which two paragraphs are alike.")] = 0.8,
    repeats_engine: Annotated[
        str,
        typer.Option(help="lsh: MinHash bands propose what to compare. exact: nothing is missed, and it takes longer."),
    ] = "lsh",
    linkage: Annotated[
        str,
        typer.Option(help="A repeat is alike with its representative (star) or with every repeat of it (complete)."),
    ] = "star",
    audit_recall: Annotated[
        bool, typer.Option("--audit-recall", help="Also compare exactly, and tell how many repeats the run found.")
    ] = False,
    platform: Annotated[str | None, typer.Option(help="Use this rule pack instead of recognizing one.")] = None,
    rules: Rules = None,
    encoding: Annotated[str | None, typer.Option(help="Decode every input with this encoding.")] = None,
    max_bytes: Annotated[int, typer.Option(help="Reject inputs larger than this.")] = 100_000_000,
    reprocess: Annotated[
        bool,
        typer.Option(
            "--reprocess", help="Also clean published sources again whose rules changed; INPUTS may be left out."
        ),
    ] = False,
    reprocess_platform: Annotated[
        list[str] | None,
        typer.Option(help="With --reprocess: the sources of this platform, whatever changed; repeatable."),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores by default.")] = None,
    runner: Annotated[str, typer.Option(help="process: this machine; dask: the cluster at --address.")] = "process",
    address: Annotated[str | None, typer.Option(help="Dask scheduler, tcp://HOST:PORT; it shares the folders.")] = None,
) -> None:
    """Clean documents into the tables of a warehouse."""
    if not inputs and not reprocess:
        raise typer.BadParameter("name inputs, or --reprocess", param_hint="INPUTS")
    if reprocess_platform and not reprocess:
        raise typer.BadParameter("it goes with --reprocess", param_hint="--reprocess-platform")
    if not inputs:
        require_tables(out)
    if sys.stderr.isatty():  # what a run needs takes a second or two to load
        typer.echo("looking for new inputs; when there are some, Prefect starts, which takes some seconds", err=True)
    from schemas.config import RepeatOptions, RunConfig

    options = RepeatOptions(
        threshold=threshold, across_documents=across_documents, engine=repeats_engine, linkage=linkage
    )
    config = RunConfig(options, platform, encoding, max_bytes, str(rules.resolve()) if rules else None, audit_recall)
    config.check()

    from flows.console import progress_bar, summary_table
    from flows.start import run as start
    from flows.workers import Workers

    with progress_bar() as progress:
        summary = start(
            inputs or [],
            out,
            config,
            Workers(workers, runner, address),
            progress,
            again=(reprocess_platform or []) if reprocess else None,
        )
    if as_json:
        typer.echo(json.dumps(summary.as_dict(), ensure_ascii=False))
    else:
        summary_table(summary)
    raise typer.Exit(summary.exit_code)


@app.command()
def report(out: Out, as_json: Json = False) -> None:
    """Write OUT/report.html: totals, removals by rule, repeats side by side, rejects. Prints where it is."""
    from warehouse.report import build_report
    from warehouse.report.summary import summary

    require_tables(out)
    page = str(build_report(out))
    told = summary(out) if as_json else {}
    tell(as_json, {"report": page} | {name: told[name] for name in told if name != "markdown"}, [page])


@app.command()
def explain(
    doc: Annotated[
        str, typer.Argument(help="doc_id or source_id or the beginning of one, or a source_uri or its end.")
    ],
    out: Out,
    html: Annotated[bool, typer.Option("--html", help="Print a self-contained page instead.")] = False,
    language: Annotated[str, typer.Option(help="Labels of the page: en or zh.")] = "en",
    as_json: Json = False,
) -> None:
    """Show a document with each removed span coloured and its rule beside it."""
    require_tables(out)
    if html:
        from warehouse.report.document import explain_html

        typer.echo(explain_html(out, doc, language))
        return
    from rich.console import Console

    from warehouse.explain import explain as look_up
    from warehouse.explain import render_terminal

    found = look_up(out, doc)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        render_terminal(found, Console())


@app.command()
def review(
    out: Out,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    reviewer: Annotated[str | None, typer.Option(help="Who judges; your login name by default.")] = None,
) -> None:
    """Serve the review on this machine: what most deserves a look, one keystroke a verdict, which later runs honour."""
    from getpass import getuser

    from flows.review.desk import name_of
    from flows.review.serve import serve

    require_tables(out)
    serve(out, name_of(reviewer if reviewer is not None else getuser()), port, typer.echo)


@app.command()
def forget(
    source: Annotated[str, typer.Argument(help="source_id, source_uri or its end.")], out: Out, as_json: Json = False
) -> None:
    """Take a source out of every table and the index, and print a receipt."""
    from flows.console import receipt_lines
    from flows.forget import forget as take_out

    require_tables(out)
    receipt = take_out(out, source)
    tell(as_json, receipt.as_dict(), receipt_lines(receipt))


@app.command()
def changes(
    out: Out,
    since: Annotated[str | None, typer.Option(help="A run_id or its beginning: only what came after that run.")] = None,
    as_json: Json = False,
) -> None:
    """Which documents were added, changed or withdrawn, by which run and why, in their order."""
    from warehouse.following import changes_since

    require_tables(out)
    rows = changes_since(out, since)
    told = (
        f"{row['version']:>6} {row['run_id'][:8]} {row['change']:<9} {row['cause']:<8} {row['doc_id']} "
        f"{row['title'] or row['source_uri'] or ''}"
        for row in rows
    )
    tell(as_json, rows, told, f"{len(rows)} changes")


@app.command()
def publish(
    out: Out,
    iceberg: Annotated[
        str | None,
        typer.Option(
            help="The catalog: sqlite:///FILE, postgresql://..., http(s)://REST; a SQLite file of OUT by default."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Register the tables in an Iceberg catalog, for time travel: the same Parquet files, a snapshot each time."""
    from warehouse.iceberg import publish as register

    require_tables(out)
    done = register(out, iceberg)
    told = (f"{table}: {n} files registered, {done.taken_out[table]} taken out" for table, n in done.registered.items())
    tell(as_json, done.as_dict(), told, f"version {done.version} in {done.catalog}")


def main() -> None:
    """Entry point: errors of the family become one clear line and exit code 2."""
    try:
        app()
    except KeyboardInterrupt:
        _leave(130)
    except SystemExit as done:
        _leave(done.code)
    except Exception as error:
        from schemas.errors import ContractError, WinnowError

        if not isinstance(error, WinnowError):
            raise
        print(f"winnow: {error}", file=sys.stderr)
        _leave(1 if isinstance(error, ContractError) else 2)


def _leave(code: object) -> NoReturn:
    """End the process. After a flow at once: to wait for Prefect's threads and to take down what it loaded takes seconds."""
    if "prefect" not in sys.modules or not isinstance(code, int | None):
        sys.exit(code)
    atexit._run_exitfuncs()
    with suppress(OSError):  # nobody may be reading any more
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    main()
