"""A source taken out leaves the tables that a run without it makes: what repeated it stands, and what it hid is back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.console import receipt_lines
from flows.forget import forget
from schemas.config import RepeatOptions, RunConfig
from schemas.errors import ConfigurationError
from tests.conftest import Warehouse
from tests.flows.made import broken, contents, run

MARK = RunConfig(RepeatOptions(threshold=0.6))
REMOVE = RunConfig(RepeatOptions(threshold=0.6, across_documents="remove"))
# Paragraphs unlike each other. {} is a number: with another one the paragraph is a template of the first.
BASES = [
    "渡口的老船工说，今年的水位比去年这个时候低了将近{}尺，大船只能停在对岸的深水码头，等货的人把板车排成一列，沿着石阶一直排到了茶馆门口。",
    "修桥的方案已经在镇上的公告栏里贴了{}个星期，没有人在意见簿上写下一句反对的话，倒是有人用铅笔在边角上画了一只正在过河的鸭子。",
    "石匠铺子的学徒每天清早要先把{}块磨刀石按粗细排好，再去井边挑回一担新打的水，师傅才慢慢地从里屋走出来，坐在门槛上点起一袋烟。",
]
# All of one are alike at this threshold, whatever the number. One of a pair is a near copy of the other: a word more, the same numbers.
NEAR = ("在", "就在")


def paragraph(draw: random.Random) -> str:
    text = draw.choice(BASES).format(draw.choice(["37", "52", "68"]))
    return text.replace(*NEAR, 1) if draw.random() < 0.3 else text


def write(folder: Path, name: str, day: int | None, *paragraphs: str) -> Path:
    """A document of a day of May, or of no known day, with a paragraph of its own among the others."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    own = f"第{name}号记事本的主人在扉页上写着，{''.join(random.Random(name).choices('晴雨雪风霜雷雾虹云露', k=30))}。"
    head = "" if day is None else f"date: 2024-05-{day:02d}\n"
    body = "\n\n".join([*paragraphs[:1], own, *paragraphs[1:]])
    path.write_text(f"---\ntitle: 记事{name}\n{head}---\n\n{body}\n", encoding="utf-8")
    return path


def corpus(seed: int, folder: Path, documents: int) -> list[Path]:
    """Small documents, most of whose paragraphs stand in others too; those that others repeat come first."""
    draw = random.Random(seed)
    days = [draw.randint(1, 28) if draw.random() < 0.8 else None for _ in range(documents)]
    days.sort(key=lambda day: day or 99)
    names = draw.sample(range(documents), documents)  # the order of names is not that of days
    return [
        write(folder, str(name), day, *(paragraph(draw) for _ in range(draw.randint(3, 5))))
        for name, day in zip(names, days, strict=True)
    ]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No report and no waiting for the disk: neither is what these tests are about."""
    monkeypatch.setattr("flows.forget.build_report", lambda out: None)
    monkeypatch.setattr("warehouse.disk.flush", lambda path: None)


@pytest.mark.parametrize("config", [MARK, REMOVE], ids=["mark", "remove"])
def test_all_then_forget_is_a_run_over_the_rest(config: RunConfig, tmp_path: Path) -> None:
    receipts = []
    for seed in range(3):
        folder = tmp_path / str(seed)
        files = corpus(seed, folder / "in", 8)
        run(folder / "out", folder / "in", config)
        for file in files[:2]:
            receipts.append(forget(folder / "out", str(file)))
            file.unlink()
            assert broken(folder / "out") == []
        run(folder / "rest", folder / "in", config)
        assert contents(folder / "out") == contents(folder / "rest"), seed
    # all that can become of a paragraph has been there
    assert min(sum(getattr(r, what) for r in receipts) for what in ("joined", "promoted", "templates")) > 2
    assert (sum(r.restored for r in receipts) > 2) == (config is REMOVE)


@pytest.mark.parametrize("config", [MARK, REMOVE], ids=["mark", "remove"])
def test_a_changed_source_is_forgotten_and_then_run(config: RunConfig, tmp_path: Path) -> None:
    files = corpus(11, tmp_path / "in", 8)
    for out in ("one", "two"):
        run(tmp_path / out, tmp_path / "in", config)
    forget(tmp_path / "two", str(files[0]))
    write(tmp_path / "in", files[0].stem, 1, BASES[0].format("九十"), BASES[1].format("37"))
    write(tmp_path / "in", "new", 29, *(base.format("52") for base in BASES))
    for out in ("one", "two"):
        run(tmp_path / out, tmp_path / "in", config)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


COPY = BASES[0].format("两")


def removals(out: Path) -> list[tuple[str, str]]:
    """What went as a copy of another document: text, evidence."""
    rows = Warehouse(out).rows("removals", reason="repeat")
    return [(row["text"], row["evidence"]) for row in rows]


def paragraph_id(out: Path, file: Path, text: str) -> str:
    (row,) = [row for row in Warehouse(out).of("paragraphs", file.name) if row["text"] == text]
    return row["paragraph_id"]


def test_a_copy_taken_out_comes_back_when_what_it_repeated_is_forgotten(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    first = write(folder, "甲", 1, COPY, BASES[1].format("三"))
    run(out, folder, REMOVE)
    second = write(folder, "乙", 2, COPY, BASES[2].format("四"), BASES[1].format("三"))
    run(out, folder, REMOVE)
    assert len(removals(out)) == 2
    receipt = forget(out, str(first))
    assert (receipt.promoted, receipt.restored, receipt.joined) == (2, 2, 0)
    assert receipt.restored_in == [str(second)]
    told = "\n".join(receipt_lines(receipt))
    assert f"had been taken out and are back: 2, in {second}" in told and "documents   记事甲" in told
    first.unlink()
    run(tmp_path / "alone", folder, REMOVE)
    assert contents(out) == contents(tmp_path / "alone") and removals(out) == []
    # what came back stands for itself in later runs
    third = write(folder, "丙", 3, COPY)
    run(out, folder, REMOVE)
    ((text, evidence),) = removals(out)
    assert text == COPY and paragraph_id(out, second, COPY) in evidence
    assert COPY not in Warehouse(out).of("documents", third.name)[0]["text"]


def test_a_copy_stays_out_when_it_finds_another_representative(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    text = BASES[0].format("两")
    first = write(folder, "甲", 1, text.replace("渡口的老船工说，今年的", "对岸有个摆渡人讲，开春"))
    other = write(folder, "乙", 2, text.replace("直排到了茶馆门口", "路拐弯还看不见尾"))
    last = write(folder, "丙", 3, text)
    run(out, folder, REMOVE)
    (before,) = Warehouse(out).of("repeats", last.name)
    assert removals(out)[0][1].endswith(before["representative_doc_id"])
    receipt = forget(out, str(first))
    assert (receipt.joined, receipt.promoted) == (1, 0)
    (row,) = Warehouse(out).of("repeats", last.name)
    (doc,) = Warehouse(out).of("documents", other.name)
    assert (row["decision"], row["representative_doc_id"]) == ("removed", doc["doc_id"])
    ((gone, evidence),) = removals(out)
    assert gone == text and doc["doc_id"] in evidence and f"{row['similarity']:.3f}" in evidence
    assert 0.6 <= row["similarity"] < 1


def test_a_document_of_copies_alone_gets_its_text_back(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    first = write(folder, "甲", 1, COPY)
    (folder / "乙.md").write_text(f"---\ndate: 2024-05-02\n---\n\n{COPY}\n", encoding="utf-8")
    run(out, folder, REMOVE)
    (empty,) = Warehouse(out).of("documents", "乙.md")
    assert empty["text"] == "" and empty["repeat_of_doc_id"] and empty["warnings"]
    forget(out, str(first))
    (back,) = Warehouse(out).of("documents", "乙.md")
    assert back["text"] == COPY and not back["repeat_of_doc_id"] and back["warnings"] == [] and back["kept_share"] > 0.5


def test_what_was_rejected_is_forgotten_too(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    write(folder, "甲", 1, COPY)
    (folder / "空.txt").write_text("")
    run(out, folder, MARK)
    receipt = forget(out, "空.txt")
    assert (receipt.source_id, receipt.titles, receipt.rows["rejects"], receipt.rows["sources"]) == (None, [], 1, 0)
    after = Warehouse(out)
    assert after.rows("rejects") == [] and len(after.rows("sources")) == 1
    with pytest.raises(ConfigurationError, match="no source is called 空"):
        forget(out, "空.txt")


def test_a_run_that_marks_leaves_out_what_another_had_taken_out(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    first = write(folder, "甲", 1, COPY)
    write(folder, "乙", 2, COPY)
    write(folder, "丙", 3, COPY)
    run(out, folder, REMOVE)
    write(folder, first.stem, 1, BASES[2].format("四"))
    run(out, folder, MARK)
    assert [text for text, _ in removals(out)] == [COPY]  # 乙 has its paragraph back, 丙 repeats it


def test_templates_look_for_another_head(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", tmp_path / "in"
    files = [
        write(folder, name, day + 1, BASES[0].format(n))
        for day, (name, n) in enumerate(zip("甲乙丙", "235", strict=True))
    ]
    run(out, folder, MARK)
    receipt = forget(out, str(files[0]))
    assert (receipt.templates, receipt.joined, receipt.promoted) == (2, 0, 0)
    (row,) = Warehouse(out).rows("repeats")
    (head,) = Warehouse(out).of("documents", files[1].name)
    assert (row["kind"], row["representative_doc_id"]) == ("template", head["doc_id"])
    assert row["differing_numbers"] == ["3→5"]
    write(folder, "丁", 9, BASES[0].format("8"))
    run(out, folder, MARK)
    assert {row["representative_doc_id"] for row in Warehouse(out).rows("repeats")} == {head["doc_id"]}
