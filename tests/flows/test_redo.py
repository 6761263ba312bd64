"""Published sources cleaned again because their rules changed, from the files or from what is stored."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from flows import start
from flows.run import here
from schemas.config import RepeatOptions, RunConfig
from schemas.errors import ConfigurationError
from tests.conftest import Warehouse
from tests.flows.made import broken, contents

PACK = """
platform = "{name}"
version = {version}
about = "Posts of a small town's board."

[match]
markdown = ["{name}.example/"]
"""
RULE = """
[[line]]
id = "{name}.notice"
version = 1
reason = "promo"
where = "any"
pattern = '本栏目由.+供稿'
removes = ["本栏目由镇文化站供稿"]
keeps = ["镇文化站今年收到的供稿比去年多"]
"""
STORIES = {
    "board": "一只风筝挂在电线上已经三天，路过的人都抬头看它一眼，没有人去够它。",
    "square": "码头的吊车昨夜停了，值班的人说是换钢索，要到后天才能再开。",
}
NOTICE = "本栏目由镇文化站供稿"


def pack(folder: Path, name: str, version: int, rule: bool) -> None:
    folder.mkdir(exist_ok=True)
    text = PACK.format(name=name, version=version) + (RULE.format(name=name) if rule else "")
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def town(tmp_path):
    """Two platforms with a document each, cleaned with packs that have no rule yet."""
    given = tmp_path / "in"
    given.mkdir()
    for day, (name, story) in enumerate(STORIES.items(), 1):
        pack(tmp_path / "rules", name, 1, False)
        text = f"---\ntitle: {name}\ndate: 2024-05-0{day}\nurl: https://{name}.example/1\n---\n\n{story}\n\n{NOTICE}\n"
        (given / f"{name}.md").write_text(text, encoding="utf-8")
    run(tmp_path, [given])
    return tmp_path


def run(town: Path, given: list, again: list[str] | None = None, **options: object) -> Warehouse:
    config = RunConfig(rules=str(town / "rules"), **options)
    out = town / "out"
    return Warehouse(out, start.run([str(path) for path in given], out, config, do=here, again=again))


def texts(out: Warehouse) -> dict[str, str]:
    return {row["title"]: row["text"] for row in out.rows("documents")}


def test_only_the_platform_whose_pack_changed_is_cleaned_again(town):
    before = {row["source_uri"]: row for row in Warehouse(town / "out").rows("sources")}
    assert {row["platform"] for row in before.values()} == {"board", "square"}
    pack(town / "rules", "board", 2, True)
    out = run(town, [], [])
    assert out.summary.counts["redone"] == 1 and any("reprocessed: 1" in note for note in out.summary.notes)
    assert NOTICE not in texts(out)["board"] and NOTICE in texts(out)["square"]
    after = {row["source_uri"]: row for row in out.rows("sources")}
    assert {uri for uri in after if after[uri]["run_id"] != before[uri]["run_id"]} == {str(town / "in/board.md")}
    assert broken(town / "out") == []
    fresh = start.run([str(town / "in")], town / "fresh", RunConfig(rules=str(town / "rules")), do=here)
    assert fresh.run_id and contents(town / "out") == contents(town / "fresh")
    # and then there is nothing to do
    assert run(town, [], []).summary.run_id is None
    assert run(town, [town / "in"], []).summary.run_id is None


def test_nothing_is_cleaned_again_unasked(town):
    pack(town / "rules", "board", 2, True)
    out = run(town, [town / "in"])
    assert out.summary.run_id is None and any("--reprocess" in note for note in out.summary.notes)


def test_platforms_may_be_named(town):
    pack(town / "rules", "board", 2, True)
    pack(town / "rules", "square", 2, True)
    out = run(town, [], ["square"])
    assert NOTICE in texts(out)["board"] and NOTICE not in texts(out)["square"]
    with pytest.raises(ConfigurationError, match="no rule pack"):
        run(town, [], ["nowhere"])


def test_text_comes_back_from_source_text_and_pages_and_rows_stay(town):
    page = f"<html><body><article><h1>页</h1><p>{STORIES['board']}</p><p>{NOTICE}</p></article></body></html>"
    (town / "in/page.html").write_text(page, encoding="utf-8")
    row = {"text": f"{STORIES['square']}\n\n{NOTICE}\n", "title": "行"}
    (town / "in/rows.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    out = run(town, [town / "in"], platform="board")
    for path in (town / "in").iterdir():
        os.unlink(path)
    pack(town / "rules", "board", 2, True)
    out = run(town, [], ["board"])
    assert out.summary.counts["redone"] == 1 and out.summary.counts["left"] == 2
    assert any("not reprocessed: 2" in note for note in out.summary.notes)
    left = [row["source_uri"].rpartition("/")[2] for row in out.rows("sources") if NOTICE in row["source_text"]]
    holding = {row["source_id"] for row in out.rows("documents") if NOTICE in row["text"]}
    still = {row["source_uri"].rpartition("/")[2] for row in out.rows("sources") if row["source_id"] in holding}
    assert len(left) == 4 and still == {"page.html", "rows.jsonl#row=0", "square.md"}


def test_an_input_that_is_given_counts_and_not_what_is_stored(town):
    pack(town / "rules", "board", 2, True)
    path = town / "in/board.md"
    path.write_text(path.read_text(encoding="utf-8").replace("三天", "四天"), encoding="utf-8")
    out = run(town, [town / "in"], [])
    assert "四天" in texts(out)["board"] and len(out.rows("sources")) == 2 and out.summary.counts["redone"] == 0


def test_copies_of_what_is_cleaned_again_are_told_anew(town):
    copy = "---\ntitle: copy\ndate: 2024-06-01\n---\n\n" + STORIES["board"] + "\n\n晒网的人说，今年的鱼比往年来得晚。\n"
    (town / "in/copy.md").write_text(copy, encoding="utf-8")
    removing = RepeatOptions(across_documents="remove")
    run(town, [town / "in"], repeats=removing)
    pack(town / "rules", "board", 2, True)
    out = run(town, [], [], repeats=removing)
    assert broken(town / "out") == []
    holding = [title for title, text in texts(out).items() if STORIES["board"] in text]
    assert len(holding) == 1  # once, whichever of the two it is


# ---- rows that are no longer in their file ----


def rows_file(path: Path, count: int) -> None:
    lines = [json.dumps({"text": f"第{n}篇。" + STORIES["board"] * (n + 1), "title": f"t{n}"}) for n in range(count)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_rows_that_vanish_from_a_file_are_withdrawn(tmp_path):
    path, out = tmp_path / "rows.jsonl", tmp_path / "out"
    rows_file(path, 3)
    start.run([str(path)], out, RunConfig(), do=here)
    rows_file(path, 2)
    done = start.run([str(path)], out, RunConfig(), do=here)
    assert done.run_id and done.counts["gone"] == 1 and any("withdrawn: 1" in note for note in done.notes)
    assert sorted(row["title"] for row in Warehouse(out).rows("documents")) == ["t0", "t1"]
    assert broken(out) == [] and len(Warehouse(out).rows("runs")) == 2
    start.run([str(path)], tmp_path / "fresh", RunConfig(), do=here)
    assert contents(out) == contents(tmp_path / "fresh")
    assert start.run([str(path)], out, RunConfig(), do=here).run_id is None
    path.write_text("")  # what is empty now may be being written
    start.run([str(path)], out, RunConfig(), do=here)
    assert len(Warehouse(out).rows("documents")) == 2


def test_what_cleaning_again_changed_is_told_with_its_cause(town):
    pack(town / "rules", "board", 2, True)
    out = run(town, [], again=[])
    docs = {row["title"]: row["doc_id"] for row in out.rows("documents")}
    told = [
        (row["doc_id"], row["change"], row["cause"], row["previous_doc_id"]) for row in out.rows("changes", version=2)
    ]
    assert told == [(docs["board"], "changed", "rules", docs["board"])]
    out = run(town, [], again=["square"])  # to the same end: nothing for readers to follow
    assert out.summary.run_id and out.rows("changes", version=3) == []
