"""The house rules: imports run one way, every column is described, what the README says is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import typer.main

from flows.cli import app
from schemas.tables import TABLES
from tests.conftest import CHECKOUT

FLOORS = {
    "schemas": {"schemas"},
    "cleaners": {"schemas", "cleaners"},
    "warehouse": {"schemas", "warehouse"},
    "flows": {"schemas", "cleaners", "warehouse", "flows"},
}
# What only flows may know.
ORCHESTRATION = {"prefect", "prefect_dask", "typer"}
# The standard library's doors to the world: the cleaners have none.
OUTSIDE = {"logging", "subprocess", "socket", "random", "urllib.request", "tempfile", "shutil"}

MODULES = sorted(path for package in FLOORS for path in (CHECKOUT / package).rglob("*.py"))
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def imports(path: Path) -> set[str]:
    """Every module a file imports, also inside functions, with dots; relative imports are not used here."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_run_one_way(path):
    floor = path.relative_to(CHECKOUT).parts[0]
    tops = {module.partition(".")[0] for module in imports(path)}
    assert tops & {*FLOORS, "tests", "bench"} <= FLOORS[floor]
    if floor != "flows":
        assert not tops & ORCHESTRATION


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(CHECKOUT / "cleaners")], ids=name)
def test_cleaners_have_no_clock_no_log_and_no_door(path):
    assert not imports(path) & OUTSIDE
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.(?:time|monotonic)\(", text)


@pytest.mark.parametrize("package", FLOORS)
def test_each_package_opens_with_its_title_page(package):
    page = ast.get_docstring(ast.parse((CHECKOUT / package / "__init__.py").read_text(encoding="utf-8")))
    for part in ("Knows", "Must never know", "tart reading at"):
        assert part in " ".join(page.split()), f"{package}: {part}"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_column_is_described(table):
    assert table.grain.startswith("one row per ")
    described = table.describe()
    assert all(len(row["description"]) >= 8 for row in described)
    names = [row["column"] for row in described]
    assert len(names) == len(set(names)) and names[-1] == "run_id"
    assert set(table.key) <= set(names)
    required = {row["column"] for row in described if row["required"]}
    assert set(table.key) <= required


def test_the_contract_has_the_columns_it_promised():
    promised = {
        "sources": "source_id source_uri source_sha256 media_type encoding encoding_confidence repair_plan platform "
        "source_text char_count fetched_at",
        "documents": "doc_id source_id article_index platform title subtitle authors editors account publisher "
        "original_publisher published_at published_raw published_precision fetched_at canonical_url language text char_count "
        "kept_share content_sha256 content_char_count repeat_of_doc_id repeat_share repeat_kind is_fragment warnings",
        "paragraphs": "paragraph_id doc_id source_id paragraph_index spans kind text repeat_of_paragraph_id repeat_similarity",
        "removals": "removal_id source_id doc_id start end text reason rule evidence paragraph_id paragraph_kind "
        "paragraph_index",
        "repeats": "paragraph_id doc_id representative_paragraph_id representative_doc_id scope kind similarity "
        "differing_numbers decision",
        "rejects": "source_uri source_sha256 stage error message",
        "runs": "started_at finished_at code_version rules configuration status quality",
        "reviews": "review_id item subject verdict reviewer at note sampled source_uri rule text",
        "changes": "doc_id change cause source_id previous_doc_id content_sha256 version",
    }
    assert list(promised) == list(TABLES)
    for table, columns in promised.items():
        assert set(columns.split()) <= set(TABLES[table].schema.names), table


# ---- the README ----


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)\b", README))
    assert {"demo", "test"} <= named <= targets


def test_commands_in_the_readme_exist():
    root = typer.main.get_command(app)
    named = re.findall(r"^    winnow (\w+)([^#\n]*)", README, re.M)
    assert {verb for verb, _ in named} == set(root.commands)
    for verb, rest in named:
        command = root.commands[verb]
        commands = [command]
        if hasattr(command, "commands"):
            below = re.findall(r"\b[a-z]+\b", rest.partition("--")[0])
            assert set(below) <= set(command.commands), verb
            commands = [command.commands[name] for name in below]
        options = {option for one in commands for parameter in one.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, verb


def test_tables_in_the_readme_are_those_of_the_contract():
    assert dict(re.findall(r"^    DIR/(\w+) +(one row per [^;,\n]+)", README, re.M)).keys() == TABLES.keys()


def test_links_in_the_documentation_lead_somewhere():
    for page in [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readmes_ways_to_read_a_table_work(seeds):
    """The code under 'The tables', as it stands there, over the sample run."""
    import duckdb
    import pandas
    import polars
    import pyarrow.dataset

    names = {"duckdb": duckdb, "pandas": pandas, "polars": polars, "pyarrow": pyarrow}
    lines = [
        line.strip().replace("DIR/", f"{seeds.out}/")
        for line in README.splitlines()
        if re.match(r"    (duckdb|polars|pandas|pyarrow)\.", line)
    ]
    assert len(lines) >= 4
    for line in lines:
        result = eval(line, dict(names))
        columns = result.collect_schema().names() if hasattr(result, "collect_schema") else None
        columns = columns or (result.schema.names if hasattr(result, "schema") else list(result.columns))
        assert {"title", "text"} <= set(columns), line
