"""Repeats below the paragraph."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repeats import glued_copies, within_paragraph
from cleaners.repeats.sentences import sentences
from schemas.records import Paragraph

LONG = "灯塔看守人每天傍晚都要爬上一百二十级台阶去点灯。"
OTHER = "他的女儿在岸上的小学里教孩子们认字和算术，周末才回岛上。"
STORM = "台风过境的那一夜他没有下塔，灯一直亮到天明，三条渔船循着光回了港，船上的人第二天送来一筐鱼，他留下两条，其余都退了回去。"
THIRD = "“今年风大，”他说，“玻璃擦三遍才看得见海。”"


def paragraph(text: str, **kwargs) -> Paragraph:
    return Paragraph([(0, len(text))], "paragraph", text, **kwargs)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("没有句号", ["没有句号"]),
        ("一。二！三？", ["一。", "二！", "三？"]),
        (THIRD, ["“今年风大，”他说，“玻璃擦三遍才看得见海。”"]),
        ("It is 1.5 m. Then it ends.", ["It is 1.5 m.", "Then it ends."]),
        ("……", ["……"]),
        ("！！！好。", ["！！！", "好。"]),
    ],
)
def test_sentences(text, parts):
    assert [text[a:b] for a, b in sentences(text)] == parts


@given(st.text(alphabet="山水 。！.\n”a", max_size=40))
def test_sentences_lose_only_white_space(text):
    spans = sentences(text)
    starts, ends = [a for a, _ in spans], [b for _, b in spans]
    assert not any(text[a:b].strip() for a, b in zip([0, *ends], [*starts, len(text)], strict=True))


def test_sentences_are_linear():
    started = time.process_time()
    assert len(sentences("." * 200_000)) == 1
    assert len(sentences("a." * 100_000)) == 1
    assert time.process_time() - started < 2


def test_a_sentence_three_times_in_a_paragraph():
    text = LONG + LONG + OTHER + LONG
    n, m = len(LONG), len(LONG + OTHER)
    assert within_paragraph(text) == [(n, 2 * n, 0), (n + m, 2 * n + m, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        LONG,
        LONG + OTHER,
        "加油！" * 10,  # short
        "水位在3月5日达到了历史上最高的刻度线以上。水位在4月5日达到了历史上最高的刻度线以上。",  # other numbers
    ],
)
def test_no_repeat_in_the_paragraph(text):
    assert within_paragraph(text) == []


def test_second_copy_of_the_article_glued_to_its_last_line():
    body = [paragraph(LONG + OTHER), paragraph(STORM)]
    last = paragraph("后来他退休了。" + body[0].text + body[1].text)
    first, second = glued_copies([*body, last])
    assert last.text[first.start : first.end] == body[0].text
    assert last.text[second.start : second.end] == body[1].text
    assert (first.first_paragraph, second.first_paragraph) == (0, 1)


def test_one_sentence_taken_up_again_is_no_glued_copy():
    assert glued_copies([paragraph(LONG + OTHER), paragraph("正如前面所说，" + OTHER), paragraph(LONG)]) == []


def test_removed_paragraphs_and_other_kinds_are_left_out():
    text = LONG + OTHER + STORM
    code = Paragraph([(0, len(text))], "code", text)
    assert glued_copies([paragraph(text), paragraph(text, removed=True), code]) == []
