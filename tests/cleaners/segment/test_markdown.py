"""Markdown and plain text: lines, kinds, paragraphs, matching form."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.chrome.packs import load_packs
from cleaners.segment import form, segment
from cleaners.segment.form import MAX_REPLACED, fold, match_form
from cleaners.segment.markdown import segment_markdown, segment_plain
from schemas.records import BLOCK_KINDS

CASES = tomllib.loads(Path(__file__).with_name("markdown.toml").read_text(encoding="utf-8"))["case"]

# Everything a line may be made of that the segmenter looks at.
LINES = st.text(st.sampled_from("字a1 #>-*`~|[]()!<>/&;。，：“”、\t\u00a0\u200b😀\\") | st.characters(), max_size=30)
SOURCES = st.lists(LINES, max_size=12).map("\n".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_blocks(case):
    blocks = segment_markdown(case["text"]).blocks
    first = blocks[0].group if blocks else 0
    found = [f"{b.group - first + 1} {b.kind} {b.match}" for b in blocks]
    assert found == case["blocks"]


def test_plain_text_has_no_markup_and_a_paragraph_per_line():
    blocks = segment_plain("# 不是标题\n第一段没有句号\n第二段\n，它的后半\n01").blocks
    assert [(b.kind, b.group) for b in blocks] == [
        ("paragraph", 1),
        ("paragraph", 2),
        ("paragraph", 3),
        ("paragraph", 3),
        ("heading", 4),
    ]


@given(SOURCES, st.sampled_from([segment_markdown, segment_plain]))
def test_every_block_is_one_line_in_order_and_no_text_is_without_one(source, cut):
    segmented = cut(source)
    assert segmented.source_text == source
    at, group = 0, 0
    for block in segmented.blocks:
        assert block.kind in BLOCK_KINDS
        assert block.start >= at
        assert "\n" not in source[block.start : block.end]
        assert block.start == 0 or source[block.start - 1] == "\n"
        assert block.end == len(source) or source[block.end] == "\n"
        assert block.group in (group, group + 1)
        assert 0 <= block.link_chars <= len(block.match)
        # nothing that shows stands between two blocks
        assert not any(c.isalnum() for c in source[at : block.start])
        at, group = block.end, block.group
    assert not any(c.isalnum() for c in source[at:])


@given(st.text(max_size=60))
def test_fold_keeps_lines_and_is_stable(text):
    folded = fold(text)
    assert folded.count("\n") == text.count("\n")
    assert fold(folded) == fold(fold(folded))
    assert not any(c.isspace() for c in folded.replace("\n", ""))


def test_fold_of_more_kinds_of_ornament_than_are_replaced_one_by_one():
    ornaments = "".join(map(chr, range(0x1F300, 0x1F300 + MAX_REPLACED + 10)))
    assert fold(f"甲{ornaments}乙") == "甲乙"


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("【免责声明】：", "【免责声明】:"),
        ("  ＡＢＣ　１２３ ", "abc123"),
        ("▼ 点击↑蓝字，关注我们 👇", "点击蓝字,关注我们"),
        ("—— 推荐阅读 ——", "推荐阅读"),
        ("编辑 | 王五", "编辑|王五"),
        ("x_1 = 2*3", "x_1=23"),
        ("⽤⾏⽂", "用行文"),
        ("…", ""),
    ],
)
def test_match_form(line, form):
    assert match_form(line) == form


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "](",
        "[](",
        "![",
        "> ",
        "```x\n",
        "a```\n",
        "*",
        "- ",
        "<table",
        "[a](",
        "[[a]",
        "[](()",
        "1. ",
        "`a",
        "# ",
        "a\n",
        "\u0301",
    ],
)
def test_hostile_repetition_costs_time_in_proportion(piece):
    """Counted in lines and characters, not in seconds: half a million characters must come back, that is the test."""
    text = piece * (500_000 // len(piece) // (10 if "\n" in piece else 1))
    assert segment_markdown(text).source_text == text


def test_the_platform_is_recognized_from_the_front_matter_the_pictures_and_the_lines():
    packs = load_packs()

    def platform(text: str, media_type: str = "text/markdown", url: str | None = None) -> str | None:
        return segment(text, media_type, packs, url=url).platform

    assert platform("---\nurl: https://mp.weixin.qq.com/s/abc\n---\n\n正文") == "wechat"
    assert platform("![](https://mmbiz.qpic.cn/x/640)\n\n正文") == "wechat"
    assert platform("网易首页 > 网易号 > 正文 申请入驻\n\n正文", "text/plain") == "netease"
    assert platform("正文", url="https://www.163.com/dy/article/X.html") == "netease"
    assert platform("正文里提到 mp.weixin.qq.com 这个域名") is None
    assert segment("正文", "text/plain", packs, platform="wechat").platform == "wechat"


def test_characters_normalized_alone_never_compose_with_the_one_before():
    """No form of theirs begins with a character that is the second part of a composition."""
    alone = [char for char in map(chr, range(0x110000)) if form._ALONE.match(char)]
    begins = {unicodedata.normalize("NFKC", char)[0] for char in alone}
    pairs = (unicodedata.decomposition(char).split() for char in map(chr, range(0x110000)))
    seconds = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    jamo = set(map(chr, range(0x1161, 0x11C3)))  # these compose by rule, not by table
    assert not begins & (seconds | jamo)


@given(st.text(st.one_of(st.characters(), st.sampled_from("aé中，：！Ａ①ﬁか゛\u3099가\u11a8ㄱ´\u0301")), max_size=100))
def test_fold_normalizes_as_a_whole(text):
    assert form._nfkc(text) == unicodedata.normalize("NFKC", text)
