"""What a warehouse remembers of accounts and rules from run to run, and what it forgets."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaners.drafts import Draft, accept_by_test, toml
from cleaners.learn import Habit
from flows import steps
from flows.forget import forget
from schemas.config import RunConfig
from tests.flows import made
from warehouse import commit, habits
from warehouse.staging import write_table

WORDS = ["渡口", "码头", "吊车", "风筝", "电线", "台阶", "集市", "菜叶", "玩具", "老船工", "水位", "对岸"]
SLOGAN = "河边杂记陪你看水涨水落"


def post(n: int, account: str = "河边杂记") -> str:
    word, other = WORDS[n % 12], WORDS[(n * 5 + 3) % 12]
    body = f"{word}旁边的第{n}个早晨，有人把{other}搬到屋檐底下，说今天要下一场{n + 3}年没见过的大雨。"
    return f"---\naccount: {account}\n---\n\n# {word}的第{n}天\n\n{body}\n\n{SLOGAN}\n"


def give(folder: Path, numbers: range, account: str = "河边杂记") -> Path:
    folder.mkdir(exist_ok=True)
    for n in numbers:
        (folder / f"{account}-{n}.md").write_text(post(n, account), encoding="utf-8")
    return folder


def slogans(out) -> list[str]:
    return [row["evidence"] for row in out.rows("removals", reason="learned") if row["text"] == SLOGAN]


def test_four_documents_and_then_three_are_seven(tmp_path):
    one, two = give(tmp_path / "one", range(4)), give(tmp_path / "two", range(4, 7))
    give(two, range(20, 22), "别的帐号")
    first = made.run(tmp_path / "out", one, RunConfig())
    assert first.rows("documents")[0]["account"] == "河边杂记" and slogans(first) == []
    files = first.files()
    second = made.run(tmp_path / "out", two, RunConfig())
    why = "stands at the end of 7 of the account's 7 documents, so in 72 % or more of all it prints (confidence 95 %)"
    assert slogans(second) == [f"{why}, 4 of them of earlier runs"] * 3
    published = second.files()
    assert all(published[name] == data for name, data in files.items())  # what was published stays as it was


def test_what_is_replaced_or_forgotten_no_longer_counts(tmp_path):
    given = give(tmp_path / "in", range(4))
    made.run(tmp_path / "out", given, RunConfig())
    forget(tmp_path / "out", "河边杂记-0.md")
    (given / "河边杂记-0.md").unlink()
    (given / "河边杂记-1.md").write_text(post(1).replace("大雨", "大雪"))  # replaced: the same document, not a fifth
    give(given, range(4, 5))
    after = made.run(tmp_path / "out", given, RunConfig())
    assert slogans(after) == []  # four are at hand: 1, 2, 3 and 4
    version = commit.current_version(tmp_path / "out")
    sources = {row["source_id"] for row in after.rows("sources")}
    assert {row["source_id"] for row in habits.lines(commit.files_of(version, habits.LINES))} == sources
    give(given, range(5, 6))
    assert len(slogans(made.run(tmp_path / "out", given, RunConfig()))) == 1


# ---- rules that fall silent ----


def version(folder: Path, *runs: dict) -> Path:
    for n, counts in enumerate(runs):
        rows = [{"platform": p, "rule": r, "sources": count} for (p, r), count in counts.items()]
        table = habits.pa.Table.from_pylist(rows, schema=habits.RULES_SCHEMA)
        write_table(table, folder / habits.RULES / f"{n}" / "part-00000-000.parquet")
    return folder


def now(folder: Path, **counts: int) -> Path:
    rows = [{"platform": "wechat", "rules": []}] * (counts["of"] - counts.get("had", 0))
    rows += [{"platform": "wechat", "rules": ["wechat.ui"]}] * counts.get("had", 0)
    habits.write_rules(rows, folder)
    return folder


KNOWN = {"wechat": {"wechat.ui"}, "sina": {"sina.ui"}}


@pytest.mark.parametrize(
    ("earlier", "this", "silent"),
    [
        ((90, 100), {"of": 4}, True),
        ((90, 100), {"of": 2}, False),  # two documents without it may be chance
        ((90, 100), {"of": 30, "had": 1}, False),
        ((20, 200), {"of": 66}, True),  # 0.9 to the power of 66
        ((20, 200), {"of": 65}, False),
        ((19, 20), {"of": 100}, False),  # too few to miss it
        ((0, 500), {"of": 100}, False),
        ((90, 100), {"of": 0}, False),
    ],
)
def test_silence_is_told_where_it_is_no_chance(tmp_path, earlier, this, silent):
    had, of = earlier
    half = {("wechat", None): of // 2, ("wechat", "wechat.ui"): had // 2}
    rest = {
        ("wechat", None): of - of // 2,
        ("wechat", "wechat.ui"): had - had // 2,
        ("sina", None): 9,
        ("sina", "sina.ui"): 9,
    }
    found = habits.silent_rules(version(tmp_path / "v", half, rest), now(tmp_path / "now", **this), KNOWN)
    row = {"platform": "wechat", "rule": "wechat.ui", "earlier": had, "of": of, "sources": this["of"]}
    assert found == ([row] if silent else [])


def test_a_rule_that_is_gone_is_not_silent(tmp_path):
    old = version(tmp_path / "v", {("wechat", None): 100, ("wechat", "wechat.gone"): 100})
    assert habits.silent_rules(old, now(tmp_path / "now", of=50), KNOWN) == []
    assert habits.silent_rules(None, now(tmp_path / "first", of=50), KNOWN) == []
    assert "wechat.ui" in steps.rules_of_platforms(RunConfig())["wechat"]


def test_a_run_tells_of_a_rule_that_fell_silent(clean, tmp_path, capsys):
    from flows.console import summary_table

    prompt = "\n\n点击下方名片关注我们\n"
    image = "\n\n![](https://mmbiz.qpic.cn/x.png)\n"
    for name, numbers, end in (("one", range(24), prompt), ("two", range(24, 34), "")):
        (tmp_path / name).mkdir()
        for n in numbers:
            (tmp_path / name / f"{n}.md").write_text(post(n, f"帐号{n}") + image + end)
    assert not any("silent" in note for note in clean(tmp_path / "out", tmp_path / "one").summary.notes)
    second = clean(tmp_path / "out", tmp_path / "two")
    (row,) = second.summary.quality["silent_rules"]
    assert row["platform"] == "wechat" and (row["earlier"], row["of"], row["sources"]) == (24, 24, 10)
    summary_table(second.summary)
    assert f"silent: rule {row['rule']} took something in 24 of 24 documents of wechat" in capsys.readouterr().out
    assert second.summary.exit_code == 0  # told, not judged
    assert pq.read_metadata(commit.files_of(commit.current_version(second.out), habits.RULES)[0]).num_rows
    page = Path(second.summary.report).read_text()
    assert row["rule"] in page.partition('id="silent"')[2][:2000]


# ---- drafts of rules ----


@pytest.fixture(scope="module")
def remembered(tmp_path_factory) -> Path:
    """Two accounts: one with a slogan in all documents, one with too few to be sure."""
    folder = tmp_path_factory.mktemp("drafts")
    give(folder / "in", range(6))
    give(folder / "in", range(20, 23), "别的帐号")
    return made.run(folder / "out", folder / "in", RunConfig()).out


def test_drafts_pass_their_tests_take_the_line_and_are_not_drafted_again(winnow, remembered, tmp_path):
    told = json.loads(winnow("rules", "learn", "--out", remembered, "--json").stdout)
    # one line of two accounts is one draft
    keys = ("account", "documents", "at_end", "of", "learned", "text")
    assert [[d[key] for key in keys] for d in told] == [["河边杂记", 6, 6, 6, True, SLOGAN]]
    one = winnow("rules", "learn", "--out", remembered, "--account", "别的帐号")
    assert "it stays until a rule takes it" in one.stdout and one.stdout.count("[[line]]") == 1
    (tmp_path / "learned.toml").write_text(one.stdout)
    tested = winnow("rules", "test", "--rules", tmp_path)
    assert tested.returncode == 0, tested.stdout
    keeps = tomllib.loads(one.stdout)["line"][0]["keeps"]
    assert keeps and all("早晨" in line for line in keeps)  # of the account's own texts
    found = json.loads(winnow("rules", "diff", "learned", "--rules", tmp_path, "--out", remembered, "--json").stdout)
    assert {c["now"].partition("-")[0] for c in found["changes"] if c["kind"] == "goes"} == {"learned.line"}
    assert sum(c["sources"] for c in found["changes"] if c["kind"] == "goes") == 9
    again = json.loads(
        winnow("rules", "learn", "--out", remembered, "--rules", tmp_path, "--name", "more", "--json").stdout
    )
    assert again == []


def test_nothing_to_draft(winnow, remembered):
    done = winnow("rules", "learn", "--out", remembered, "--account", "没有这个帐号")
    assert done.returncode == 0 and done.stdout == "" and "0 drafts" in done.stderr


@pytest.mark.parametrize(
    "text", ['带"引号"和\\反斜杠的一行', "（a+b）*{prompt}[0-9]?", "第一行\n第二行", "末尾\x7f删除"]
)
def test_any_line_can_be_a_draft(text):
    draft = Draft(None, "甲\n乙", Habit(7, 3, 3, 3), text, False, ["另一行，留在文章里的。"])
    (accepted,) = accept_by_test([draft], "learned", {})
    assert tomllib.loads(toml([accepted], "learned"))["line"][0]["removes"] == [text]


def test_a_draft_gives_way_to_rules_and_examples_that_fail():
    known = Draft(None, "甲", Habit(7, 3, 3, 3), "点击下方名片关注我们", False, ["另一行，留在文章里的。"])
    assert accept_by_test([known], "learned", {}) == []  # a packaged rule takes it
    prompt = Draft(
        None, "甲", Habit(8, 3, 3, 3), "渡口小站陪你看水", False, ["点击下方名片关注我们", "渡口小站在河边。"]
    )
    assert [draft.keeps for draft in accept_by_test([prompt], "learned", {})] == [["渡口小站在河边。"]]
    alone = Draft(None, "甲", Habit(9, 3, 3, 3), "渡口小站陪你看山", False, ["点击下方名片关注我们"])
    assert accept_by_test([alone], "learned", {}) == []  # no example of what stays, no rule


def test_accounts_are_held_in_groups_of_so_many_documents(tmp_path, monkeypatch):
    monkeypatch.setattr(habits, "GROUP_DOCUMENTS", 3)
    empty = {"platform": None, "source_id": "0", "doc_id": "0", "forms": [], "marks": [], "starts": []}
    for shard, names in enumerate(("aab", "bcdddd")):
        habits.write_lines(tmp_path, shard, [empty | {"account": name} for name in names])
    groups = list(habits.in_groups(habits.staged_lines(tmp_path)))
    assert groups == [{(None, "a")}, {(None, "b"), (None, "c")}, {(None, "d")}]  # nobody is cut in two
    found = [row["account"] for group in groups for row in habits.lines(habits.staged_lines(tmp_path), group)]
    assert sorted(found) == list("aabbcdddd")
