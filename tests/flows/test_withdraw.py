"""A source taken out leaves the tables that a run without it makes: what repeated it stands, and what it hid is back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.forget import forget
from schemas.config import RepeatOptions, RunConfig
from tests.flows.made import broken, contents, run

MARK = RunConfig(RepeatOptions(threshold=0.7))
REMOVE = RunConfig(RepeatOptions(threshold=0.7, across_documents="remove"))
# Paragraphs unlike each other. {} is a number: with another one the paragraph is a template of the first.
BASES = [
    "渡口的老船工说，今年的水位比去年这个时候低了将近{}尺，大船只能停在对岸的深水码头，等货的人把板车排成一列，沿着石阶一直排到了茶馆门口。",
    "修桥的方案已经在镇上的公告栏里贴了{}个星期，没有人在意见簿上写下一句反对的话，倒是有人用铅笔在边角上画了一只正在过河的鸭子。",
    "石匠铺子的学徒每天清早要先把{}块磨刀石按粗细排好，再去井边挑回一担新打的水，师傅才慢慢地从里屋走出来，坐在门槛上点起一袋烟。",
]
# One of a pair is a near copy of the other: a word more, the same numbers.
NEAR = ("在", "就在")


def paragraph(draw: random.Random) -> str:
    text = draw.choice(BASES).format(draw.choice(["三十七", "37", "52", "52", "68"]))
    return text.replace(*NEAR, 1) if draw.random() < 0.3 else text


def corpus(seed: int, folder: Path, documents: int) -> list[Path]:
    """Small documents on different days, most of whose paragraphs stand in others too; some have no date."""
    draw = random.Random(seed)
    folder.mkdir(parents=True)
    files = []
    for n in range(documents):
        own = f"第{n}号记事本的主人在扉页上写着，{''.join(draw.choices('晴雨雪风霜雷雾虹云露', k=30))}。"
        paragraphs = [own, *(paragraph(draw) for _ in range(draw.randint(1, 5)))]
        draw.shuffle(paragraphs)
        head = f"date: 2024-05-{draw.randint(1, 28):02d}\n" if draw.random() < 0.8 else ""
        files.append(folder / f"{n}.md")
        files[-1].write_text(f"---\ntitle: 记事{n}\n{head}---\n\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return files


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No report and no waiting for the disk: neither is what these tests are about."""
    monkeypatch.setattr("flows.forget.build_report", lambda out: None)
    monkeypatch.setattr("warehouse.commit._sync", lambda folder: None)


@pytest.mark.parametrize("config", [MARK, REMOVE], ids=["mark", "remove"])
def test_all_then_forget_is_a_run_over_the_rest(config: RunConfig, tmp_path: Path) -> None:
    receipts = []
    for seed in range(5):
        folder = tmp_path / str(seed)
        files = corpus(seed, folder / "in", 7)
        run(folder / "out", folder / "in", config)
        for file in random.Random(seed).sample(files, 3):
            receipts.append(forget(folder / "out", str(file)))
            file.unlink()
            assert broken(folder / "out") == []
            run(folder / file.stem, folder / "in", config)
            assert contents(folder / "out") == contents(folder / file.stem), (seed, file.stem)
    # all that can become of a paragraph has been there
    assert min(sum(getattr(r, what) for r in receipts) for what in ("joined", "promoted", "templates")) > 2
    assert (sum(r.restored for r in receipts) > 2) == (config is REMOVE)
