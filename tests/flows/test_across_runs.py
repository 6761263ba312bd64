"""Repeats across runs: the stars of one run over everything, and published rows that follow when their source changes."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.forget import forget
from schemas.config import RepeatOptions
from schemas.errors import ConfigurationError
from tests.conftest import Clean, Warehouse

SHARED = [
    "渡口的老船工说，今年的水位比去年这个时候低了将近两尺，大船只能停在对岸的深水码头。",
    "修桥的方案已经在镇上的公告栏里贴了三个星期，没有人在意见簿上写下反对的话。",
    "石匠铺子的学徒每天清早要先把十几块磨刀石按粗细排好，再去井边挑两担水回来。",
]


OWN = {
    "甲": "五月里有一次谁也没有料到的集市，卖竹器的摊位从东头一直排到了西头。",
    "乙": "夜里刮了一场北风，晒谷场上的油布被卷到半空，落在了小学的屋顶上。",
    "丙": "邮递员换了一辆新的自行车，铃声和从前那辆一模一样，狗却不认得了。",
    "丁": "水塔的修缮推迟到秋收以后，理由写在一张没有盖章的信纸上。",
}


def write(folder: Path, name: str, day: int, *paragraphs: str) -> Path:
    """A document published on a day of May."""
    folder.mkdir(exist_ok=True)
    text = f"---\ntitle: {name}\ndate: 2024-05-{day:02d}\n---\n\n" + "\n\n".join([OWN[name], *paragraphs]) + "\n"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def stars(warehouse: Warehouse) -> set[tuple]:
    """What repeats what, by the names of the sources and the text."""
    names = {s["source_id"]: Path(s["source_uri"]).stem for s in warehouse.rows("sources")}
    docs = {d["doc_id"]: names[d["source_id"]] for d in warehouse.rows("documents")}
    return {
        (docs[r["doc_id"]], docs[r["representative_doc_id"]], r["text"], r["kind"], r["similarity"])
        for r in warehouse.rows("repeats", scope="corpus")
    }


def test_batches_in_survivor_order_give_the_stars_of_one_run(clean: Clean, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write(first, "甲", 1, SHARED[0], SHARED[1])
    write(first, "乙", 2, SHARED[0].replace("两尺", "两三尺"))
    write(second, "丙", 3, SHARED[1], SHARED[2])
    write(second, "丁", 4, SHARED[0], SHARED[2])
    whole = clean(tmp_path / "whole", first, second)
    clean(tmp_path / "batches", first)
    batches = clean(tmp_path / "batches", second)
    assert stars(batches) == stars(whole)
    assert ("丁", "甲", SHARED[0], "exact", 1.0) in stars(batches)
    assert ("丙", "甲", SHARED[1], "exact", 1.0) in stars(batches)


def test_when_a_representative_changes_its_repeats_find_another(clean: Clean, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder, "甲", 1, SHARED[0], SHARED[1])
    clean(out, folder)
    write(folder, "乙", 2, SHARED[0])
    write(folder, "丙", 3, SHARED[0])
    clean(out, folder)
    write(folder, "甲", 1, SHARED[2])  # no longer says what the others repeat
    after = clean(out, folder)
    assert stars(after) == {("丙", "乙", SHARED[0], "exact", 1.0)}
    marked = [p for p in after.rows("paragraphs") if p["repeat_of_paragraph_id"]]
    assert [p["text"] for p in marked] == [SHARED[0]]
    kept = {p["paragraph_id"] for p in after.rows("paragraphs")}
    assert {p["repeat_of_paragraph_id"] for p in marked} <= kept

    write(folder, "丁", 4, SHARED[0], SHARED[2])
    later = clean(out, folder)
    assert ("丁", "乙", SHARED[0], "exact", 1.0) in stars(later)
    assert ("丁", "甲", SHARED[2], "exact", 1.0) in stars(later)


def test_a_warehouse_made_with_another_threshold_is_refused(clean: Clean, tmp_path: Path) -> None:

    clean(tmp_path / "out", write(tmp_path / "in", "甲", 1))
    write(tmp_path / "in", "乙", 2)
    with pytest.raises(ConfigurationError, match="another --out"):
        clean(tmp_path / "out", tmp_path / "in", repeats=RepeatOptions(threshold=0.7))


def test_a_forgotten_source_is_gone_from_every_table_and_what_repeated_it_stands(clean: Clean, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder, "甲", 1, SHARED[0], SHARED[1])
    write(folder, "乙", 2, SHARED[0])
    write(folder, "丙", 3, SHARED[0])
    before = clean(out, folder)
    gone = before.source("甲.md")["source_id"]
    tables = ("sources", "documents", "paragraphs", "removals")
    had = {table: len(before.rows(table)) for table in tables}
    receipt = forget(out, "甲.md")
    after = Warehouse(out)
    assert receipt.source_id == gone
    assert (receipt.joined, receipt.promoted) == (1, 1)
    assert {table: had[table] - len(after.rows(table)) for table in tables} == {t: receipt.rows[t] for t in tables}
    assert (receipt.titles, receipt.representatives, receipt.restored_in) == (["甲"], 3, [])
    assert stars(after) == {("丙", "乙", SHARED[0], "exact", 1.0)}
    for path in out.rglob("*.parquet"):  # hidden files and older versions too
        told = str(pq.ParquetFile(path).read().to_pylist())
        assert OWN["甲"] not in told
        assert gone not in told or "changes" in path.parts  # that it was there is told, by its id alone
    write(folder, "丁", 4, SHARED[0])
    (folder / "甲.md").unlink()
    assert ("丁", "乙", SHARED[0], "exact", 1.0) in stars(clean(out, folder))


def test_complete_linkage_takes_one_run_into_a_new_warehouse(clean: Clean, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder, "甲", 1, SHARED[0])
    write(folder, "乙", 2, SHARED[0])
    first = clean(out, folder, repeats=RepeatOptions(linkage="complete"))
    assert stars(first) == {("乙", "甲", SHARED[0], "exact", 1.0)}
    write(folder, "丙", 3, SHARED[0])
    with pytest.raises(ConfigurationError, match="linkage complete"):
        clean(out, folder, repeats=RepeatOptions(linkage="complete"))


def test_a_run_tells_its_recall_when_asked(clean: Clean, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", "甲", 1, SHARED[0])
    write(folder, "乙", 2, SHARED[0])
    told = clean(tmp_path / "out", folder, audit_recall=True)
    assert json.loads(told.rows("runs")[0]["quality"]) == {"repeats_exact": 1, "repeats_found": 1}


def test_a_quotation_that_stands_elsewhere_is_marked_and_stays(clean: Clean, tmp_path: Path) -> None:
    said, line = f"“{SHARED[0]}”", f"> {SHARED[1]}"
    folder = write(tmp_path / "in", "甲", 1, said, line, SHARED[2])
    write(folder, "乙", 2, said, line, SHARED[2])
    told = clean(tmp_path / "out", folder, repeats=RepeatOptions(across_documents="remove"))
    decisions = {r["text"]: r["decision"] for r in told.rows("repeats", scope="corpus")}
    assert decisions == {said: "marked", SHARED[1]: "marked", SHARED[2]: "removed"}
    assert [p["text"] for p in told.rows("paragraphs") if p["repeat_of_paragraph_id"]] == [said, SHARED[1]]
