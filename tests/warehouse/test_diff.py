"""Two warehouses, or two versions of one, are compared by the keys of their tables."""

from __future__ import annotations

import json

import pytest

from schemas.errors import ConfigurationError
from tests.warehouse.made import published, source_rows
from warehouse import compact, diff

A = source_rows("a.txt", "菜单\n第一篇")
A2 = source_rows("a.txt", "菜单\n改过的第一篇")
B = source_rows("b.txt", "菜单\n第二篇")
NAMED = {**B, "documents": [{**B["documents"][0], "title": "另题", "authors": ["乙"]}]}


def told(before, after, **options) -> dict[str, tuple[int, int, int]]:
    found = diff.diff(diff.version_at(before), diff.version_at(after), **options)
    return {one.table: (one.added, one.removed, one.changed) for one in found}


def test_the_same_rows_in_other_runs_and_files_are_no_difference(tmp_path):
    published(tmp_path / "one", "r1", A, B)
    published(tmp_path / "two", "x1", B)
    published(tmp_path / "two", "x2", A)
    assert told(tmp_path / "one", tmp_path / "two") == {}
    compact.compact(tmp_path / "two")
    assert told(tmp_path / "one", tmp_path / "two") == {}
    assert told(tmp_path / "one", tmp_path / "two", history=True) == {"runs": (2, 1, 0)}


def test_rows_that_came_and_went_and_changed(tmp_path):
    published(tmp_path / "one", "r1", A, B)
    published(tmp_path / "two", "r1", A2, NAMED)
    found = {one.table: one for one in diff.diff(*map(diff.version_at, (tmp_path / "one", tmp_path / "two")))}
    assert list(found) == ["sources", "documents", "paragraphs", "removals"]
    documents = found["documents"]
    assert (documents.added, documents.removed, documents.changed) == (1, 1, 1)
    assert documents.columns == {"title": 1, "authors": 1}
    assert documents.samples == {
        "added": [{"doc_id": A2["documents"][0]["doc_id"]}],
        "removed": [{"doc_id": A["documents"][0]["doc_id"]}],
        "changed": [{"doc_id": B["documents"][0]["doc_id"], "columns": ["title", "authors"]}],
    }
    assert not diff.diff(*[diff.version_at(tmp_path / "one")] * 2)


def test_a_version_and_the_one_before(tmp_path):
    published(tmp_path, "r1", A)
    with pytest.raises(ConfigurationError, match="no version before"):
        diff.version_before(tmp_path)
    published(tmp_path, "r2", B)
    assert told(diff.version_before(tmp_path), tmp_path)["documents"] == (1, 0, 0)
    with pytest.raises(ConfigurationError, match="neither a warehouse"):
        diff.version_at(tmp_path / "documents")


def test_the_command_says_so_with_its_exit_code(tmp_path, winnow):
    published(tmp_path / "one", "r1", A, B)
    published(tmp_path / "two", "r1", A, NAMED)
    same = winnow("tables", "diff", tmp_path / "one", tmp_path / "one")
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "no difference\n")
    other = winnow("tables", "diff", tmp_path / "one", tmp_path / "two", "--json")
    assert other.returncode == 1
    (table,) = json.loads(other.stdout)["tables"]
    assert (table["table"], table["changed"], table["columns"]) == ("documents", 1, {"title": 1, "authors": 1})
    nothing = winnow("tables", "diff", tmp_path / "none", tmp_path / "two")
    assert nothing.returncode == 2 and "neither a warehouse" in nothing.stderr
