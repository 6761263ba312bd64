"""One article stays one article; no text is lost; hostile pages cost bounded time."""

import itertools
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.articles import split
from cleaners.books import Books
from cleaners.segment.markdown import segment_markdown, segment_plain
from schemas.records import Metadata
from tests.cleaners.articles.measure import read
from tests.cleaners.articles.typesetter import STORIES, interleaved_page

SHARED = Path(__file__).parents[4] / "shared"
PAGE = interleaved_page(3).text
STORY = STORIES["story"][0]["text"].strip().replace("\n", "\n\n")

ONE_ARTICLE = {
    "no head": STORY,
    "one byline": f"## 标题\n\n本报记者 方敏\n\n{STORY}",
    "one dateline and sections": f"## 标题\n\n本报讯(记者 方敏){STORY}\n\n## 背景\n\n{STORY[:200]}",
    "byline and signature": f"## 标题\n\n本报记者 方敏\n\n{STORY}(方敏)",
    "pasted twice": f"## 标题\n\n本报记者 方敏\n\n{STORY}\n\n## 标题\n\n本报记者 方敏\n\n{STORY}",
    "quotes a dateline": f"## 标题\n\n本报记者 方敏\n\n{STORY}\n\n当年的报道写道：“本报讯(记者 叶知秋)菜场开张。”",
    "lists": "## 清单\n\n" + "\n\n".join(f"## {n}、项目\n\n说明文字第{n}条。" for n in range(1, 9)),
    "short words over headlines": "背景\n\n事情的经过\n\n只有一句。\n\n结论\n\n今后的打算\n\n也只有一句。",
    "interview": "\n\n".join("问：为什么？\n\n答：因为菜市场离家近。" for _ in range(6)),
    "empty": "",
}


@pytest.mark.parametrize("name", ONE_ARTICLE)
def test_one_article(name):
    text = ONE_ARTICLE[name]
    for segment in (segment_markdown, segment_plain):
        segmented, about = segment(text), Metadata(title="T", authors=["A"])
        books = Books(len(text))
        (article,) = split(segmented, about, books)
        assert article.metadata is about
        order = [b for run in article.reading for b in run]
        assert order == sorted(order) and not books.removals


@pytest.mark.parametrize("platform", ["wechat", "netease"])
def test_web_platform_is_never_split(platform):
    segmented = segment_markdown(PAGE)
    segmented.platform = platform
    assert len(split(segmented, Metadata(), Books(len(PAGE)))) == 1


def test_page_metadata_goes_to_every_article():
    segmented = segment_markdown(PAGE)
    articles = split(segmented, Metadata(title="页", authors=["某"], publisher="某报"), Books(len(PAGE)))
    assert len(articles) > 1
    assert all(a.metadata.publisher == "某报" and a.metadata.title != "页" for a in articles)
    assert all("某" not in a.metadata.authors for a in articles)


def test_glued_article_is_cut_off():
    text = (
        "## 甲地新闻\n\n本报讯(记者 方敏)甲地的菜场开张了，居民都说方便。"
        "乙地办起运动会本报讯(记者 叶知秋)乙地的运动会昨天开幕，三百人参加。\n\n比赛持续三天。"
    )
    articles, runs, _ = read(text)
    assert [a.metadata.title for a in articles] == ["甲地新闻", "乙地办起运动会"]
    assert [a.metadata.authors for a in articles] == [["方敏"], ["叶知秋"]]
    assert runs[1][-1] == [4]


def test_article_carried_to_another_page_is_a_fragment():
    text = PAGE + "\n## 下乡记\n\n本报记者 方敏\n\n清早出门，走了十里山路。(下转第3版)\n"
    articles, _, _ = read(text)
    assert articles[-1].metadata.title == "下乡记" and articles[-1].is_fragment


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PAGE.split("\n\n"), "", "武汉", "(方敏)", "本报讯(记者 方敏)", "“（《", "一是"]), max_size=30
    )
)
def test_every_free_block_is_read_once(lines):
    text = "\n\n".join(lines)
    segmented, books = segment_markdown(text), Books(len(text))
    articles = split(segmented, Metadata(), books)
    order = [b for a in articles for run in a.reading for b in run]
    assert len(order) == len(set(order))
    for i, block in enumerate(segmented.blocks):
        kept = i in set(order)
        assert kept or not books.is_free(block.start, block.end) or block.kind in ("image", "stray", "front_matter")


@pytest.mark.parametrize(
    "line", ["这一行没有写完而且每一行都这样没有写完", "武汉", "## 一、标题", "好。(方敏)", "“" * 300]
)
def test_hostile_page_costs_bounded_time(line):
    text = PAGE + (line + "\n\n") * 4000
    segmented = segment_markdown(text)
    began = time.perf_counter()
    split(segmented, Metadata(), Books(len(text)))
    assert time.perf_counter() - began < 20


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled pages are not here")
@pytest.mark.parametrize("name", ["001_889bd1de5d41a552", "002_a88744b012a21710"])
def test_labelled_page(name):
    articles, runs, _ = read((SHARED / "seeds" / f"{name}.txt").read_text(encoding="utf-8"))
    about = json.loads((SHARED / "gold/seeds/meta.json").read_text(encoding="utf-8"))[name]["articles"]
    gold = [json.loads(line) for line in (SHARED / f"gold/seeds/{name}.jsonl").open(encoding="utf-8")]
    bodies = {g["article"] for g in gold if g["label"] == "body"}
    expected = [a for a in about if a["id"] in bodies]
    assert [(a.metadata.title, a.metadata.authors) for a in articles] == [
        (e["title_raw"] if "title_raw" in e else e["title"], e["authors"]) for e in expected
    ]
    where = {n + 1: expected[k]["id"] for k, own in enumerate(runs) for run in own for n in run}
    kept = [g for g in gold if g["label"] in ("body", "heading", "caption", "repeat")]
    assert sum(where.get(g["n"]) == g["article"] for g in kept) >= 0.95 * len(kept)
    joins = {(a + 1, b + 1) for own in runs for run in own for a, b in itertools.pairwise(run)}
    assert joins == {(g["continues"], g["n"]) for g in gold if g.get("continues")}


@pytest.mark.skipif(not SHARED.exists(), reason="the corpus is not here")
def test_single_articles_of_the_corpus_are_not_split():
    files = sorted((SHARED / "corpora/wechat").glob("*/*.md"))[::3]
    rows = [json.loads(line)["text"] for line in (SHARED / "gold/zh_html/text.jsonl").open(encoding="utf-8")]
    texts = [f.read_text(encoding="utf-8", errors="replace") for f in files] + rows
    assert len(texts) >= 500
    for text in texts:  # as if no platform had been recognized
        assert len(split(segment_markdown(text), Metadata(), Books(len(text)))) == 1


def test_lines_that_metadata_claimed_before_still_open_articles():
    text = (
        "## 甲地新闻\n\n本报记者 方敏\n\n甲地的菜场开张了。\n\n## 乙地新闻\n\n本报记者 叶知秋\n\n乙地的运动会开幕了。\n"
    )
    segmented, books = segment_markdown(text), Books(len(text))
    for block, reason in zip(segmented.blocks, ("title", "byline"), strict=False):
        books.remove(block.start, block.end, reason, "metadata@1")
    articles = split(segmented, Metadata(title="甲地新闻", authors=["方敏"]), books)
    assert [a.metadata.title for a in articles] == ["甲地新闻", "乙地新闻"]
    assert [a.metadata.authors for a in articles] == [["方敏"], ["叶知秋"]]
    assert [len(a.reading) for a in articles] == [1, 1]
