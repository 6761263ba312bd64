"""Verdicts given in one run and honoured by the next: real runs over invented documents."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from flows import start
from flows.forget import forget
from flows.review.desk import Desk, RefusedError
from flows.run import here
from schemas.config import RepeatOptions, RunConfig
from tests.conftest import CHECKOUT, Warehouse
from warehouse import checks, commit, reviews
from warehouse.reviews import acts, journal
from warehouse.reviews.queue import Filter

FOLLOW = "点击上方蓝字关注我们"
BRIDGE = (
    "河口的老桥在雨季之前修好了，两岸的人又可以走着去集市，木匠说桥板能用二十年，石匠说桥墩能用得更久一些，"
    "账目贴在渡口的墙上，谁都可以去看：石料是拆下来的旧墩，麻绳和铁钉是镇上的铺子赊的，秋收以后一并结清。"
)
OTHER = BRIDGE.replace("木匠", "船工")
TEA = "春茶开采的日子到了，山上的人比往年多，茶农们天不亮就背着竹篓出门，露水还挂在叶尖，雾要到中午才散。"


def article(path, *paragraphs, day="2024-03-01"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {path.stem}\ndate: {day}\n---\n\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return path


def clean(out, *inputs, again=None, **configuration) -> Warehouse:
    """A run of all steps in this process."""
    return Warehouse(out, start.run([str(i) for i in inputs], out, RunConfig(**configuration), do=here, again=again))


def item_of(desk: Desk, **wanted) -> dict:
    page = desk.page("A", Filter(state="all"), 0)
    found = [item for item in page["items"] if all(item[name] == value for name, value in wanted.items())]
    assert found, [(item["subject"], item["text"]) for item in page["items"]]
    return found[0]


def texts(warehouse: Warehouse, ending: str) -> list[str]:
    return [row["text"] for row in warehouse.of("paragraphs", ending)]


def sound(out) -> None:
    assert checks.broken_promises(checks.connect(checks.published_views(out))) == []


def test_a_removal_judged_wrong_stays_in_the_next_run(tmp_path):
    out, inputs = tmp_path / "out", tmp_path / "in"
    page = article(inputs / "bridge.md", FOLLOW, BRIDGE, TEA)
    other = article(inputs / "tea.md", FOLLOW, TEA)
    first = clean(out, inputs, platform="wechat")
    assert FOLLOW not in texts(first, "bridge.md")
    desk = Desk(out)
    desk.judge("A", item_of(desk, text=FOLLOW, title="bridge")["item"], "wrong", "他们的标题")
    page.write_text(
        page.read_text(encoding="utf-8") + "\n又及：桥头立了一块石碑，上面刻着出钱的人家。\n", encoding="utf-8"
    )
    other.write_text(other.read_text(encoding="utf-8") + "\n又及：雾散了。\n", encoding="utf-8")
    second = clean(out, inputs, platform="wechat")
    assert FOLLOW in texts(second, "bridge.md") and FOLLOW not in texts(second, "tea.md")
    warnings = second.source("bridge.md")["warnings"]
    assert any(w.startswith("kept by review: ") and "follow" in w for w in warnings), warnings
    (row,) = second.rows("reviews")
    assert (row["verdict"], row["reviewer"], row["note"], row["text"]) == ("wrong", "A", "他们的标题", FOLLOW)
    assert reviews.waiting(out) == [] and row["run_id"] == first.summary.run_id
    sound(out)
    forget(out, "bridge.md")
    assert Warehouse(out).rows("reviews") == [] and reviews.verdicts(out) == []


def test_reprocessing_cleans_what_was_judged_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(acts, "MARGIN", timedelta(0))
    out, inputs = tmp_path / "out", tmp_path / "in"
    article(inputs / "bridge.md", FOLLOW, BRIDGE)
    article(inputs / "tea.md", FOLLOW, TEA)
    first = clean(out, inputs, platform="wechat")
    assert reviews.changed_sources(out, commit.current_version(out)) == frozenset()
    desk = Desk(out)
    item = item_of(desk, text=FOLLOW, title="bridge")["item"]
    desk.judge("A", item, "wrong")
    uri = first.source("bridge.md")["source_uri"]
    assert reviews.changed_sources(out, commit.current_version(out)) == {uri}
    second = clean(out, again=(), platform="wechat")
    assert FOLLOW in texts(second, "bridge.md") and FOLLOW not in texts(second, "tea.md")
    assert second.source("tea.md")["run_id"] == first.summary.run_id != second.source("bridge.md")["run_id"]
    assert reviews.changed_sources(out, commit.current_version(out)) == frozenset()
    desk.undo("A")
    assert FOLLOW not in texts(clean(out, again=(), platform="wechat"), "bridge.md")
    assert clean(out, again=(), platform="wechat").summary.run_id is None  # nothing left to do
    sound(out)


def test_a_pair_judged_different_is_no_repeat_in_the_next_run(tmp_path):
    out, inputs = tmp_path / "out", tmp_path / "in"
    article(inputs / "a.md", BRIDGE, TEA)
    b = article(inputs / "b.md", OTHER, TEA, day="2024-03-02")
    first = clean(out, inputs)
    assert {row["text"] for row in first.rows("repeats")} == {OTHER, TEA}
    desk = Desk(out)
    for text in (OTHER, TEA):
        desk.judge("A", item_of(desk, text=text, subject="repeat")["item"], "wrong")
    b.write_text(b.read_text(encoding="utf-8") + "\n后记。\n", encoding="utf-8")
    article(inputs / "c.md", OTHER, day="2024-03-03")
    second = clean(out, inputs)
    pairs = {(row["text"], row["kind"]) for row in second.rows("repeats")}
    assert pairs == {(OTHER, "exact")}  # of the new document, with b.md; neither with a.md
    sound(out)


def test_a_copy_that_is_to_stay_is_kept_by_review(tmp_path):
    out, inputs = tmp_path / "out", tmp_path / "in"
    article(inputs / "a.md", BRIDGE, TEA)
    b = article(inputs / "b.md", BRIDGE, TEA, day="2024-03-02")
    remove = {"repeats": RepeatOptions(across_documents="remove")}
    assert texts(clean(out, inputs, **remove), "b.md") == []
    desk = Desk(out)
    desk.judge("A", item_of(desk, text=BRIDGE, subject="repeat")["item"], "keep")
    b.write_text(b.read_text(encoding="utf-8") + "\n后记：另有一说。\n", encoding="utf-8")
    second = clean(out, inputs, **remove)
    assert BRIDGE in texts(second, "b.md") and TEA not in texts(second, "b.md")
    decisions = {row["text"]: row["decision"] for row in second.of("repeats", "b.md")}
    assert decisions == {BRIDGE: "kept_by_review", TEA: "removed"}
    sound(out)


def test_a_chosen_survivor_stands_for_the_others(tmp_path):
    out, inputs = tmp_path / "out", tmp_path / "in"
    pages = [article(inputs / f"{name}.md", BRIDGE, day=f"2024-03-0{n}") for n, name in enumerate("abc", 1)]
    first = clean(out, inputs)
    heads = {row["representative_doc_id"] for row in first.rows("repeats")}
    assert heads == {first.of("documents", "a.md")[0]["doc_id"]}
    desk = Desk(out)
    desk.judge("A", item_of(desk, subject="repeat", title="b")["item"], "survivor")
    changed = reviews.changed_sources(out, commit.current_version(out))
    assert {uri.rpartition("/")[2] for uri in changed} == {"a.md", "b.md", "c.md"}
    for page in pages:
        page.write_text(page.read_text(encoding="utf-8") + "\n后记。\n", encoding="utf-8")
    second = clean(out, inputs)
    heads = {row["representative_doc_id"] for row in second.rows("repeats", kind="exact")}
    assert heads == {second.of("documents", "b.md")[0]["doc_id"]}


def test_undo_and_the_latest_of_each_reviewer_count(tmp_path):
    out = tmp_path / "out"
    clean(out, article(tmp_path / "in" / "a.md", FOLLOW, BRIDGE), platform="wechat")
    desk, other = Desk(out), Desk(out)
    item = item_of(desk, text=FOLLOW)["item"]
    desk.judge("A", item, "right")
    desk.judge("A", item, "wrong", "doch")
    told = other.judge("B", item, "right")
    assert [(one["reviewer"], one["verdict"]) for one in told] == [("A", "wrong"), ("B", "right")]
    assert reviews.acting(reviews.verdicts(out)).protected  # one who finds it wrong is enough
    assert desk.undo("A") == (item, other.told([item])[item])
    assert [(one["reviewer"], one["verdict"]) for one in desk.told([item])[item]] == [("A", "right"), ("B", "right")]
    assert not reviews.acting(reviews.verdicts(out))
    desk.undo("A", item)
    assert desk.undo("A") is None
    assert len(reviews.verdicts(out)) == 5  # nothing is ever deleted
    desk.fold()
    assert len(Warehouse(out).rows("reviews")) == 5 and journal.journal(out).read_bytes() == b""
    with pytest.raises(RefusedError):
        desk.judge("A", "r-0", "wrong")
    with pytest.raises(RefusedError):
        desk.judge("A", item, "survivor")


JUDGE = """
import sys
from pathlib import Path
from datetime import UTC, datetime, timedelta
from warehouse import reviews
row = dict(item="i", subject="removal", reviewer="A", sampled=False, source_uri="u", source_id="s", text="广告", run_id="r")
n = 0
while True:
    at = datetime.now(UTC)
    reviews.append(Path(sys.argv[1]), row | dict(review_id=f"{n:032x}", verdict="wrong", at=at))
    print(n, flush=True)
    n += 1
"""


def test_nothing_judged_is_lost_by_a_kill(tmp_path):
    told = -1
    for _ in range(3):
        judging = subprocess.Popen(
            [sys.executable, "-c", JUDGE, tmp_path], stdout=subprocess.PIPE, cwd=CHECKOUT, encoding="utf-8"
        )
        for _ in range(20):
            told = int(judging.stdout.readline())
        judging.send_signal(signal.SIGKILL)
        told = int(([told, *judging.stdout.read().split()])[-1])
        judging.wait()
        assert {f"{n:032x}" for n in range(told + 1)} <= {row["review_id"] for row in reviews.waiting(tmp_path)}


def test_half_a_line_costs_nothing_else(tmp_path):
    row = dict.fromkeys(["item", "note"]) | {"review_id": "1", "at": datetime(2024, 1, 1, tzinfo=UTC)}
    reviews.append(tmp_path, row)
    with open(journal.journal(tmp_path), "ab") as stream:
        stream.write(b'{"review_id": "half", "at": "2024-01')
    reviews.append(tmp_path, row | {"review_id": "2"})
    assert [one["review_id"] for one in reviews.waiting(tmp_path)] == ["1", "2"]


def test_a_fold_that_was_killed_before_it_cleared_the_journal(tmp_path, monkeypatch):
    out = tmp_path / "out"
    clean(out, article(tmp_path / "in" / "a.md", FOLLOW, BRIDGE), platform="wechat")
    desk = Desk(out)
    desk.judge("A", item_of(desk, text=FOLLOW)["item"], "wrong")
    with monkeypatch.context() as killed:
        killed.setattr(journal, "_settle", lambda *_: None)
        desk.fold()
    assert len(Warehouse(out).rows("reviews")) == 1 == len(reviews.waiting(out)) == len(reviews.verdicts(out))
    desk.fold()
    assert len(Warehouse(out).rows("reviews")) == 1 and reviews.waiting(out) == []


def test_a_rule_judged_wrong_gets_a_text_to_keep(tmp_path, winnow):
    out, rules = tmp_path / "out", tmp_path / "rules"
    clean(out, article(tmp_path / "in" / "a.md", FOLLOW, BRIDGE), platform="wechat")
    desk = Desk(out)
    desk.judge("A", item_of(desk, text=FOLLOW)["item"], "wrong", "a title\n[[line]]")
    written = winnow("rules", "keeps", "--out", out, "--rules", rules)
    assert written.returncode == 0 and written.stdout.strip() == str(rules / "reviewed.toml"), written.stderr
    failed = winnow("rules", "test", "--rules", rules)
    assert failed.returncode == 1 and FOLLOW in failed.stdout and "keeps" in failed.stdout
    desk.undo("A")
    assert winnow("rules", "keeps", "--out", out, "--rules", rules).returncode == 0
    assert winnow("rules", "test", "--rules", rules).returncode == 0
    (rules / "reviewed.toml").write_text("# mine\n", encoding="utf-8")
    assert winnow("rules", "keeps", "--out", out, "--rules", rules).returncode == 2
