"""Render: text without markup, and where each character stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.render import JOINED, render
from cleaners.segment.markdown import segment_markdown
from schemas.records import PARAGRAPH_KINDS

MARKDOWN = "text/markdown"


def whole(text: str, kind: str = "paragraph", media_type: str = MARKDOWN) -> str:
    return render(text, [(0, len(text))], kind, media_type)[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**粗体**与`代码`  ", "粗体与代码"),
        ("## 标题 ##", "标题 ##"),
        ("> 引文", "引文"),
        ("- 一项", "一项"),
        ("1. 第一步", "1. 第一步"),
        ('见[说明](https://example.org/a(b) "题")。', "见说明。"),
        ("[[甲] 乙](https://example.org)", "[甲] 乙"),
        ("图![](https://example.org/a.png)后", "图后"),
        ("[![](https://example.org/a.png)](https://example.org) 字", "字"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        (r"一个\*星号\_和\[括号\]", "一个*星号_和[括号]"),
        ("代码如下：```", "代码如下："),
        ("第一行<br>第二行", "第一行 第二行"),
        # what is no markup stays
        ("2*3*4 与 a_b_c", "2*3*4 与 a_b_c"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("数组 a[i](x) 的值", "数组 a[i](x) 的值"),
        ("[空](), [锚](#a), [页](b.md)", "空, 锚, 页"),
        ("# include <stdio.h>", "include <stdio.h>"),
        (r"C:\Windows\[x", r"C:\Windows[x"),
    ],
)
def test_a_line(source, text):
    assert whole(source) == text


def test_lines_of_one_sentence_join_without_a_space_between_wide_characters():
    assert whole("某某安全\n中心的 API\n返回 JSON") == "某某安全中心的 API返回 JSON"
    assert whole("the first\nand the second") == "the first and the second"


def test_code_keeps_lines_indents_and_blank_lines_but_not_its_fence():
    source = "```python\nif x:\n\n    print(1)\n```"
    blocks = segment_markdown(source).blocks
    spans = [(b.start, b.end) for b in blocks]
    assert render(source, spans, "code", MARKDOWN)[0] == "if x:\n\n    print(1)"


def test_a_table_has_a_line_per_row_and_bars_between_its_cells():
    source = "<table><tbody><tr><td><p>**名**</p></td><td>值</td></tr><tr><td>甲</td><td> 1 &lt; 2 </td></tr></tbody></table>"
    text, places = render(source, [(0, len(source))], "table", MARKDOWN)
    assert text == "名 | 值\n甲 | 1 < 2"
    assert [source[p] for c, p in zip(text, places, strict=True) if p != JOINED and c not in "<"] == list(
        "名值甲1 2".replace(" ", "  ")
    )


def test_visible_text_of_a_page_has_no_markup():
    assert whole("星号 ** 与 [方括号](x)\n第二行", media_type="text/html") == "星号 ** 与 [方括号](x)第二行"


PIECES = st.text(st.sampled_from("字a1*`[]()!<>&;|#>- \\\n\t\u00a0。") | st.characters(), max_size=40)


@given(PIECES, st.sampled_from(PARAGRAPH_KINDS), st.sampled_from([MARKDOWN, "text/plain", "text/html"]))
def test_every_character_comes_from_its_place(source, kind, media_type):
    text, places = render(source, [(0, len(source))], kind, media_type)
    assert len(text) == len(places)
    for char, place in zip(text, places, strict=True):
        if place == JOINED:
            assert char in " |\n"
        else:
            # white space is made plain, an entity or a tag stands at its first character
            assert source[place] == char or source[place] in "&<" or (char == " " and source[place].isspace())
    inside = [p for p in places if p != JOINED]
    assert inside == sorted(inside)
