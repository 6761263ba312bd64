"""The ending is a hint; the text decides when it lies."""

from __future__ import annotations

import pytest

from cleaners.sniff import HTML, MARKDOWN, PLAIN, sniff

PAGE = "<!DOCTYPE html>\n<html><head><title>t</title></head><body><p>正文</p></body></html>"
FRAGMENT = "<div><p>一</p><p>二</p></div>"
CODE_NOTES = "在模板里写 <div> 和 </div> 要成对，<p> 也一样。\n\n生成的页面以 <!DOCTYPE html> 开头。"


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        (PAGE, HTML, HTML),
        (PAGE, PLAIN, HTML),  # saved page called .txt
        (PAGE, MARKDOWN, HTML),
        (PAGE, None, HTML),
        ("\ufeff \n" + PAGE, PLAIN, HTML),
        ("<?xml version='1.0'?>\n" + PAGE, PLAIN, HTML),
        ("<!-- saved from url -->\n" + PAGE, PLAIN, HTML),
        ("<html><body>x</body></html>", PLAIN, HTML),
        (FRAGMENT, None, HTML),
        (FRAGMENT, PLAIN, HTML),
        (FRAGMENT, MARKDOWN, MARKDOWN),  # Markdown may begin with a tag
        ("<div><p>一</p></div>", None, PLAIN),  # two closing tags: one below the count
        ("正文在 .html 里，却没有标签。", HTML, PLAIN),  # a text saved under the wrong ending
        ("# 标题\n\n正文", HTML, MARKDOWN),
        ("第一段<br>第二段", HTML, HTML),
        (CODE_NOTES, PLAIN, PLAIN),  # text that talks about HTML
        (CODE_NOTES, None, PLAIN),
        ("# 标题\n\n正文", PLAIN, MARKDOWN),
        ("正文\n\n- 一\n- 二", PLAIN, MARKDOWN),
        ("---\ntitle: x\n---\n正文", PLAIN, MARKDOWN),
        ("看图 ![图](https://example.org/a.png)", PLAIN, MARKDOWN),
        ("一句 **重点** 的话", PLAIN, MARKDOWN),
        ("只有正文。", MARKDOWN, MARKDOWN),
        ("只有正文。", PLAIN, PLAIN),
        ("只有正文。", None, PLAIN),
        ("#话题# 今天去了海边", PLAIN, PLAIN),
        ("2 * 3 * 4 = 24，a ** b", PLAIN, PLAIN),
        ("电话：010-1234\n-5 度", PLAIN, PLAIN),
        ("a < b 且 c > d", PLAIN, PLAIN),
        ("", None, PLAIN),
    ],
)
def test_sniff(text, hint, expected):
    assert sniff(text, hint) == expected


def test_a_large_text_costs_little_to_sniff():
    assert sniff("<" * 300_000, PLAIN) == PLAIN
    assert sniff("---\n" + "a: b\n" * 60_000, PLAIN) == PLAIN
    assert sniff("[" * 100_000, PLAIN) == PLAIN
