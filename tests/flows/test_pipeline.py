"""The flow as a whole: what a second run, a changed file, another number of workers may change, and what not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners.clean import clean as clean_one
from flows import steps
from schemas.config import RepeatOptions
from schemas.errors import BooksError, ConfigurationError
from tests.conftest import CHECKOUT, SEEDS

STORY = """一只风筝挂在电线上已经三天，路过的人都抬头看它一眼。

放风筝的孩子每天放学都来，站在对面的台阶上，等风把它吹下来。
"""
OTHER = """码头的吊车昨夜停了，值班的人说是换钢索，要到后天才能再开。

等船的货主在岸边支起一张桌子打牌，输的人去买汽水。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.txt").write_text("风筝的三天\n\n" + STORY)
    (tmp_path / "docs/b.txt").write_text("吊车停了\n\n" + OTHER)
    return tmp_path / "docs"


def texts(warehouse) -> list[str]:
    return sorted(row["text"] for row in warehouse.rows("documents"))


def test_the_same_run_twice_adds_nothing(clean, folder, tmp_path):
    (folder / "empty.txt").write_text("")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    first = clean(tmp_path / "out", folder)
    assert (first.summary.counts["documents"], first.summary.counts["rejects"]) == (2, 2)
    files, version = first.files(), os.readlink(tmp_path / "out/.winnow/current")
    again = clean(tmp_path / "out", folder)
    assert again.summary.run_id is None and again.files() == files
    assert again.summary.counts["skipped"] == 2 and again.summary.counts["still_rejected"] == 2
    assert again.summary.exit_code == 1  # something is still rejected
    assert os.readlink(tmp_path / "out/.winnow/current") == version and len(again.rows("runs")) == 1


def test_inputs_that_were_cleaned_otherwise_are_pointed_out(clean, folder, tmp_path):
    clean(tmp_path / "out", folder)
    again = clean(tmp_path / "out", folder, max_input_bytes=99_999)
    assert again.summary.run_id is None
    assert any("other configuration" in note for note in again.summary.notes)
    assert clean(tmp_path / "out", folder).summary.notes == []


def test_two_fresh_runs_give_the_same_bytes(clean, seeds, tmp_path):
    again = clean(tmp_path / "env=test/[2] out's", SEEDS)
    assert again.summary.run_id == seeds.summary.run_id
    one, other = seeds.files(), again.files()
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_neither_workers_nor_the_order_of_inputs_change_the_tables(clean, folder, tmp_path, monkeypatch):
    from warehouse import inputs

    monkeypatch.setattr(inputs, "SHARD_FILES", 1)
    one = clean(tmp_path / "one", folder)
    two = clean(tmp_path / "two", folder / "b.txt", folder / "a.txt", workers=2)
    assert one.files() == two.files() and len(one.files()) == 13  # two of each, and one of changes


def test_a_changed_file_replaces_its_rows(clean, folder, tmp_path):
    clean(tmp_path / "out", folder)
    (folder / "a.txt").write_text("风筝的四天\n\n" + STORY.replace("三天", "四天"))
    (folder / "c.txt").write_text("第三篇\n\n" + "集市散了以后，地上只剩下几片菜叶和一只掉了轮子的玩具车。\n")
    after = clean(tmp_path / "out", folder)
    assert len(after.rows("documents")) == 3 and texts(after) == texts(clean(tmp_path / "fresh", folder))
    assert not any("三天" in text for text in texts(after)) and any("四天" in text for text in texts(after))
    assert len({row["run_id"] for row in after.rows("sources")}) == 2


def test_a_file_that_went_bad_and_one_that_was_mended(clean, folder, tmp_path):
    (folder / "c.txt").write_text("")
    clean(tmp_path / "out", folder)
    (folder / "a.txt").write_bytes(b"\0" * 100)
    (folder / "c.txt").write_text("第三篇\n\n" + "集市散了以后，地上只剩下几片菜叶和一只掉了轮子的玩具车。\n")
    after = clean(tmp_path / "out", folder)
    assert sorted(os.path.basename(row["source_uri"]) for row in after.rows("sources")) == ["b.txt", "c.txt"]
    assert [os.path.basename(row["source_uri"]) for row in after.rows("rejects")] == ["a.txt"]


def test_repeats_across_documents_removed_on_request(clean, tmp_path):
    removing = RepeatOptions(across_documents="remove")
    inputs = [SEEDS / "wechat_article.md", SEEDS / "reprint.md"]
    out = clean(tmp_path / "out", *inputs, repeats=removing)
    reprint, first = out.source("reprint.md"), out.source("wechat_article.md")
    taken = [row for row in out.of("removals", "reprint.md") if row["rule"].startswith("repeats.across-documents@")]
    assert [row["text"][:8] for row in taken] == ["这座县城只有一条", "图书馆没有因此多"]
    assert all(row["reason"] == "repeat" and "similarity 1.000" in row["evidence"] for row in taken)
    (document,) = out.of("documents", "reprint.md")
    assert "这座县城只有一条" not in document["text"] and document["char_count"] == len(document["text"])
    assert "这座县城只有一条" in out.of("documents", "wechat_article.md")[0]["text"]  # published first: it stays
    assert {row["decision"] for row in out.rows("repeats", scope="corpus")} == {"removed"}
    assert {row["decision"] for row in out.rows("repeats", kind="template")} == {"marked"}
    assert not any(row["repeat_of_paragraph_id"] for row in out.rows("paragraphs"))
    # what is told of the text tells of the text that is left
    visible = len("".join(reprint["source_text"].split()))
    kept = sum(
        len("".join(reprint["source_text"][span["start"] : span["end"]].split()))
        for row in out.of("paragraphs", "reprint.md")
        for span in row["spans"]
    )
    assert document["kept_share"] == pytest.approx(kept / visible)
    rows = sorted(out.of("paragraphs", "reprint.md"), key=lambda row: row["paragraph_index"])
    assert [row["paragraph_index"] for row in rows] == list(range(len(rows)))
    assert document["text"] == "\n\n".join(row["text"] for row in rows)
    (alone,) = clean(tmp_path / "marked", *inputs).of("documents", "reprint.md")
    assert document["content_sha256"] == alone["content_sha256"]  # of what the document says, whatever else says it
    for source in (reprint, first):
        sid = source["source_id"]
        spans = [(row["start"], row["end"]) for row in out.rows("removals", source_id=sid)]
        spans += [(s["start"], s["end"]) for row in out.rows("paragraphs", source_id=sid) for s in row["spans"]]
        assert sorted(end for _, end in spans)[:-1] == sorted(start for start, _ in spans)[1:]


def test_a_document_that_only_repeats_is_left_with_a_warning(clean, tmp_path):
    (tmp_path / "in").mkdir()
    for name, day in (("first", 1), ("second", 2)):
        text = f"---\ndate: 2024-05-0{day}\n---\n\n渡口的老船工说，今年的水位比去年这个时候低了将近两尺，大船只能停在对岸。\n"
        (tmp_path / "in" / f"{name}.md").write_text(text, encoding="utf-8")
    out = clean(tmp_path / "out", tmp_path / "in", repeats=RepeatOptions(across_documents="remove"))
    (first,), (second,) = out.of("documents", "first.md"), out.of("documents", "second.md")
    assert first["text"] and not first["warnings"]
    assert second["text"] == "" and any("nothing is left" in warning for warning in second["warnings"])
    assert second["content_sha256"] == first["content_sha256"]


def test_a_rejected_input_is_tried_again_by_another_configuration(clean, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "wide.txt").write_bytes("The ferryman said: 今年的水位很低。\n".encode("utf-16-le") * 20)
    assert clean(tmp_path / "out", tmp_path / "in").summary.counts["rejects"] == 1
    told = clean(tmp_path / "out", tmp_path / "in", encoding="utf-16-le")
    assert told.summary.exit_code == 0 and not told.rows("rejects")
    assert "The ferryman said: 今年的水位很低。" in told.of("documents", "wide.txt")[0]["text"]


def test_a_file_that_changes_and_changes_back_is_three_runs(clean, folder, tmp_path):
    out = tmp_path / "out"
    path = next(p for p in sorted(folder.iterdir()) if p.is_file())
    original = path.read_bytes()
    clean(out, folder)
    path.write_bytes(original + "\n\n后来又添了一句从前没有的话，写在最后一页的背面。\n".encode())
    clean(out, folder)
    path.write_bytes(original)
    assert len(clean(out, folder).rows("runs")) == 3


def test_books_that_do_not_close_publish_nothing(clean, folder, tmp_path, monkeypatch):
    def breaks(raw, packs, config):
        if raw.source_uri.endswith("b.txt"):
            raise BooksError("the books of b.txt do not close: a gap at character 3")
        return clean_one(raw, packs, config)

    monkeypatch.setattr(steps, "clean", breaks)
    with pytest.raises(BooksError, match=r"b\.txt"):
        clean(tmp_path / "out", folder)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".winnow"]


def test_a_fault_of_ours_costs_one_input(clean, folder, tmp_path, monkeypatch):
    def stumbles(raw, packs, config):
        if raw.source_uri.endswith("b.txt"):
            raise ZeroDivisionError("division by zero")
        return clean_one(raw, packs, config)

    monkeypatch.setattr(steps, "clean", stumbles)
    out = clean(tmp_path / "out", folder)
    (bad,) = out.rows("rejects")
    assert bad["error"] == "internal" and "ZeroDivisionError at test_pipeline.py" in bad["message"]
    assert len(out.rows("documents")) == 1


@pytest.mark.parametrize(
    "configuration",
    [{"platform": "no-such-pack"}, {"encoding": "no-such-encoding"}],
)
def test_a_configuration_that_cannot_be_honoured_stops_the_run(clean, folder, tmp_path, configuration):
    with pytest.raises(ConfigurationError):
        clean(tmp_path / "out", folder, **configuration)
    assert not (tmp_path / "out/documents").exists()


def test_hostile_metadata_cannot_stop_a_run(clean, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text('---\ntitle: "半个\\uD83D表情"\nauthor: "甲\\uDC00"\n---\n\n' + STORY)
    (docs / "b.html").write_text(
        '<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"坏\\ud800头",'
        '"author":{"name":"乙\\udfff"},"datePublished":"99999-99-99"}</script><title>坏&#xD800;头</title></head>'
        f"<body><article><h1>坏&#55296;头</h1><p>{STORY}</p><p>{OTHER}</p></article></body></html>"
    )
    (docs / "c.md").write_text(
        "---\n" + "a: &a [x, x]\n" + "b: [*a, *a, *a]\n" + "title: [1, {2: 3}]\ndate: 0000-00-00\n---\n\n" + OTHER
    )
    rows = [
        {"text": STORY, "title": {"nested": ["\ud800"]}, "authors": ["丙\ud800", None, 3], "url": 7, "published_at": 1e300},
        {"text": OTHER, "title": "x" * 100_000, "url": "http://[::1", "published_at": "昨天"},
    ]  # fmt: skip
    (docs / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = clean(tmp_path / "out", docs)
    assert out.summary.counts["sources"] == 5, out.rows("rejects")
    assert out.rows("rejects") == []


def test_a_process_that_ran_ends_without_a_word(folder, tmp_path):
    """Nothing of DuckDB is left over at the interpreter's end, which it would list on stderr."""
    run = (
        "import sys; from flows import run, start; from schemas.config import RunConfig; from pathlib import Path\n"
        "start.run([sys.argv[1]], Path(sys.argv[2]), RunConfig(), do=run.here)"
    )
    command = [sys.executable, "-c", run, folder, tmp_path / "out"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
