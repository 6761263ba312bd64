"""The contract is what its golden files say, and what changed since the last release has the version it asks for."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml

from flows.docs import PAGES
from schemas import odcs
from schemas.evolution import changes, described, next_version
from schemas.tables import CONTRACT_VERSION, TABLES, version_key
from tests.conftest import CHECKOUT
from tests.schemas import golden

RELEASED, NOW = golden.read(golden.RELEASED), golden.read(golden.NOW)


@pytest.mark.parametrize("name", TABLES)
def test_a_change_of_the_contract_is_a_change_of_its_golden_file(name):
    assert NOW[name] == described()[name], "python -m tests.schemas.golden writes them"


def test_no_golden_file_is_left_over():
    assert set(NOW) == set(TABLES)


def test_what_changed_since_the_release_has_the_version_it_asks_for():
    (released,) = {table["contract"] for table in RELEASED.values()}
    found = changes(RELEASED, described())
    asked = next_version(released, found)
    assert version_key(CONTRACT_VERSION) >= version_key(asked), "\n".join(change.sentence for change in found)
    assert asked == CONTRACT_VERSION or not found  # and none is passed over


def test_columns_say_since_when_they_are_there():
    (released,) = {table["contract"] for table in RELEASED.values()}
    for name, table in described().items():
        before = {row["column"] for row in RELEASED.get(name, {"columns": []})["columns"]}
        for row in table["columns"]:
            assert version_key(row["since"]) <= version_key(CONTRACT_VERSION), (name, row)
            if row["column"] not in before:
                assert version_key(row["since"]) > version_key(released), (name, row)
    assert max((table.version for table in TABLES.values()), key=version_key) == CONTRACT_VERSION


# ---- what asks for which version ----


def changed(edit) -> tuple[list[str], str]:
    """The sentences about a contract 1.4 that `edit` was done to, and the version it must have."""
    after = copy.deepcopy(NOW)
    edit(after)
    found = changes(NOW, after)
    return [change.sentence for change in found], next_version("1.4", found)


def column(tables: dict, table: str, name: str) -> dict:
    return next(row for row in tables[table]["columns"] if row["column"] == name)


def test_words_may_change_freely():
    def edit(tables):
        column(tables, "documents", "title")["description"] = "other words"
        tables["documents"]["grain"] = "one row per something"
        tables["documents"]["checks"].append("a promise more")
        tables["documents"]["columns"].reverse()

    assert changed(edit) == ([], "1.4")


def test_a_column_or_a_table_more_is_a_minor_version():
    def edit(tables):
        tables["documents"]["columns"].append({"column": "mood", "type": "string", "required": False})
        tables["moods"] = copy.deepcopy(tables["documents"])

    assert changed(edit) == (["documents.mood: a new column", "moods: a new table"], "1.5")


def _rename(tables):
    column(tables, "documents", "title")["column"] = "headline"


def _retype(tables):
    column(tables, "documents", "char_count")["type"] = "int32"


def _may_be_null(tables):
    column(tables, "documents", "text")["required"] = False


def _never_null(tables):
    column(tables, "documents", "title")["required"] = True


def _new_required(tables):
    tables["documents"]["columns"].append({"column": "mood", "type": "string", "required": True})


def _other_key(tables):
    tables["documents"]["key"] = ["source_id"]


def _without_table(tables):
    del tables["repeats"]


@pytest.mark.parametrize(
    "edit",
    [_rename, _retype, _may_be_null, _never_null, _new_required, _other_key, _without_table],
    ids=lambda f: f.__name__,
)
def test_what_can_break_a_reader_is_a_major_version(edit):
    sentences, version = changed(edit)
    assert sentences and version == "2.0"


# ---- what is written from it ----


@pytest.mark.parametrize("page", PAGES)
def test_pages_written_from_the_code_are_up_to_date(page):
    assert (CHECKOUT / page).read_text(encoding="utf-8") == PAGES[page](), "make docs writes it"


def test_every_column_and_check_stands_on_its_page():
    text = (CHECKOUT / "docs/tables.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        page = text.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert all(f"\n| {row['column']} | " in page for row in table.describe()), table.name
        assert all(f"\n- {check.name}\n" in page for check in table.checks)


def test_the_odcs_document_says_all_of_it():
    told = odcs.contract()
    assert yaml.safe_load(yaml.safe_dump(told, allow_unicode=True)) == told
    assert (told["kind"], told["version"]) == ("DataContract", CONTRACT_VERSION)
    assert [table["name"] for table in told["schema"]] == list(TABLES)
    for table, contract in zip(told["schema"], TABLES.values(), strict=True):
        assert [row["name"] for row in table["properties"]] == contract.published.names
        assert all(row["description"] and row["logicalType"] for row in table["properties"])
        keys = {row["primaryKeyPosition"]: row["name"] for row in table["properties"] if row.get("primaryKey")}
        assert tuple(keys[n] for n in sorted(keys)) == contract.key
        assert len(table["quality"]) == len(contract.checks) + 1


def test_the_odcs_document_is_one_by_the_schema_of_the_standard():
    standard = pytest.importorskip("open_data_contract_standard")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(standard.__file__).parent / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(odcs.contract())] == []
    broken = odcs.contract() | {"kind": "Poem"}
    assert list(validator.iter_errors(broken))
