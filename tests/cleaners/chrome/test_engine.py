"""The engine on whole documents: what goes and why, and what stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.books import Books
from cleaners.chrome import load_packs, strip
from cleaners.segment import segment
from schemas.records import REASONS

PACKS = load_packs()
CASES = tomllib.loads(Path(__file__).with_name("engine.toml").read_text(encoding="utf-8"))["case"]
ARTICLE = (
    "系统由三个部分构成，第一部分接收请求，第二部分检查参数，第三部分写入数据库并返回结果给调用方。\n\n"
    "测试的时候先启动服务，再用脚本发送请求，最后比较日志与预期，差异会写在一张单独的表里面。"
)
ORNAMENTS = ("image", "stray", "whitespace")


def removals(text: str, platform: str | None = None):
    """The claims on a Markdown text."""
    books = Books(len(text))
    strip(segment(text, "text/markdown", PACKS, platform=platform), PACKS, books)
    return books.removals


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_documents(case):
    text = case["text"].replace("ARTICLE", ARTICLE)
    found = [
        r for r in removals(text, case.get("platform")) if r.reason != "image" and not r.rule.startswith("markdown.")
    ]
    assert [f"{text[r.start : r.end].strip()} => {r.rule}" for r in found] == case["goes"]
    assert all(r.evidence for r in found)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("第一行\n\n扫码关注公众号不迷路", "line 3: “扫码关注公众号不迷路”"),
        ("ARTICLE\n\n往期回顾\n\n[甲](https://example.org/a)", "section opened by “往期回顾” at line 5"),
        ("ARTICLE\n\n感谢您抽出\n\n来阅读本文", "lines 5-7, joined: “感谢您抽出来阅读本文”"),
    ],
)
def test_evidence_names_the_line_and_what_was_seen(text, evidence):
    found = removals(text.replace("ARTICLE", ARTICLE))
    assert found[-1].evidence == evidence


PROMPTS = st.sampled_from(
    [line for pack in PACKS for rule in (*pack.lines, *pack.sections) for line in (*rule.removes, *rule.keeps)]
)


@given(st.lists(PROMPTS | st.just(ARTICLE) | st.text(max_size=20), max_size=12).map("\n\n".join))
def test_claims_are_inside_the_text_whole_lines_and_have_a_reason(text):
    for r in removals(text, "wechat"):
        assert 0 <= r.start < r.end <= len(text)
        assert r.reason in REASONS
        assert r.rule.count("@") == 1
        assert "\n" not in text[r.start : r.end]


@given(st.lists(st.just(ARTICLE) | st.just("## 背景") | st.just("1、升级到最新版本。"), min_size=1, max_size=6))
def test_an_article_without_furniture_stays_whole(parts):
    assert removals("\n\n".join(parts), "wechat") == []
