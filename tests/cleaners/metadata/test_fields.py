"""URLs, languages, titles and front matter: pure functions, each with what must not happen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import front_matter, language, titles, urls

WECHAT = "https://mp.weixin.qq.com/s?__biz=MzA3&mid=26530&idx=1&sn=9a8b"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (WECHAT + "&chksm=7e57&scene=58&subscene=0#rd", WECHAT),
        (WECHAT.replace("&", "&amp;") + "&amp;scene=1", WECHAT),
        (WECHAT.replace("https", "http"), WECHAT),  # one article under both schemes
        ("https://mp.weixin.qq.com/s?sn=9a8b&idx=1&mid=26530&__biz=MzA3", WECHAT),  # in another order
        (
            "http://mp.weixin.qq.com/s?__biz=MzA3%3D%3D&mid=2&idx=1&sn=3",
            "https://mp.weixin.qq.com/s?__biz=MzA3==&mid=2&idx=1&sn=3",
        ),
        ("https:\\/\\/mp.weixin.qq.com\\/s\\/AbC", "https://mp.weixin.qq.com/s/AbC"),  # out of a script
        ("https://mp.weixin.qq.com/s?src=11&timestamp=1700000000&ver=2&signature=x", None),  # a link that expires
        ("https://mp.weixin.qq.com/s/AbC-dE_9?scene=1", "https://mp.weixin.qq.com/s/AbC-dE_9"),
        ("//example.org/a.html", "https://example.org/a.html"),
        ("https://example.org/a\n.html", "https://example.org/a.html"),
        ("https://example.org/a b.html", "https://example.org/a%20b.html"),
        ("http://example.org/a", "http://example.org/a"),  # not every site serves both schemes
        ("https://example.org/a?id=3&utm_source=x&from=timeline", "https://example.org/a?id=3"),
        ("https://example.org/a?id=3&gallery=2&cid=7", "https://example.org/a?id=3&gallery=2&cid=7"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("HTTP://Example.org:80/A#top", "http://example.org/A"),
        ("http%3A%2F%2Fexample.org%2Fa.html", "http://example.org/a.html"),
        ("https://example.org/河湾?q=春", "https://example.org/%E6%B2%B3%E6%B9%BE?q=%E6%98%A5"),
        ("https://www.thepaper.cn/newsDetail_forward_123?from=app", "https://www.thepaper.cn/newsDetail_forward_123"),
        ("https://www.163.com/", None),
        ("https://example.org/index.html", None),
        ("javascript:alert(1)", None),
        ("file:///etc/hosts", None),
        ("https://user:secret@example.org/a", None),
        ("/relative/a.html", None),
        ("http://[::1", None),
        ("https://localhost/a", None),
        ("https://example.org/" + "a" * urls.MAX_CHARS, None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_canonical_url(url, canonical):
    assert urls.canonical(url) == canonical


def test_a_relative_url_needs_its_page():
    assert urls.canonical("./b.html", "https://example.org/a/") == "https://example.org/a/b.html"


@given(st.text(max_size=80))
def test_a_canonical_url_is_its_own(text):
    for url in (text, "https://example.org/" + text):
        once = urls.canonical(url)
        assert once is None or urls.canonical(once) == once


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("河湾大桥昨日通车，国际车队来访。", "zh-Hans"),
        ("河灣大橋昨日通車，國際車隊來訪。", "zh-Hant"),
        ("今天天气很好，大家都在河边走。", "zh-Hans"),
        ("三月三日上山下水，人人有木有石。", "zh-Hans"),  # no character tells the scripts apart
        ("The bridge over the river was opened yesterday.", "en"),
        ("これは川の橋についての記事です。", "ja"),
        (
            "The bridge over the river was opened by the mayor of the town, and boats came from the other side. " * 3,
            "en",
        ),
        (
            "De brug over de rivier is gisteren geopend en de boten voeren onder the bridge door naar de stad. " * 3,
            "nl",
        ),
        ("使用 curl https://example.org/aaaa 命令发送请求，观察返回值。", "zh-Hans"),
        (
            "朋友发来一篇文章，说的是渡口的船，我读完以后想了很久，决定抄一段在这里给大家看看。" * 2
            + "The boat of the ferry was built for the people of the village. " * 4,
            "zh-Hans",
        ),  # quotes
        ("The boat of the ferry was built for the people of the village. " * 6 + "渡口", "en"),
        ("12345", None),
        ("", None),
    ],
)
def test_language(text, tag):
    assert language.detect(text) == tag


@pytest.mark.parametrize(
    ("line", "title", "repeats"),
    [
        ("河湾大桥昨日通车", "河湾大桥昨日通车", True),
        ("**河湾大桥：昨日通车！**", "河湾大桥昨日通车", True),
        ("某系统文件上传接口存在任意文件读取漏洞", "某系统文件上传接口存在任意文件读取漏洞 附工具", True),
        ("河湾大桥", "河湾大桥昨日通车", False),
        ("CVE-2021-11111", "CVE-2021-11111 复现分析", False),  # less than MIN_SHARE of the title
        ("河湾大桥昨日通车，全长三公里，是本市第五座跨河大桥。", "河湾大桥昨日通车", False),
        ("漏洞", "漏洞", False),  # a word, not a title
        ("昨日通车的河湾大桥", "河湾大桥昨日通车", False),
        ("", "", False),
    ],
)
def test_a_line_repeats_the_title(line, title, repeats):
    assert titles.repeats(line, title) is repeats
    assert not repeats or titles.alike(["第二行", line], title) == [1]


def test_the_tail_of_a_repeated_title():
    title = "某系统文件上传接口存在任意文件读取的漏洞情况通报一览"
    assert titles.repeats(title + "北" * (titles.MAX_TAIL - 2), title)
    assert not titles.repeats(title + "北" * (titles.MAX_TAIL + 1), title)


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("河湾大桥昨日通车_网易新闻", "河湾大桥昨日通车"),
        ("河湾大桥昨日通车_财经_腾讯网", "河湾大桥昨日通车"),
        ("河湾大桥昨日通车--河湾晚报", "河湾大桥昨日通车"),
        ("河湾大桥昨日通车-河湾网", "河湾大桥昨日通车"),
        ("How the bridge was built - The River Post", "How the bridge was built"),
        ("河湾大桥昨日通车", "河湾大桥昨日通车"),
        ("Kafka-UI 远程执行代码的分析", "Kafka-UI 远程执行代码的分析"),
        ("河湾_网易新闻", "河湾_网易新闻"),  # too short a rest to be a title
        ("1-10月河湾县固定资产投资结构趋稳", "1-10月河湾县固定资产投资结构趋稳"),
    ],
)
def test_the_site_behind_a_title(tag, title):
    assert titles.without_site(tag) == title


def test_front_matter():
    data, warnings = front_matter.parse("---\nTitle: 河湾\nauthors: [甲, 乙]\ndate: 2024-02-30\nempty:\n---")
    assert data == {"title": "河湾", "authors": ["甲", "乙"], "date": "2024-02-30"}
    assert warnings == []


def test_front_matter_that_is_not_yaml_is_read_line_by_line():
    data, warnings = front_matter.parse("---\ntitle: 漏洞: 又一个\nsource: '河湾'\n---")
    assert data == {"title": "漏洞: 又一个", "source": "河湾"}
    assert len(warnings) == 1 and "not YAML" in warnings[0]


BOMB = "a: &a [x,x]\n" + "\n".join(f"{n}: &{n} [*{p},*{p}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (BOMB, "aliases"),
        ("title: &t x", "aliases"),
        ("title: " + "[" * 5000, "deep"),
        ("title: [" + "x," * 5000 + "]", "large"),
        ("t: " + "x" * front_matter.MAX_CHARS, "limit"),
        ("他说完就走了。\n: ?\n- {", "not front matter"),
        ("- 甲\n- 乙", "keys and values"),
    ],
)
def test_front_matter_that_is_refused(block, reason):
    with pytest.raises(front_matter.NotFrontMatter, match=reason):
        front_matter.parse(f"---\n{block}\n---")


@given(st.text(max_size=200))
def test_any_front_matter_is_read_or_refused(text):
    try:
        data, _ = front_matter.parse(f"---\n{text}\n---")
    except front_matter.NotFrontMatter:
        return
    assert all(isinstance(key, str) for key in data)
