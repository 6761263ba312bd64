"""Pages to blocks: the cases of html.toml, and what holds for any page."""

from __future__ import annotations

import tomllib
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.books import Books
from cleaners.chrome import load_packs
from cleaners.segment.html import claim_html, segment_html
from schemas.errors import SegmentError
from schemas.records import BLOCK_KINDS, REASONS

PACKS = load_packs()
CASES = tomllib.loads((Path(__file__).parent / "html.toml").read_text(encoding="utf-8"))["case"]


def text(segmented, block) -> str:
    return segmented.source_text[block.start : block.end]


def article(segmented) -> list:
    return [b for b in segmented.blocks if b.inside and b.selector is None]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_case(case):
    segmented = segment_html(case["html"], PACKS, case.get("url"))
    body = article(segmented)
    if "blocks" in case:
        assert [[b.kind, text(segmented, b)] for b in body] == case["blocks"]
    if "outside" in case:
        assert [text(segmented, b) for b in segmented.blocks if not b.inside] == case["outside"]
    if "gone" in case:
        taken = [b for b in segmented.blocks if b.inside and b.selector]
        assert [[b.selector_reason, text(segmented, b)] for b in taken] == case["gone"]
    if "joined" in case:
        runs = [[text(segmented, b) for b in run] for _, run in groupby(body, key=lambda b: b.group)]
        assert [run for run in runs if run in case["joined"]] == case["joined"]
    if "container" in case:
        assert segmented.container.startswith(case["container"] + ":"), segmented.container


FRAGMENTS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<ul><li>",
        "</li></ul>",
        "<table>",
        "<tr><td>",
        "</td></tr>",
        "</table>",
        "<pre>",
        "</pre>",
        "<a>",
        "</a>",
        "<h2>",
        "</h2>",
        "<section>",
        "</section>",
        "<span>",
        "</span>",
        "<blockquote>",
        "</blockquote>",
        "<script>",
        "</script>",
        "</html>",
        "</body>",
        "<img>",
        "<!--",
        "-->",
        "<textarea>",
        "</textarea>",
        "<nav>",
        "</nav>",
        "<p>",
        "河水涨了，桥没有动。",
        "river,",
        "rose",
        "&amp;",
        "&#0;",
        "\x00",
        "<",
        ">",
        "&",
        "\u2028",
    ]
) | st.text(max_size=12)


@given(st.lists(FRAGMENTS, max_size=60))
def test_blocks_are_the_lines_of_the_source_text(parts):
    """One block per line, none empty, offsets exact, in order; groups never come back; every reason is known."""
    try:
        segmented = segment_html("".join(parts), PACKS)
    except SegmentError as error:
        assert str(error)
        return
    lines = segmented.source_text.split("\n")
    assert [text(segmented, b) for b in segmented.blocks] == lines
    assert all(line.strip() and "\0" not in line for line in lines)
    assert len(segmented.source_text.splitlines()) == len(lines)
    groups = [b.group for b in segmented.blocks]
    assert groups == sorted(groups)
    for block in segmented.blocks:
        assert block.kind in BLOCK_KINDS and block.link_chars <= len(block.match)
        assert block.selector_reason is None or block.selector_reason in REASONS
    assert segmented.container and segmented.platform


@given(st.lists(FRAGMENTS, max_size=60))
def test_what_the_structure_claims_is_what_is_outside_or_covered(parts):
    try:
        segmented = segment_html("".join(parts), PACKS)
    except SegmentError:
        return
    books = Books(len(segmented.source_text))
    claim_html(segmented, books)
    for block in segmented.blocks:
        assert books.is_free(block.start, block.end) == (block.inside and block.selector is None)
    assert all(r.reason in REASONS and r.rule and r.evidence for r in books.removals)


def test_neighbours_with_one_verdict_become_one_claim():
    page = '<ul class="nav"><li>首页</li><li>频道</li></ul><div>甲</div><div>乙</div><article><p>河水涨了三天，桥没有动。</p></article>'
    segmented = segment_html(page, PACKS)
    books = Books(len(segmented.source_text))
    claim_html(segmented, books)
    claims = [(r.reason, segmented.source_text[r.start : r.end]) for r in books.removals]
    assert claims == [("nav", "首页\n频道"), ("outside", "甲\n乙")]


def test_the_platform_is_the_longest_host():
    assert segment_html("<p>甲，乙。</p>", PACKS, "https://mp.weixin.qq.com/s/x").platform == "wechat"
    assert segment_html("<p>甲，乙。</p>", PACKS, "https://new.qq.com/rain/a/x").platform == "qq"
    assert segment_html("<p>甲，乙。</p>", PACKS, "https://example.com/163.com").platform == "web"


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.sohu.com/a/1_1">',
        '<meta property="og:url" content="https://www.sohu.com/a/1_1">',
        '<meta property="og:url " content="https://www.sohu.com/a/1_1">',
        "<!-- saved from url=(0026)https://www.sohu.com/a/1_1 -->",
    ],
)
def test_a_page_tells_its_own_address(head):
    assert segment_html(f"{head}<p>甲，乙。</p>", PACKS).platform == "sohu"


@pytest.mark.parametrize(
    "head", ['<link rel="canonical" href="/a/1_1">', '<meta property="og:url" content="http://[">', ""]
)
def test_an_address_without_host_is_none(head):
    assert segment_html(f"{head}<p>甲，乙。</p>", PACKS).platform == "web"


def test_a_selector_that_covers_most_of_the_article_is_not_believed():
    """`.video_box` is Sina's player; a page that has its article in one keeps it, and says so."""
    kept = '<div id="artibody"><p>甲。</p><div class="video_box"><p>河水涨了三天，桥没有动。</p></div></div>'
    segmented = segment_html(kept, PACKS, "https://news.sina.com.cn/x")
    assert len(article(segmented)) == 2 and "sina.player@1" in segmented.warnings[0]
    gone = '<div id="artibody"><p>河水涨了三天，桥没有动。</p><div class="video_box"><p>视频</p></div></div>'
    segmented = segment_html(gone, PACKS, "https://news.sina.com.cn/x")
    assert len(article(segmented)) == 1 and not segmented.warnings
