"""Documentation that is written from the code: `make docs`. A test fails when the pages are not what this writes."""

from __future__ import annotations

from pathlib import Path

import click
import typer.main

from flows.cli import app
from schemas.handbook import handbook

_HEAD = """# The commands

Written by `make docs` from the command line itself; `winnow VERB --help` says the same. Data goes to stdout, progress to
stderr. Exit codes: 0 clean, 1 finished but something was rejected or a check failed, 2 could not run, 130 interrupted.
"""


def commands() -> str:
    """Every verb with its arguments and options as Markdown."""
    root = typer.main.get_command(app)
    return _HEAD + "".join(_page(name, command) for name, command in sorted(_verbs("winnow", root)))


def _verbs(name: str, command) -> list[tuple[str, object]]:
    below = getattr(command, "commands", None)
    if below is None:
        return [(name, command)]
    return [verb for word, one in below.items() for verb in _verbs(f"{name} {word}", one)]


def _page(name: str, command) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    words = [p.name.upper() if p.required else f"[{p.name.upper()}]" for p in arguments]
    usage = " ".join([name, *words, *(f"{p.opts[0]} {_kind(p)}".strip() for p in options if p.required)])
    rows = [f"| `{p.name.upper()}` | {_told(p)} |" for p in arguments]
    rows += [f"| `{', '.join([*p.opts, *p.secondary_opts])}` | {_told(p)} |" for p in options]
    table = "\n| | |\n|---|---|\n" + "\n".join(rows) + "\n" if rows else ""
    return f"\n## {name}\n\n    {usage}\n\n{command.help}\n{table}"


def _kind(parameter) -> str:
    return "" if parameter.is_flag else parameter.opts[-1].lstrip("-").upper() if parameter.name != "out" else "DIR"


def _told(parameter) -> str:
    text = (getattr(parameter, "help", None) or "").replace("|", "\\|")
    default = parameter.default
    if parameter.required or default in (None, False, ()) or parameter.param_type_name == "argument":
        return text
    return f"{text} Default: `{default}`."


PAGES = {"docs/tables.md": handbook, "docs/cli.md": commands}


def main() -> None:
    """Write the pages under the folder this is started in."""
    for name, text in PAGES.items():
        Path(name).write_text(text(), encoding="utf-8")
        click.echo(name)


if __name__ == "__main__":
    main()
