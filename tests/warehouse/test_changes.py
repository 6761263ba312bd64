"""Readers can follow what runs add, change and withdraw, and why."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest

from flows.forget import forget
from schemas.config import RepeatOptions, RunConfig
from schemas.tables import TABLES
from tests.flows.made import broken, run
from tests.warehouse.made import reject_rows, source_rows
from warehouse import changes, commit, ledger
from warehouse.staging import write_table

MADE = {"code": "1", "rules": "a@1", "configuration": "{}"}
A = source_rows("a.txt", "菜单\n第一篇")
A2 = source_rows("a.txt", "菜单\n改过的第一篇")
B = source_rows("b.txt", "菜单\n第二篇")


def told(out: Path) -> list[tuple]:
    """(version, change, cause, doc_id, previous_doc_id) of all changes."""
    rows = ds.dataset(out / "changes", format="parquet").to_table().to_pylist()
    return sorted((row["version"], row["change"], row["cause"], row["doc_id"], row["previous_doc_id"]) for row in rows)


def doc(part: dict) -> str:
    return part["documents"][0]["doc_id"]


@pytest.fixture
def put(tmp_path):
    """put(run, *parts, **now): publish a run of these rows made with `now`."""
    from tests.warehouse.made import stage

    def publish(run_id: str, *parts: dict, **now: str) -> None:
        with commit.writing(tmp_path) as folder:
            old, final = commit.current_version(tmp_path), stage(folder / "final", run_id, *parts)
            (final / "changes/part-00000-000.parquet").unlink()
            made = MADE | now
            runs = ds.dataset(final / "runs", format="parquet").to_table().to_pylist()
            runs[0] |= {
                "code_version": made["code"],
                "rules": made["rules"].split(),
                "configuration": made["configuration"],
            }
            write_table(TABLES["runs"].from_rows(runs, published=True), final / "runs/part-00000-000.parquet")
            withdrawal = ledger.replaced(old, final)
            changes.write(old, final, run_id, withdrawal, made)
            commit.publish(tmp_path, final, run_id, withdrawal)
        assert broken(tmp_path) == []

    return publish


def test_new_documents_are_added_and_changed_files_change_them(put, tmp_path):
    put("r1", A, B)
    put("r2", A2)
    assert told(tmp_path) == [
        *sorted([(1, "added", "input", doc(A), None), (1, "added", "input", doc(B), None)]),
        (2, "changed", "input", doc(A2), doc(A)),
    ]
    row = next(
        r for r in ds.dataset(tmp_path / "changes", format="parquet").to_table().to_pylist() if r["version"] == 2
    )
    assert row["run_id"] == "r2" and row["previous_source_id"] == A["sources"][0]["source_id"]
    assert row["content_sha256"] == A2["documents"][0]["content_sha256"] != row["previous_content_sha256"]


def test_an_input_that_is_bad_now_withdraws_its_documents(put, tmp_path):
    put("r1", A, B)
    put("r2", reject_rows("a.txt", "00" * 32))
    assert told(tmp_path)[-1] == (2, "withdrawn", "input", doc(A), None)
    put("r3", reject_rows("c.txt", None))  # changes no document
    assert len(told(tmp_path)) == 3


def test_articles_come_and_go_with_their_page(put, tmp_path):
    page = source_rows("a.txt", "菜单\n第一篇")
    second = {**page["documents"][0], "doc_id": "d2", "article_index": 1}
    put("r1", {**page, "documents": [*page["documents"], second]})
    put("r2", A2)
    assert {row[1:] for row in told(tmp_path)[2:]} == {
        ("changed", "input", doc(A2), doc(A)),
        ("withdrawn", "input", "d2", None),
    }
    again = source_rows("a.txt", "菜单\n又改过的第一篇")
    third = {**again["documents"][0], "doc_id": "d3", "article_index": 1}
    put("r3", {**again, "documents": [*again["documents"], third]})
    assert {row[1:] for row in told(tmp_path)[4:]} == {
        ("changed", "input", doc(again), doc(A2)),
        ("added", "input", "d3", None),
    }


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        ({"rules": "a@2"}, "rules"),
        ({"code": "2"}, "code"),
        ({"code": "2", "rules": "a@2"}, "rules+code"),
        ({"configuration": json.dumps({"threshold": 0.7})}, "configuration"),
        ({"configuration": json.dumps({"verdicts": "ab"})}, "review"),
        ({"configuration": json.dumps({"verdicts": "ab", "threshold": 0.7})}, "review+configuration"),
    ],
)
def test_the_same_bytes_told_otherwise_say_what_the_run_was_made_with(put, tmp_path, now, cause):
    put("r1", A, B)
    other = {**A, "documents": [{**A["documents"][0], "title": "另题"}]}
    put("r2", other, B, **now)  # B is cleaned anew too, to the same end
    assert told(tmp_path)[2:] == [(2, "changed", cause, doc(A), doc(A))]


def test_documents_are_what_their_changes_say(put, tmp_path):
    """Whoever follows the changes holds what the tables hold."""
    for n, parts in enumerate(
        [(A, B), (A2,), (reject_rows("b.txt", "00" * 32),), (A, B), (A2, reject_rows("b.txt", "11" * 32))]
    ):
        put(f"r{n}", *parts)
        held: dict[str, str | None] = {}
        for row in sorted(
            ds.dataset(tmp_path / "changes", format="parquet").to_table().to_pylist(), key=lambda r: r["version"]
        ):
            held.pop(row["previous_doc_id"] or row["doc_id"], None)
            if row["change"] != "withdrawn":
                held[row["doc_id"]] = row["content_sha256"]
        rows = ds.dataset(tmp_path / "documents", format="parquet").to_table().to_pylist()
        assert held == {row["doc_id"]: row["content_sha256"] for row in rows}


SHARED = "".join(chr(0x5600 + k) for k in range(60)) + "。"


@pytest.fixture
def repeated(tmp_path) -> tuple[Path, Path]:
    """A document that repeats a paragraph of another, in a real run."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "first.md").write_text(
        f"---\ndate: 2024-01-01\n---\n# 先\n\n先的一篇文字。\n\n{SHARED}\n", encoding="utf-8"
    )
    (given / "later.md").write_text(
        f"---\ndate: 2024-02-01\n---\n# 后\n\n后的一篇文字。\n\n{SHARED}\n", encoding="utf-8"
    )
    out = run(tmp_path / "out", given, RunConfig(RepeatOptions(across_documents="remove"))).out
    return out, given


def test_what_repeated_a_forgotten_document_changed_and_no_hash_stays(repeated):
    out, given = repeated
    (given / "first.md").write_text(f"---\ndate: 2024-01-01\n---\n# 先\n\n改过。\n\n{SHARED}\n", encoding="utf-8")
    run(out, given, RunConfig(RepeatOptions(across_documents="remove")))
    docs = {row["title"]: row for row in ds.dataset(out / "documents", format="parquet").to_table().to_pylist()}
    later = docs["后"]["doc_id"]
    assert len(told(out)) == 4 and (2, "changed", "repeat", later, later) in told(out)
    forget(out, "first.md")
    assert broken(out) == []
    assert told(out)[4:] == [(3, "withdrawn", "forget", docs["先"]["doc_id"], None)]
    rows = ds.dataset(out / "changes", format="parquet").to_table().to_pylist()
    mine = [row for row in rows if row["doc_id"] != later]
    assert len(mine) == 3 and all(row["content_sha256"] is row["previous_content_sha256"] is None for row in mine)
    others = [row for row in rows if row["doc_id"] == later]
    assert all(row["content_sha256"] for row in others)
    assert not {"title", "source_uri", "text", "account"} & set(TABLES["changes"].schema.names)


def test_the_queries_beside_the_table_answer(put, tmp_path):
    put("r1", A, B)
    put("r2", A2)
    since, history = TABLES["changes"].queries
    con = duckdb.connect()
    con.execute(f"create view changes as from '{tmp_path}/changes/*/*.parquet'")
    assert [row[2:5] for row in con.execute(since.sql, {"run": "r1"}).fetchall()] == [("changed", "input", doc(A2))]
    assert [row[1] for row in con.execute(history.sql, {"doc": doc(A2)}).fetchall()] == ["added", "changed"]
