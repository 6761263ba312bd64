"""Lists of links at the end of a post: what else the account wrote, with or without a heading over them."""

from __future__ import annotations

import re

from cleaners.chrome.article import ARTICLE_LABEL, ARTICLE_PART
from cleaners.chrome.page import Page

# One link may be a source or a part of the text, two in a row are a list.
MIN_POSTS = 2
# A list in which not every entry has a link: so many have, no less than this share of it, and no line is longer.
MIN_SERIES = 4
MIN_LINKED = 0.25
MAX_ENTRY = 40
_REFERENCES = re.compile(r".{0,6}(?:参考|引用|文献|来源|出处|原文|目录|索引|资讯|新闻|链接|\[[0-9]{1,2}\])")
# Titles of posts that are lists of posts.
_INDEX = re.compile(
    r"汇总|合集|合辑|目录|索引|周报|月报|周刊|月刊|(?:文章|推文|往期|年度|本月|本周).{0,6}(?:盘点|总结|清单)"
)
# A title in capitals has more spaces than this; a name has fewer.
MIN_WORDS = 4
# What may stand over such a list, in so many lines.
_HEAD = re.compile(r"[^。,:]{0,16}(?:往期|推荐|热文|精选|文章|资讯|系列|合集|回顾|专题|动态)[^。,]{0,8}")
MAX_HEAD = 24
MAX_HEADS = 3


def mark(page: Page, hosts: list[str]) -> None:
    """Two and more lines at an edge that are nothing but links to posts of the platform: what else the account wrote.

    Not under a heading of references, and not where such lists are what the post is about.
    """
    if page.segmented.media_type == "text/html":
        _capitals(page)
    posts = [i for i in range(len(page)) if _is_post(page, i, hosts)]
    listed = sum(len(page.blocks[i].match) for i in posts)
    if not posts or listed * 2 > sum(len(block.match) for block in page.blocks) or _INDEX.search(page.blocks[0].match):
        return
    edges = page.edges()
    for run in _runs(posts):
        if len(run) < MIN_POSTS or not edges.allow("edge", run[0], run[-1]) or _under_references(page, run[0]):
            continue
        evidence = f"{len(run)} lines in a row, {page.where(run[0])} on, are links to posts of the platform"
        for i in (*_heads(page, run[0]), *run):
            page.mark(i, "related", "chrome.link-list@1", evidence)
    _series(page, posts)


def _heads(page: Page, i: int) -> list[int]:
    """Lines right over a list that say what it lists."""
    heads: list[int] = []
    for k in range(i - 1, max(0, i - 1 - MAX_HEADS), -1):
        form = page.blocks[k].match
        if page.marks[k] is not None or len(form) > MAX_HEAD or not _HEAD.fullmatch(form) or _REFERENCES.match(form):
            break
        heads.append(k)
    return heads


def _series(page: Page, posts: list[int]) -> None:
    """A list of titles to the end of the document, some with a link, in parts with headings of their own."""
    start = len(page)
    while start and (page.marks[start - 1] is not None or _is_entry(page, start - 1)):
        start -= 1
    first = next((i for i in posts if i >= start), len(page))
    while first > start and page.blocks[first - 1].kind == "list_item":
        first -= 1
    listed = [i for i in range(first, len(page)) if page.marks[i] is None or i in posts]
    linked = sum(i >= first for i in posts)
    items = sum(page.blocks[i].kind == "list_item" for i in listed)
    if (
        linked < MIN_SERIES
        or linked < MIN_LINKED * len(listed)
        or items * 2 < len(listed)
        or _under_references(page, first)
    ):
        return
    for i in listed:
        page.mark(
            i,
            "related",
            "chrome.link-list@1",
            f"list of posts to the end, {page.where(first)} on, {linked} of them links",
        )


def _is_entry(page: Page, i: int) -> bool:
    """A title or a heading over titles: short, no sentence, no part of an article."""
    form = page.blocks[i].match
    short = len(form) <= MAX_ENTRY and form[-1] not in "。;:," and page.blocks[i].kind not in ("code", "table")
    return short and not ARTICLE_PART.match(form) and not ARTICLE_LABEL.match(form)


def _capitals(page: Page) -> None:
    """Paragraphs that are one link in capitals: titles of other posts, thrown between the paragraphs."""
    for i, block in enumerate(page.blocks):
        text = page.segmented.source_text[block.start : block.end]
        linked = block.link_chars * 10 >= len(block.match) * 9
        if (
            page.marks[i] is None
            and block.kind == "paragraph"
            and linked
            and text.isupper()
            and text.count(" ") >= MIN_WORDS
        ):
            page.mark(
                i, "related", "chrome.link-capitals@1", f"{page.where(i)} is a link and nothing else, in capitals"
            )


def _is_post(page: Page, i: int, hosts: list[str]) -> bool:
    block = page.blocks[i]
    if block.link_chars * 10 < len(block.match) * 9:
        return False
    text = page.segmented.source_text[block.start : block.end]
    return any(f"]({scheme}://{host}/" in text for host in hosts for scheme in ("https", "http"))


def _runs(positions: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i in positions:
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _under_references(page: Page, i: int) -> bool:
    above = next((k for k in range(i - 1, max(-1, i - 4), -1) if page.marks[k] is None), None)
    if above is None:
        return False
    form = page.blocks[above].match
    return form[-1] == ":" or _REFERENCES.match(form) is not None
