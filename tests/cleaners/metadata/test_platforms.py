"""Pages as the platforms build them: what the packs' metadata sources and the general rules find on each."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners import metadata
from cleaners.books import Books
from cleaners.chrome.packs import load_packs
from cleaners.metadata.dates import CHINA
from cleaners.segment import segment
from schemas.records import RawInput

CASES = tomllib.loads((Path(__file__).parent / "cases" / "platforms.toml").read_text(encoding="utf-8"))["page"]
BODY = (
    "<p>大桥昨日通车，全长三公里，是本市第五座跨河大桥，两岸居民等了二十年，夜里还有人在桥上放烟花庆祝通车。</p>"
    "<p>桥头的老人说，他等到了。他的孙子说，以后上学不用坐船了，可以多睡半个小时，也不用担心涨水，更不用担心迟到。</p>"
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_page(case):
    packs = load_packs()
    uri = case.get("url", "page.html")
    html = f"<html><body>{case['html'].replace('%BODY%', BODY)}</body></html>"
    segmented = segment(html, "text/html", packs, url=case.get("url"))
    books = Books(len(segmented.source_text))
    known = metadata.read(RawInput(uri, html.encode(), "0" * 64), segmented, packs, books)
    for field in case.keys() - {"name", "url", "html"}:
        value = getattr(known, field)
        if field == "published_at" and value:
            value = value.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S")
        assert value == case[field], f"{field}: {known.evidence.get(field)}"
