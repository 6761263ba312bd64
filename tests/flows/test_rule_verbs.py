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


# ---- rules diff ----

END = "再过一天风筝就下来了，孩子把它卷好放进书包，跟着等在路口的人一起慢慢走回家去了。\n"
PAGE = (
    '<html><body><div id="js_content"><h1>风筝</h1>{}<p class="shop">风筝铺子每周三上新</p></div></body></html>'.format(
        "".join(f"<p>第{n}天，风筝还挂在电线上，路过的人都抬头看它一眼，孩子在等风。</p>" for n in "一二三四五六")
    )
)


@pytest.fixture(scope="module")
def kites(clean, tmp_path_factory):
    """A warehouse with Markdown, a page and a row, all of them still where they were read."""
    folder = tmp_path_factory.mktemp("kites")
    (folder / "in").mkdir()
    (folder / "in/a.md").write_text(ARTICLE)
    (folder / "in/b.html").write_text(PAGE)
    (folder / "in/rows.jsonl").write_text(
        "".join(json.dumps({"text": text}) + "\n" for text in (ARTICLE, "别的平台的一行。\n", ARTICLE + "\n" + END))
    )
    return clean(folder / "out", folder / "in")


def diff(winnow, *arguments) -> dict:
    done = winnow("rules", "diff", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def changes(found: dict) -> list[tuple]:
    return [(c["kind"], c["was"], c["now"], c["spans"], c["sources"]) for c in found["changes"]]


def test_diff_shows_what_would_go_and_writes_nothing(winnow, kites, mine):
    before = kites.files(), sorted(str(path) for path in kites.out.rglob("*"))
    found = diff(winnow, mine / "mine.toml", "--out", kites.out)
    assert changes(found) == [("goes", None, "mine.kite@1", 3, 3)]  # the last row goes on after the line
    assert {sample["text"] for sample in found["changes"][0]["samples"]} == {"风筝铺子每周三上新"}
    assert found["sources"] == found["from_files"] == 4 and found["platforms"] == ["mine", "wechat"]
    assert (kites.files(), sorted(str(path) for path in kites.out.rglob("*"))) == before
    told = winnow("rules", "diff", mine / "mine.toml", "--out", kites.out)
    assert "goes: stays -> mine.kite@1 (promo): 3 spans" in told.stdout and "3 of 4 sources change" in told.stdout


def test_diff_shows_what_would_come_back_or_go_by_another_rule(winnow, kites, tmp_path):
    from cleaners.chrome.packs import RULES

    text = (RULES / "wechat.toml").read_text()
    first = '[[line]]\nid = "first"\nversion = 1\nreason = "qr"\npattern = \'{}\'\nremoves = ["{}"]\nkeeps = ["不在此列。"]\n\n'
    changed = tmp_path / "wechat.toml"
    changed.write_text(text.replace("[metadata]", first.format("再过一天.*", END.strip()) + "[metadata]"))
    assert changes(diff(winnow, changed, "--out", kites.out)) == [("goes", None, "wechat.first@1", 1, 1)]
    # the same pack as published: nothing
    assert diff(winnow, "wechat", "--out", kites.out)["changes"] == []


def test_diff_of_sources_that_are_no_longer_there(winnow, clean, mine, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(ARTICLE)
    (folder / "b.html").write_text(PAGE)
    (folder / "c.html").write_text(PAGE.replace("等风", "等雨"))
    out = clean(tmp_path / "out", folder).out
    (folder / "a.md").unlink()
    (folder / "b.html").unlink()
    (folder / "c.html").write_text(PAGE)
    found = diff(winnow, mine / "mine.toml", "--out", out)
    assert changes(found) == [("goes", None, "mine.kite@1", 1, 1)]
    assert (found["sources"], found["from_files"], found["not_replayed"]) == (3, 0, 2)
    assert "2 pages were not replayed" in winnow("rules", "diff", mine / "mine.toml", "--out", out).stdout


def test_diff_of_a_pack_in_the_folder_is_against_the_packaged_ones(winnow, kites, mine):
    assert changes(diff(winnow, "mine", "--rules", mine, "--out", kites.out))[0][:3] == ("goes", None, "mine.kite@1")


@pytest.mark.parametrize("name", ["nobody", "/nowhere/mine.toml"])
def test_diff_of_a_pack_that_is_not_there(winnow, kites, name):
    done = winnow("rules", "diff", name, "--out", kites.out)
    assert done.returncode == 2 and one_line(done.stderr.strip().splitlines()[-1]).startswith("winnow: ")
