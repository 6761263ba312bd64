"""Pages that are built to stall, swell or break the parser: bounded, with a clear sentence, never a RecursionError."""

from __future__ import annotations

import pytest

from cleaners.chrome import load_packs
from cleaners.segment.html import segment_html
from cleaners.segment.html_parse import MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAGS, parse
from schemas.errors import SegmentError

PACKS = load_packs()
DEEPEST = "河水涨了三天，桥没有动。"


@pytest.mark.parametrize("tag", ["div", "b", "font", "blockquote", "section", "table><tr><td", "ul><li", "x-y", "a"])
@pytest.mark.parametrize("depth", [50, 300, 5_000])
def test_nesting_loses_no_text(tag, depth):
    page = f"<p>上面一句，在前。</p>{f'<{tag}>' * depth}{DEEPEST}<p>下面一句，在后。</p>"
    lines = segment_html(page, PACKS).source_text.split("\n")
    assert lines[0] == "上面一句，在前。" and lines[-1] == "下面一句，在后。" and DEEPEST in "".join(lines)


def test_100_000_nested_tags():
    segmented = segment_html("<div class='comment'><span>" * 50_000 + DEEPEST, PACKS)
    assert segmented.source_text == DEEPEST and f"deeper than {MAX_DEPTH}" in segmented.warnings[0]


def test_depth_at_the_limit_keeps_its_structure():
    """html and body are two of the elements."""
    assert parse(("<div>" * (MAX_DEPTH - 2) + "x").encode())[1] == []
    assert "row of lines" in parse(("<div>" * (MAX_DEPTH - 1) + "x").encode())[1][0]
    assert "formatting" in parse(("<b>" * (MAX_DEPTH - 1) + "x").encode())[1][0]


def test_tags_at_the_limit():
    with pytest.raises(SegmentError, match="more than 500000 tags") as refused:
        parse(("<b>" * (MAX_TAGS + 1)).encode())
    assert refused.value.code == "too-many-tags" and refused.value.stage == "segment"
    assert parse(("<br>" * 1_000).encode())[0] is not None


def test_attributes_at_the_limit():
    many = " ".join(f"attribute-number-{n}=1" for n in range(MAX_ATTRIBUTES + 10))
    with pytest.raises(SegmentError, match="attributes"):
        parse(f"<a {many}>x</a>".encode())
    few = " ".join(f"attribute-number-{n:020}=1" for n in range(MAX_ATTRIBUTES - 10))
    assert parse(f"<a {few}>x</a>".encode())[0] is not None
    value = "a b " * 10_000  # one long value is one attribute
    assert parse(f'<a title="{value}">x</a>'.encode())[0] is not None


@pytest.mark.parametrize(
    "page", ["", " \n\t ", "<!-- only a comment -->", "<script>only()</script>", "<img src=x>", "\0"]
)
def test_a_page_without_text_is_refused(page):
    with pytest.raises(SegmentError, match=r"no (HTML|text)"):
        segment_html(page, PACKS)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>a\0b, c.</p>", "ab, c."),
        ("<p>half \ud800 a pair, one.</p>", "half ? a pair, one."),
        ('<?xml version="1.0" encoding="gb2312"?><html><body><p>河水，桥。</p></body></html>', "河水，桥。"),
        ('<meta charset="gb2312"><p>河水，桥。</p>', "河水，桥。"),
        ('<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;, x.</p>', "]>\n&b;, x."),
        ("<p>&amp;lt; &nbsp; &#x6865; &unknown; &#0;, x.</p>", "&lt; 桥 &unknown; �, x."),
        ("<" * 1_000, "<" * 1_000),
        ("<p>x, y.<!-- never closed <p>z", "x, y."),
    ],
)
def test_odd_text(page, expected):
    assert segment_html(page, PACKS).source_text == expected


def test_a_page_of_one_long_text():
    text = "这是一段很长的文字，没有尽头。" * 50_000
    assert segment_html(f"<p>{text}</p>", PACKS).source_text == text
