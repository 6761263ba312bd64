"""Bylines, datelines, signatures and credits: the cases of bylines.toml."""

import tomllib
from pathlib import Path

import pytest

from cleaners.articles import bylines

CASES = tomllib.loads(Path(__file__).with_name("bylines.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("line", "names"), CASES["byline"].items())
def test_byline(line, names):
    assert bylines.read_byline(line) == names


@pytest.mark.parametrize(("line", "names"), CASES["dateline"].items())
def test_dateline(line, names):
    assert bylines.read_dateline(line) == (True, names)


@pytest.mark.parametrize("line", CASES["no_dateline"]["lines"])
def test_no_dateline(line):
    assert bylines.read_dateline(line) == (False, [])


@pytest.mark.parametrize(("line", "names"), CASES["signature"].items())
def test_signature(line, names):
    assert bylines.read_signature(line) == names


@pytest.mark.parametrize("line", CASES["credit"]["yes"] + CASES["credit"]["no"])
def test_credit(line):
    assert bylines.is_credit(line) == (line in CASES["credit"]["yes"])
