"""The work on a page grows with the number of its elements: calls are counted, no clock is asked."""

from __future__ import annotations

import sys

import pytest

from cleaners.chrome import load_packs
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.records import RawInput

PACKS, CONFIG = load_packs(), RunConfig()
SMALL, TIMES = 30, 3
# Steps that look at all elements for each one would triple the calls an element takes.
MAX_GROWTH = 1.3

SHAPES = {
    "paragraphs": lambda n: "".join(f"<p>第{i}天，测量队走了{i * 7}里路，记下{i * i}个数。</p>" for i in range(n)),
    "links": lambda n: "".join(f'<li class="item i{i}"><a href="/{i}">消息{i}</a></li>' for i in range(n)),
    "inline": lambda n: "<p>" + "".join(f"<span id=s{i}>第{i}段，</span><b>{i}</b>。" for i in range(n)) + "</p>",
    "sections": lambda n: "".join(
        f'<div class="c{i % 7}" style="display:block"><h2>第{i}节</h2><p>说明{i * i}。</p></div>' for i in range(n)
    ),
    "tables": lambda n: "".join(f"<table><tr><td>甲{i}</td><td>{i * i}</td></tr></table>" for i in range(n)),
    "rows": lambda n: "<table>" + "".join(f"<tr><td>甲{i}</td><td>{i * i}</td></tr>" for i in range(n)) + "</table>",
    "code": lambda n: "<pre>" + "".join(f"<span>x{i} = {i * i}</span>\n" for i in range(n)) + "</pre>",
    "recommended": lambda n: "".join(f'<div class="recommend"><p>另一篇文章{i}</p></div>' for i in range(n)),
}


def calls(html: str) -> int:
    """How many functions are called to clean a page."""
    count = 0

    def tally(frame, event, argument) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    raw = RawInput("page", f"<html><body>{html}</body></html>".encode(), "", "text/html")
    clean(raw, PACKS, CONFIG)  # caches are filled
    sys.setprofile(tally)
    try:
        clean(raw, PACKS, CONFIG)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_an_element_of_a_large_page_takes_no_more_calls_than_one_of_a_small_page(shape):
    page = SHAPES[shape]
    first, second, third = (calls(page(n)) for n in (SMALL, TIMES * SMALL, TIMES * TIMES * SMALL))
    assert third - second <= MAX_GROWTH * TIMES * (second - first)
