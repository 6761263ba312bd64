"""Verdicts on rules, handed to those who mend the rules."""

from __future__ import annotations

from pathlib import Path

from cleaners.chrome import load_packs
from cleaners.kept import Kept, toml
from schemas.errors import ConfigurationError
from warehouse import reviews

MARK = "# Written by `winnow rules keeps`"


def write_kept(out: Path, rules: Path, name: str) -> tuple[Path, int, int]:
    """Write the removals judged wrong as the pack `name` of the folder `rules`; returns the file, how many texts stand in it,
    and how many no pack has a rule for.

    An earlier file of it is replaced. Raises ConfigurationError for a file that somebody else wrote.
    """
    path = rules / f"{name}.toml"
    if path.exists() and not path.read_text(encoding="utf-8").startswith(MARK):
        raise ConfigurationError(f"{path}: stands there already and is not overwritten; give another --name")
    wrong = [
        Kept(row["rule"], row["text"], _about(row))
        for by in reviews.standing(reviews.verdicts(out)).values()
        for row in by.values()
        if row["verdict"] == "wrong" and row["rule"] and row["subject"] == "removal"
    ]
    rules.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    text, others = toml(wrong, name, load_packs(rules))
    path.write_text(text, encoding="utf-8")
    return path, text.count("\n[[keep]]\n"), len(others)


def _about(row: dict) -> str:
    note = f": {row['note']}" if row["note"] else ""
    return f"{row['rule']} took it in {row['source_uri']}; {row['reviewer']}, {row['at']:%Y-%m-%d}{note}"
