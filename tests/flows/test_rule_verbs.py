"""`winnow rules`: packs as a tool, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.test_cli import one_line

ADDED = """
platform = "mine"
version = 1
adds_to = ["wechat"]

[[line]]
id = "kite"
version = 1
reason = "promo"
where = "end"
pattern = '风筝铺子每周三上新'
removes = ["风筝铺子每周三上新"]
keeps = ["风筝铺子每周三上新，周四就卖完了。"]
"""
ARTICLE = (
    "![](https://mmbiz.qpic.cn/x.png)\n\n"
    + "\n\n".join(
        f"第{n}天，风筝还挂在电线上，路过的人都抬头看它一眼，孩子站在对面的台阶上等风。" for n in "一二三四五六七八"
    )
    + "\n\n风筝铺子每周三上新\n"
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/mine.toml").write_text(ADDED)
    return tmp_path / "rules"


def test_a_new_pack_passes_its_own_tests_and_is_never_overwritten(winnow, tmp_path):
    made = winnow("rules", "new", "my_site", "--rules", tmp_path / "rules")
    path = tmp_path / "rules/my_site.toml"
    assert made.returncode == 0 and one_line(made.stdout) == str(path)
    path.write_text(path.read_text() + "# changed\n")
    tried = winnow("rules", "test", "--rules", tmp_path / "rules", "--json")
    assert tried.returncode == 0 and json.loads(tried.stdout)["failures"] == []
    listed = json.loads(winnow("rules", "list", "--rules", tmp_path / "rules", "--json").stdout)
    assert {"my_site.share@1", "my_site.read-on@1", "my_site.more@1"} <= {row["rule"] for row in listed}
    again = winnow("rules", "new", "my_site", "--rules", tmp_path / "rules")
    assert again.returncode == 2 and "not overwritten" in one_line(again.stderr)
    assert path.read_text().endswith("# changed\n")


@pytest.mark.parametrize("name", ["wechat", "My-Site", "../out", ""])
def test_names_that_a_new_pack_cannot_have(winnow, tmp_path, name):
    done = winnow("rules", "new", name, "--rules", tmp_path / "rules")
    assert done.returncode == 2 and one_line(done.stderr).startswith("winnow: ")
    assert not (tmp_path / "rules").exists()


def test_a_pack_that_breaks_its_word_fails_the_test(winnow, mine):
    (mine / "mine.toml").write_text(ADDED.replace("，周四就卖完了。", ""))
    done = winnow("rules", "test", "--rules", mine, "--json")
    assert done.returncode == 1
    assert [(f["rule"], f["case"]) for f in json.loads(done.stdout)["failures"]] == [("mine.kite@1", "keeps")]
    told = winnow("rules", "test", "--rules", mine)
    assert told.returncode == 1 and "mine.kite@1 keeps" in told.stdout


def test_a_run_uses_the_packs_of_a_folder_in_every_worker_and_names_them(clean, mine, tmp_path, monkeypatch):
    from warehouse import inputs

    monkeypatch.setattr(inputs, "SHARD_FILES", 1)
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / "in" / f"{name}.md").write_text(ARTICLE)
    out = clean(tmp_path / "out", tmp_path / "in", rules=str(mine), workers=2)
    taken = out.rows("removals", rule="mine.kite@1")
    assert [row["text"] for row in taken] == ["风筝铺子每周三上新"] * 2
    (run,) = out.rows("runs")
    (name,) = [name for name in run["rules"] if name.startswith("mine@1+")]
    (mine / "mine.toml").write_text(ADDED.replace("周三", "周五"))  # the version was not raised
    changed = clean(tmp_path / "changed", tmp_path / "in", rules=str(mine))
    assert name not in changed.rows("runs")[0]["rules"] and not changed.rows("removals", rule="mine.kite@1")
    assert changed.summary.run_id != out.summary.run_id
    again = clean(tmp_path / "out", tmp_path / "in", rules=str(mine))
    assert any("other rules" in note for note in again.summary.notes)


def test_a_folder_of_rules_that_is_not_there(winnow, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE)
    done = winnow("run", tmp_path / "a.md", "--out", tmp_path / "out", "--rules", tmp_path / "none")
    assert done.returncode == 2 and "no folder with rule packs" in one_line(done.stderr)
