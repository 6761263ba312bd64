"""One wrong removal from sight to a later run that keeps the span: the command, a browser, real runs. docs/review.md tells it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, SEEDS, Warehouse
from tests.flows.review.test_acts import clean

ESSAY = """---
title: 一句话的旅行
source: 慢城札记
date: 2024-03-18
---

那几年，几乎每一篇文章的开头都写着同一句话，像商店门口的铃铛，推门就响一声：

点击上方蓝字关注我们

没有人认真读它，也没有人舍得删掉它。排版的人把它放在最上面，读文章的人用拇指把它推过去，一推就是许多年。

后来蓝字不见了，句子还在。它从一个编辑的模板走到另一个编辑的模板，走了很远的路，比许多文章都长寿。
"""
LINE = "点击上方蓝字关注我们"


@pytest.fixture
def reviewing():
    """reviewing(out): the command as a process and the address it prints; ended as a person ends it."""
    started = []

    def begin(out: Path, *options: str) -> tuple[subprocess.Popen, str]:
        command = [Path(sys.executable).with_name("winnow"), "review", "--out", out, "--reviewer", "岸", *options]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=CHECKOUT
        )
        started.append(process)
        return process, process.stdout.readline().strip()

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_from_sight_to_a_later_run(tmp_path, monkeypatch, opened, reviewing, pictures):
    monkeypatch.chdir(tmp_path)
    inputs, out = Path("in"), tmp_path / "out"
    inputs.mkdir()
    for name in ("wechat_article.md", "netease_page.txt", "reprint.md", "pasted_twice.txt"):
        shutil.copyfile(SEEDS / name, inputs / name)
    essay = inputs / "essay.md"
    essay.write_text(ESSAY, encoding="utf-8")
    first = clean(out, inputs, platform="wechat")
    assert LINE not in first.of("documents", "essay.md")[0]["text"]

    process, address = reviewing(out)
    page = opened(address)
    page.screenshot(path=pictures / "walk-1-queue.png")
    page.keyboard.press("/")
    page.keyboard.type("蓝字")
    page.keyboard.press("Escape")
    page.wait_for_selector("#list[aria-busy=false] .item:only-child >> text=一句话的旅行")
    page.keyboard.press("c")
    page.keyboard.type("引文，是文章的一部分")
    page.screenshot(path=pictures / "walk-2-sight.png")
    page.keyboard.press("Enter")
    page.keyboard.press("w")
    page.wait_for_selector(".told .t-wrong")
    page.screenshot(path=pictures / "walk-3-judged.png")
    page.click("#filters button")
    page.wait_for_selector("#list[aria-busy=false] .cut")
    page.select_option("[name=subject]", "repeat")
    page.wait_for_selector("#list[aria-busy=false] .pair")
    page.screenshot(path=pictures / "repeats.png")
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert process.returncode in (0, -signal.SIGINT) and "Traceback" not in process.stderr.read()
    (row,) = Warehouse(out).rows("reviews")  # published at the end
    assert (row["reviewer"], row["verdict"], row["text"], row["note"]) == ("岸", "wrong", LINE, "引文，是文章的一部分")

    essay.write_text(ESSAY + "\n写到这里，窗外又响了一声铃铛。\n", encoding="utf-8")
    second = clean(out, inputs, platform="wechat")
    assert LINE in second.of("documents", "essay.md")[0]["text"]
    assert any(warning.startswith("kept by review") for warning in second.source("essay.md")["warnings"])
    _, address = reviewing(out)
    page = opened(address)
    page.goto(address.partition("?")[0] + "document/" + second.of("documents", "essay.md")[0]["doc_id"])
    assert LINE in page.inner_text("body") and "kept by review" in page.inner_text("body")
    page.get_by_text(LINE).last.scroll_into_view_if_needed()
    page.screenshot(path=pictures / "walk-4-kept.png")
