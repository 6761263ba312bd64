"""Since the last run, and characters before and after."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.warehouse.report.tables import Tables
from warehouse.report import changes, drift, totals
from warehouse.report.views import connect


def one_run(out, run_id: str, day: int, rules: dict[str, int], pack: str = "wechat@1") -> None:
    tables = Tables(run_id, datetime(2024, 5, day, tzinfo=UTC))
    lines = [(f"关注{n:04d}", "follow", rule) for rule, times in rules.items() for n in range(times)]
    tables.source(f"in/{run_id}.md", ["正文" * 500, *lines])
    tables.run(rules=[pack])
    tables.write(out)


def test_new_silent_and_changed_rules_are_told(tmp_path):
    one_run(tmp_path, "aaaa", 1, {"p.gone@1": 12, "p.same@1": 20, "p.less@1": 40, "p.rare@1": 2})
    one_run(tmp_path, "bbbb", 2, {"p.born@1": 12, "p.same@1": 21, "p.less@1": 11, "p.rare@1": 6}, pack="wechat@2")
    found = changes.changes(connect(tmp_path))
    assert (found["old"], found["new"], found["packs"]) == ("aaaa", "bbbb", ["wechat 1 → 2"])
    assert {row["rule"]: row["change"] for row in found["rows"]} == {
        "p.gone@1": "silent",
        "p.born@1": "new",
        "p.less@1": "less",
    }


def test_one_run_has_nothing_to_compare(tmp_path):
    one_run(tmp_path, "aaaa", 1, {"p.a@1": 3})
    assert changes.changes(connect(tmp_path)) is None


def test_the_run_before_the_shown_one(tmp_path):
    for n, name in enumerate(("aaaa", "bbbb", "cccc")):
        one_run(tmp_path, name, n + 1, {"p.a@1": 3})
    assert changes.changes(connect(tmp_path, "bbbb"))["old"] == "aaaa"


def drifted(out, before: str, after: str) -> dict:
    tables = Tables()
    tables.source("in/a.md", [before])
    tables.rows["documents"][0] |= {"text": after, "char_count": len(after)}
    con = connect(tables.write(out))
    totals.prepare(con)
    return {row["name"]: row for row in drift.drift(con)["rows"]}


def test_flattened_punctuation_is_suspect(tmp_path):
    found = drifted(tmp_path, "他说：“好，走吧！”", "他说:“好,走吧!”")
    assert found["full_punctuation"]["difference"] == -3
    assert found["half_punctuation"]["difference"] == 2  # ! is among the characters of Markdown
    assert found["full_punctuation"]["suspect"] and found["half_punctuation"]["suspect"]
    assert not found["han"]["suspect"] and not found["curly_quote"]["suspect"]


def test_lost_markup_is_not_suspect(tmp_path):
    found = drifted(tmp_path, "**河西** [老桥](http://example.test/a1)", "河西 老桥")
    assert not any(row["suspect"] for row in found.values())


def test_removed_characters_are_no_drift(tmp_path):
    tables = Tables()
    tables.source("in/a.md", ["正文，一段。", ("关注我们！", "follow", "wechat.follow@1")])
    con = connect(tables.write(tmp_path))
    totals.prepare(con)
    assert not any(row["suspect"] for row in drift.drift(con)["rows"])


def test_fonts_named_in_a_table_are_no_loss(tmp_path):
    found = drifted(tmp_path, '<table><tr><td style="font-family: 宋体">水位</td></tr></table>', "水位")
    assert not found["han"]["suspect"]


def test_a_lost_word_is_suspect(tmp_path):
    assert drifted(tmp_path, "水位上涨", "水位")["han"]["suspect"]
