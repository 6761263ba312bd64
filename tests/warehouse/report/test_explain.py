"""One document explained: found by any of its names, told on a terminal and as a page."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from schemas.errors import ConfigurationError
from tests.warehouse.report.tables import Tables
from warehouse.explain import explain, explain_html, render_terminal
from warehouse.report.document import compare
from warehouse.report.plain import plain


def terminal(explanation, colour: bool = False) -> str:
    stream = io.StringIO()
    render_terminal(explanation, Console(file=stream, width=120, force_terminal=colour, legacy_windows=False))
    return stream.getvalue()


def test_every_name_finds_it(made):
    out, ids = made
    source = explain(out, ids["bridge"]).source
    for name in (ids["bridge"][:9], source["source_id"], source["source_id"][:9], "in/bridge.md", "bridge.md"):
        assert explain(out, name).source["source_uri"] == "in/bridge.md", name


@pytest.mark.parametrize("name", [".md", "", "   ", "nosuch.html", "zzzz", "%"])
def test_no_name_or_several(made, name):
    with pytest.raises(ConfigurationError) as error:
        explain(made[0], name)
    if name == ".md":
        assert "in/bridge.md" in str(error.value) and "in/twice.md" in str(error.value)
    if name == "nosuch.html":
        assert "nearest: in/" in str(error.value)


def test_segments_are_the_source_text(made):
    out, ids = made
    for doc in ids.values():
        found = explain(out, doc)
        assert "".join(s.text for s in found.segments) == found.source["source_text"]
        assert not any(s.reason == "whitespace" for s in found.segments)


def test_other_articles_of_the_source_are_told_apart(tmp_path):
    tables = Tables()
    first = tables.source("in/page.md", ["第一篇的正文", ("责编甲", "credits", "newspaper.credits@1"), "第二篇的正文"])
    second = tables.rows["documents"][0] | {"doc_id": "f" * 32, "article_index": 1, "text": "第二篇的正文"}
    tables.rows["documents"].append(second)
    tables.rows["paragraphs"][1]["doc_id"] = "f" * 32
    tables.write(tmp_path)
    foreign = [s.text for s in explain(tmp_path, first).segments if s.foreign]
    assert foreign == ["第二篇的正文"]
    foreign = [s.text for s in explain(tmp_path, "ffff").segments if s.foreign]
    assert foreign == ["第一篇的正文", "责编甲"]
    assert not any(s.foreign for s in explain(tmp_path, "page.md").segments)


def test_terminal_names_the_rule_beside_the_span(made):
    out, ids = made
    text = terminal(explain(out, ids["bridge"]))
    assert "点击上方蓝字关注我们  ‹follow · wechat.follow-head@3›" in text
    assert re.search(r"authors +林见川 +line 2", text)
    assert "numbers that differ: 1500 / 1200" in text
    assert "is repeated by 老桥修好了" in text


def test_terminal_cannot_be_commanded(made):
    out, ids = made
    text = terminal(explain(out, ids["hostile"]))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", text)
    assert "␛[31mred" in text
    coloured = terminal(explain(out, ids["hostile"]), colour=True)
    assert not re.search("\x1b(?!\\[[0-9;]*m)", coloured), "only colours of our own"


@given(st.text())
def test_plain_leaves_nothing_to_obey_and_all_else(text):
    shown = plain(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown)
    if re.fullmatch(r"[ -~\n\t\u4e00-\u9fff]*", text):
        assert shown == text


def test_page_of_a_document(made):
    out, ids = made
    html = explain_html(out, ids["copy"])
    assert "script-src &#39;none&#39;" in html and "<script" not in html
    assert "首页 &gt; 城事 &gt; 正文</bdi><small>navigation · common_zh.crumbs@2</small>" in html
    assert "投资1<del>5</del>00万元" in html and "投资1<ins>2</ins>00万元" in html


def test_page_of_a_hostile_document(made):
    out, ids = made
    html = explain_html(out, ids["hostile"])
    assert not re.search(r"<(script|img|svg|iframe|base|a)\b", html)
    assert html.count("<meta") == 6


@given(st.text("桥路灯ab，"), st.text("桥路灯ab，"))
def test_compared_sides_are_the_texts(left, right):
    one, two = compare(left, right)
    assert ("".join(t for _, t in one), "".join(t for _, t in two)) == (left, right)
