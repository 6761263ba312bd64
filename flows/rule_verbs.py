"""`winnow rules ...`: rule packs as a tool. Verbs import what they need when they run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.options import Json, Out, Rules, require_tables, tell

app = typer.Typer(no_args_is_help=True, help="The rule packs that say what is chrome.")


@app.command("list")
def list_rules(rules: Rules = None, as_json: Json = False) -> None:
    """Every rule of every pack: id, reason, where it applies."""
    from cleaners.chrome import load_packs
    from flows.console import rules_table

    tell(as_json, *rules_table(load_packs(rules)))


@app.command("test")
def test(rules: Rules = None, as_json: Json = False) -> None:
    """Hold every rule against its own examples, and every pattern against bait: of --rules, or of the packaged packs."""
    import time

    from cleaners.chrome import load_packs
    from cleaners.chrome.selftest import slow_patterns, test_pack

    packs = [pack for pack in load_packs(rules) if rules is None or pack.digest]
    failures = [failure for pack in packs for failure in (*test_pack(pack), *slow_patterns(pack, time.perf_counter))]
    told = [{"rule": f.rule, "case": f.case, "message": f.message, "example": f.example} for f in failures]
    aside = f"{len(packs)} packs, {len(failures)} failures"
    tell(as_json, {"packs": len(packs), "failures": told}, map(str, failures), aside)
    raise typer.Exit(1 if failures else 0)


@app.command("new")
def new(
    platform: Annotated[str, typer.Argument(help="Name of the pack: small letters, digits and _.")],
    rules: Annotated[
        Path, typer.Option("--rules", help="The folder it is written to; made where it is not there.")
    ] = Path("rules"),
    as_json: Json = False,
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
    tell(as_json, {"file": str(path)}, [str(path)])


@app.command("diff")
def diff(
    pack: Annotated[str, typer.Argument(help="File of a changed pack, name of one in --rules, or of a packaged one.")],
    out: Out,
    rules: Rules = None,
    samples: Annotated[int, typer.Option(help="Samples shown of each change.", min=0)] = 3,
    as_json: Json = False,
) -> None:
    """Replay a changed pack over a warehouse: what would newly go or come back. Writes nothing.

    A file is compared with the packs without it, a pack of --rules with the packaged ones, a packaged one with what is
    published.
    """
    from flows import diff as replaying
    from flows.console import diff_lines, progress_bar

    require_tables(out)
    with progress_bar() as progress:
        found = replaying.diff(out, pack, rules, samples, progress)
    tell(as_json, found.as_dict(), diff_lines(found))


@app.command("learn")
def learn(
    out: Out,
    account: Annotated[str | None, typer.Option(help="Only what this account repeats.")] = None,
    name: Annotated[str, typer.Option(help="Name of the pack that is printed.")] = "learned",
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Draft rules for what accounts repeat under their articles, with examples, for you to accept. Writes nothing."""
    from cleaners.chrome.skeleton import check_name
    from cleaners.drafts import toml
    from flows.drafts import drafts

    require_tables(out)
    check_name(name)
    found = drafts(out, account, name, rules)
    told = [
        {
            "platform": draft.platform, "account": draft.account, "documents": draft.habit.documents,
            "at_end": draft.habit.at_end, "of": draft.habit.of, "learned": draft.learned, "rule": draft.rule,
            "text": draft.text, "pattern": draft.pattern, "keeps": draft.keeps,
        }
        for draft in found
    ]  # fmt: skip
    tell(as_json, told, [toml(found, name).rstrip("\n")] if found else [], f"{len(found)} drafts")


@app.command("keeps")
def keeps(
    out: Out,
    rules: Annotated[Path, typer.Option("--rules", help="The folder of rule packs it is written to.")],
    name: Annotated[str, typer.Option(help="Name of the pack that is written.")] = "reviewed",
    as_json: Json = False,
) -> None:
    """Write what reviewers found wrongly removed as texts to keep: rules test fails until the rules are mended."""
    from cleaners.chrome.skeleton import check_name
    from flows.kept import write_kept

    require_tables(out)
    check_name(name)
    path, tried, others = write_kept(out, rules, name)
    tell(as_json, {"file": str(path), "keeps": tried, "without_rule": others}, [str(path)])
    typer.echo(f"{tried} texts to keep; {others} were taken by no rule of a pack", err=True)
