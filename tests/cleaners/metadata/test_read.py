"""The metadata of whole sources: what is known, which lines are claimed, and that bad input costs a warning."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import metadata
from cleaners.books import Books
from cleaners.chrome.packs import load_packs
from cleaners.metadata import names, sources, titles
from cleaners.segment import segment
from schemas.records import RawInput

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "sources.toml").read_text(encoding="utf-8"))["source"]
BODY = "大桥昨日通车，全长三公里，是本市第五座跨河大桥，两岸居民等了二十年，夜里还有人在桥上放烟花庆祝通车。"


def read(text, media_type="text/markdown", fields=None):
    packs = load_packs()
    segmented = segment(text, media_type, packs)
    books = Books(len(segmented.source_text))
    raw = RawInput("test", text.encode("utf-8", "replace"), "0" * 64, media_type, fields=fields or {})
    return metadata.read(raw, segmented, packs, books), segmented, books


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_source(case):
    known, segmented, books = read(case["text"].removeprefix("\n"), case["media_type"], case.get("fields"))
    for field, wanted in case["known"].items():
        value = getattr(known, field)
        shown = value.isoformat() if hasattr(value, "isoformat") else "" if value is None else value
        assert shown == ("" if wanted == "unknown" else wanted), field
        if value not in (None, [], ""):
            assert known.evidence[field.replace("precision", "at")]
    claimed = [[r.reason, segmented.source_text[r.start : r.end].split("\n")[0]] for r in books.removals]
    if case["media_type"] != "text/html":
        assert claimed == case["claims"]
    for wanted in case.get("warnings", []):
        assert any(wanted in warning for warning in known.warnings), known.warnings


TAIL = tomllib.loads((HERE / "cases" / "tail_lines.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", [*TAIL["claimed"], *TAIL["kept"]])
def test_a_line_under_the_text(line):
    paragraphs = [BODY, BODY.replace("大桥", "码头"), BODY.replace("大桥", "长街"), line]
    _, segmented, books = read("# 河湾的三处新景\n\n" + "\n\n".join(paragraphs))
    claimed = {segmented.source_text[r.start : r.end]: r.reason for r in books.removals}
    assert claimed.get(line) == TAIL["claimed"].get(line)


@pytest.mark.parametrize(("url", "hour"), [("https://mp.weixin.qq.com/s/AbC", 0), ("https://example.org/a", 8)])
def test_a_chinese_platform_shows_china_time_in_any_language(url, hour):
    text = f"---\ntitle: The ferry of the village\nurl: {url}\ndate: 2024-03-05 08:30\n---\n\n"
    known, _, _ = read(
        text + "The boat of the ferry was built for the people of the village and it is still there. " * 5
    )
    assert known.language == "en"
    assert (known.published_at.hour, known.published_at.minute) == (hour, 30)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "北" * 1_000_000, "author": "、".join(f"北{n}" for n in range(10_000))},
        {"author": [f"北{n}" for n in range(10_000)]},
        {"title": {"deep": ["x"]}, "author": 7, "date": [1], "url": {"a": 1}, "fetched_at": "never", "is_original": []},
        {"title": "\ud800", "author": "\udfff北", "url": "https://example.org/\ud800", "date": "\ud800"},
        {"date": "9" * 100_000, "published_at": float("inf"), "fetched_at": float("nan"), "time": 10**30},
    ],
)
def test_bad_columns_cost_a_warning_at_most(fields):
    known, _, _ = read(BODY, fields=fields)
    assert len(known.authors) <= names.MAX_NAMES
    assert known.title is None or len(known.title) <= titles.MAX_CHARS
    assert known.published_at is None
    assert sum(map(len, known.warnings)) < 5000


def test_a_title_of_a_megabyte_is_cut_with_a_warning():
    known, _, _ = read(BODY, fields={"title": "大桥" * 500_000})
    assert len(known.title) == titles.MAX_CHARS
    assert any("cut" in warning for warning in known.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "<html><head><title>" + "a" * 1_000_000 + "</title></head><body><p>" + BODY + "</p></body></html>",
        "<html><body>" + "<h1>" * 100 + BODY + "</body></html>",
        "<html><body>" + f"<h2>{BODY[:8]}</h2>" * 3000 + f"<p>{BODY}</p></body></html>",
        '<html><head><script type="application/ld+json">'
        + "[" * 50_000
        + f"</script></head><body><p>{BODY}</p></body></html>",
        '<html><head><script type="application/ld+json">{"author": {"name": ["x", {}, 3]}, "datePublished": 7}'
        f"</script></head><body><p>{BODY}</p></body></html>",
        f'<html><head><meta name="author" content="{"北、" * 10_000}"></head><body><p>{BODY}</p></body></html>',
    ],
)
def test_hostile_pages_are_read(text):
    known, _, _ = read(text, "text/html")
    assert known.language == "zh-Hans"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "# 大桥昨日通车",
                "原创",
                "作者：",
                "来源：河湾",
                "2024-02-30",
                "---",
                "a: *b",
                BODY,
                "",
                "(王某)",
                "**",
                "|",
            ]
        ),
        max_size=14,
    )
)
def test_claims_never_touch_a_paragraph_of_text(lines):
    known, segmented, books = read("\n".join(lines))
    for removal in books.removals:
        text = segmented.source_text[removal.start : removal.end]
        assert removal.reason == "front_matter" or BODY not in text
    assert set(known.evidence) >= {f for f in ("title", "publisher") if getattr(known, f)}


def test_every_metadata_source_of_every_pack_can_be_asked():
    page = sources.PageSources(sources.Index(sources.etree.fromstring("<html><body/></html>")), b"<html></html>")
    asked = 0
    for pack in load_packs():
        for wanted in pack.metadata.values():
            for source in wanted:
                assert list(page.ask(source)) == []
                if source.startswith("lines:"):
                    assert sources.of_lines(source.removeprefix("lines:"), "") is None
                asked += 1
    assert asked > 50


@pytest.mark.parametrize("source", ["xpath://a", "js:(", "js:no group", "lines:(a)(b)", "css:a:hover"])
def test_a_metadata_source_that_cannot_be_read_is_a_rule_error(source):
    page = sources.PageSources(sources.Index(sources.etree.fromstring("<html><body/></html>")), b"")
    with pytest.raises(sources.RuleError):
        list(page.ask(source))
        sources.of_lines(source.removeprefix("lines:"), "")
