"""Bad metadata costs a warning on the row, never a crash, and never the text."""

from __future__ import annotations

import json
import time

import pytest

from cleaners.chrome.packs import load_packs
from cleaners.clean import clean
from cleaners.metadata import names, titles
from schemas.config import RunConfig
from schemas.records import CleanSource, RawInput

BODY = "渡口的船每天开两班，早上六点和傍晚五点，船工老何记得每一位常客的名字，也记得他们在哪里下船。"
# Generous: all of these take well under a second.
SECONDS = 10
MANY = [f"北{chr(0x4E00 + n)}" for n in range(10_000)]
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def run(text: str, media_type: str, fields: dict | None = None) -> CleanSource:
    began = time.perf_counter()
    source = clean(RawInput("x", text.encode(), "0" * 64, media_type, fields=fields or {}), load_packs(), RunConfig())
    assert time.perf_counter() - began < SECONDS
    kept = "".join(p.text for p in source.paragraphs)
    assert BODY in kept
    return source


@pytest.mark.parametrize(
    ("front", "warned"),
    [
        (BOMB, "anchors or aliases"),
        ("title: &t 渡口\nsubtitle: *t", "anchors or aliases"),
        ("title: 渡口: 一条河\nsource: 'a", "not YAML"),
        ("title: [渡口\nsource: 河湾晚报", "not YAML"),
        ("title: " + "渡" * 1_000_000, "limit"),
        (f"title: 渡口\nauthors: [{', '.join(MANY)}]", "limit|large"),
        (f"title: 渡口\nauthors: [{', '.join(MANY[:2000])}]", "only the first"),
        ("title: 渡口\ndate: 2024-02-30", "no such date"),
        ("title: 渡口\ndate: 2024-13-01 08:00", "no such date"),
        ("title: 渡口\ndate: 2024-03-05 25:61", "no such date"),
        ("title: 渡口\ndate: 2024-03-05 08:30 +9900", "no time zone"),
        ("title: 渡口\nfetched_at: 2024-03-05\ndate: 2034-03-05", "after the fetch"),
        ("title: 渡口\nauthor: 点击关注👉", "is not an author"),
        ("title: 渡口\nauthor: 2024-03-05", "is not an author"),
        ("title: 渡口\nauthor: 未知", "is not an author"),
        ("title: !!python/object:os.system [ls]", ""),
        ("? {a: b}\n: c\ntitle: 渡口", ""),
        ("title:\n  deep:\n    deeper: [x]\ndate: [1, 2]\nauthor: {a: b}", ""),
        ("date: .inf\nfetched_at: .nan\nurl: 7\nis_original: maybe", ""),
        ("date: 99999999999999999999999999", ""),
    ],
    ids=lambda value: value[:30],
)
def test_front_matter(front, warned):
    source = run(f"---\n{front}\n---\n\n# 渡口\n\n{BODY}\n", "text/markdown")
    (article,) = source.articles
    warnings = " ".join(article.metadata.warnings)
    assert any(part in warnings for part in warned.split("|")), warnings
    assert len(warnings) < 5000
    assert "python/object" not in "".join(p.text for p in source.paragraphs)
    assert len(article.metadata.authors) <= names.MAX_NAMES
    assert article.metadata.published_at is None or "date:" not in front


@pytest.mark.parametrize(
    "head",
    [
        "<title>" + "渡" * 1_000_000 + "</title>",
        "<title>渡口</title><meta property='og:title' content='" + "渡" * 1_000_000 + "'>",
        "<meta name='author' content='" + "、".join(MANY) + "'>",
        "<script type='application/ld+json'>" + json.dumps({"author": [{"name": n} for n in MANY]}) + "</script>",
        "<script type='application/ld+json'>" + '{"a":' * 20_000 + "</script>",
        "<meta property='article:published_time' content='2024-02-30T08:00:00+08:00'>",
        "<meta property='article:published_time' content='" + "2024-" * 100_000 + "'>",
        "<link rel='canonical' href='https://example.org/" + "a" * 1_000_000 + "'>",
        "<meta property='og:url' content='javascript:alert(1)'>",
    ],
    ids=lambda head: head[:40],
)
def test_page(head):
    source = run(f"<html><head>{head}</head><body><article><p>{BODY}</p></article></body></html>", "text/html")
    known = source.articles[0].metadata
    assert len(known.title or "") <= titles.MAX_CHARS and len(known.authors) <= names.MAX_NAMES
    assert known.published_at is None and (known.canonical_url or "").count("script") == 0


def test_a_byline_line_of_ten_thousand_names():
    source = run(f"# 渡口\n\n作者：{'、'.join(MANY)}\n\n{BODY}\n", "text/markdown")
    assert len(source.articles[0].metadata.authors) <= names.MAX_NAMES


def test_a_row_of_bad_columns():
    fields = {"title": "渡" * 1_000_000, "author": MANY, "date": "2024-02-30", "url": "x" * 100_000, "fetched_at": "?"}
    known = run(f"{BODY}\n\n{BODY}再说一遍。\n", "text/markdown", fields).articles[0].metadata
    assert len(known.title) == titles.MAX_CHARS and len(known.authors) == names.MAX_NAMES
    warnings = " ".join(known.warnings)
    assert "title is cut" in warnings and "only the first" in warnings and "no such date" in warnings
