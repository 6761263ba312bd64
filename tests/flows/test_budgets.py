"""Rules that take too much: the documents are set aside and told, the rest is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.config import RunConfig
from tests.flows import made
from warehouse import staging

GREEDY = """
platform = "mine"
version = 1
adds_to = ["wechat"]

[[line]]
id = "greedy"
version = 1
reason = "promo"
pattern = '第.天,风筝.*'
removes = ["第一天，风筝还在。"]
keeps = ["风筝还在。"]
"""
MARK = "![](https://mmbiz.qpic.cn/x.png)\n\n"
KITE = "第{}天，风筝还挂在电线上，路过的人都抬头看它一眼，孩子站在对面的台阶上等风，等到天黑才回家吃饭。"
CRANE = "码头的吊车停了{}次，值班的人说是换钢索，要到后天才能再开，等船的货主在岸边支起一张桌子打牌，输的人去买汽水。"


def article(sentence: str, n: int) -> str:
    return (
        MARK
        + "\n\n".join(sentence.format(k) for k in "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸")
        + f"\n\n这是第{n}篇。\n"
    )


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/kite.md").write_text(article(KITE, 1))
    (tmp_path / "in/crane.md").write_text(article(CRANE, 2))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/mine.toml").write_text(GREEDY)
    return tmp_path / "in"


def test_a_document_that_a_rule_takes_whole_is_set_aside_until_the_rules_change(clean, given, tmp_path, capsys):
    from flows.console import summary_table

    rules = tmp_path / "rules"
    out = clean(tmp_path / "out", given, rules=str(rules))
    assert out.summary.exit_code == 1 and out.rows("runs")[0]["status"] == "rejects"
    (reject,) = out.rows("rejects")
    assert reject["source_uri"].endswith("kite.md") and (reject["stage"], reject["error"]) == ("budget", "over-budget")
    assert "rule mine.greedy takes" in reject["message"] and reject["source_sha256"]
    assert [row["source_uri"].endswith("crane.md") for row in out.rows("sources")] == [True]
    assert all(len(out.rows(table)) for table in ("documents", "paragraphs"))
    assert made.broken(out.out) == []
    (run,) = out.rows("runs")
    whole = clean(tmp_path / "alone", given / "crane.md", rules=str(rules)).rows("runs")[0]
    assert [run[name] for name in ("sources", "rejects", "source_chars", "kept_chars")] == [
        1, 1, whole["source_chars"], whole["kept_chars"],
    ]  # fmt: skip
    summary_table(out.summary)
    assert "over budget, not published: 1 inputs" in capsys.readouterr().out
    assert "over-budget" in Path(out.summary.report).read_text()
    # tried again when the rules change, not before
    assert clean(tmp_path / "out", given, rules=str(rules)).summary.counts["still_rejected"] == 1
    (rules / "mine.toml").write_text(GREEDY.replace("第.天,风筝.*", "第一天,风筝还在。"))
    mended = clean(tmp_path / "out", given, rules=str(rules))
    assert mended.summary.exit_code == 0 and not mended.rows("rejects") and len(mended.rows("documents")) == 2


def test_when_everything_is_over_budget_the_run_says_so(given, tmp_path):
    (given / "crane.md").unlink()
    out = made.run(tmp_path / "out", given, RunConfig(rules=str(tmp_path / "rules")))
    assert len(out.rows("rejects")) == 1 and not out.rows("sources") and not out.rows("paragraphs")


def test_a_share_of_the_platform(given, tmp_path, monkeypatch):
    """Half of each kite article goes: below the budget of a document, above that of a platform."""
    monkeypatch.setattr(staging, "PART_PARAGRAPHS", 40)  # several parts, some of which lose rows
    (given / "crane.md").unlink()
    (given / "kite.md").unlink()
    rows = [article(KITE, n) + article(CRANE, n) for n in range(12)] + [article(CRANE, n) for n in range(12)]
    (given / "rows.jsonl").write_text("".join(json.dumps({"text": row}) + "\n" for row in rows))
    out = made.run(tmp_path / "out", given, RunConfig(rules=str(tmp_path / "rules")))
    rejects = out.rows("rejects")
    assert sorted(int(row["source_uri"].rpartition("=")[2]) for row in rejects) == list(range(12))
    assert all("of wechat in this run, the budget is 20%" in row["message"] for row in rejects)
    assert len(out.rows("documents")) == 12 and len(list((tmp_path / "out/sources").glob("*/*.parquet"))) > 3


def test_diff_tells_what_a_run_would_set_aside(given, tmp_path, winnow):
    out = made.run(tmp_path / "out", given, RunConfig()).out
    told = winnow("rules", "diff", "mine", "--rules", tmp_path / "rules", "--out", out)
    assert "over budget with it, would not be published: 1 sources, each: rule mine.greedy takes" in told.stdout
    (tmp_path / "rules/mine.toml").write_text(GREEDY + "budget = 1\n")
    found = winnow("rules", "diff", "mine", "--rules", tmp_path / "rules", "--out", out, "--json")
    assert json.loads(found.stdout)["over_budget"] == {} and json.loads(found.stdout)["changes"]
