"""The table of attacks, run: outcome, time and memory of each."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT
from tests.hostile.__main__ import ATTACKS, DOCS, docs

QUICK = [name for name, attack in ATTACKS.items() if not attack.slow]
# Attacks run side by side. What is measured is CPU time.
PROCESSES = 2


@pytest.fixture(scope="module")
def costs() -> dict[str, dict]:
    """What every attack that is not slow came to."""
    commands = [[sys.executable, "-m", "tests.hostile", *QUICK[n::PROCESSES]] for n in range(PROCESSES)]
    running = [
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for command in commands
    ]
    found = {}
    for process in running:
        told, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
        found |= {row["attack"]: row for row in map(json.loads, told.splitlines())}
    return found


@pytest.mark.parametrize("name", QUICK)
def test_attack(costs, name):
    attack, cost = ATTACKS[name], costs[name]
    assert cost["outcome"] == attack.outcome
    assert cost["seconds"] <= attack.seconds and cost["megabytes"] <= attack.megabytes


def test_the_page_about_them_is_what_the_table_says():
    assert DOCS.read_text(encoding="utf-8") == docs(), "python -m tests.hostile --docs"


def test_no_csv_is_written():
    """A cell that begins with = + - @ is a formula to a spreadsheet. No module writes cells."""
    for package in ("cleaners", "warehouse", "flows", "schemas"):
        for path in (CHECKOUT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "import csv" not in text and "to_csv" not in text and "write_csv" not in text, path
