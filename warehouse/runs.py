"""The runs a version has: what each was made with, and when it began."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from warehouse.tables import rows_in
from warehouse.versions import files_of


def _rows(version: Path | None, *columns: str) -> Iterator[dict]:
    return rows_in(files_of(version, "runs"), "runs", ["run_id", *columns])


def ids(version: Path | None) -> set[str]:
    """The runs a version has."""
    return {row["run_id"] for row in _rows(version)}


def began(version: Path | None) -> dict[str, datetime]:
    """When each run began."""
    return {row["run_id"]: row["started_at"] for row in _rows(version, "started_at")}


def packs(version: Path | None) -> dict[str, dict[str, str]]:
    """The rule packs each run had: the version of each by name."""
    return {row["run_id"]: dict(stamp.split("@", 1) for stamp in row["rules"]) for row in _rows(version, "rules")}


def made_with(version: Path | None) -> dict[str, dict[str, str]]:
    """What each run was made with: code, rules, configuration."""
    return {
        row["run_id"]: {
            "code": row["code_version"],
            "rules": " ".join(row["rules"]),
            "configuration": row["configuration"],
        }
        for row in _rows(version, "code_version", "rules", "configuration")
    }


def like(version: Path | None, now: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The runs made as `now` says (code, rules, configuration), and what the other runs had otherwise."""
    others = {run: {name for name in now if then[name] != now[name]} for run, then in made_with(version).items()}
    return {run for run, names in others.items() if not names}, set().union(*others.values())


def last_configuration(version: Path | None) -> dict:
    """The configuration of the run that finished last, as it was written down."""
    last = max(_rows(version, "finished_at", "configuration"), key=lambda row: row["finished_at"])
    return json.loads(last["configuration"])
