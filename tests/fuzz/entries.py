"""The ways in: each takes bytes and raises only what must never happen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from cleaners.books import Books, check_partition
from cleaners.chrome import load_packs, strip
from cleaners.clean import clean
from cleaners.decode import decode
from cleaners.repair import repair
from cleaners.segment import claim_html, segment
from schemas.config import RunConfig
from schemas.errors import BooksError, InputError
from schemas.records import RawInput
from schemas.tables import TABLES
from warehouse import reading
from warehouse.inputs import InputFile
from warehouse.rows import rows_of

PACKS, CONFIG = load_packs(), RunConfig()
MEDIA_TYPES = ("text/html", "text/markdown", "text/plain")
MAX_BYTES = 1 << 20

# What documents are made of: one byte picks one of these, so that few bytes make a page.
TOKENS = (
    *["<p>", "</p>", "<div>", "</div>", "<span>", "</span>", "<b>", "</b>", "<br>", "<h1>", "</h1>", "<h2>", "</h2>", "<ul><li>", "</li></ul>", "<table><tr><td>", "</td>"],
    *["</tr></table>", "<pre>", "</pre>", "<a href='http://a.example/'>", "</a>", "<img src=x alt=图>", "<!--", "-->", "<script>", "</script>", "<style>"],
    *["<html><head>", "</head><body>", "<article>", "</article>", "<title>题</title>", "<meta name=author content=王明>", "<meta charset=gbk>"],
    *["<div id=js_content>", "<div class=post_body>", "<section>", "</section>", "<blockquote>", "<figure><figcaption>", "</figure>", "&nbsp;"],
    *["&#xD800;", "&amp;lt;", "&#0;", "<template>", "<svg>", "<math>", "</body>", "<iframe>", "<details><summary>", "<input type=hidden value=x>", "<!DOCTYPE html>"],
    "\n", "\n\n", "# ", "## ", "- ", "1. ", "> ", "```\n", "```", "**", "*", "`", "| 甲 | 乙 |\n|---|---|\n", "---\n", "![图](http://a.example/x.png)",
    "[链接](http://a.example/)", "[^1]", "title: 题\n", "date: 2024-02-30\n", "a: &a [*a]\n", "\ttab", "    code\n", "\\", "~~~\n",
    "原创 ", "作者：王明 ", "来源：某某日报 ", "2024年3月1日 ", "3小时前 ", "本报记者 方敏 ", "责任编辑：李一 ", "（完）", "点击上方蓝字关注我们\n",
    "微信扫一扫 关注该公众号\n", "阅读原文\n", "往期推荐\n", "分享到：\n", "END\n", "网易首页 > 网易号 > 正文 申请入驻\n", "特别声明：", "相关阅读\n",
    "版权声明：本文归作者所有\n", "喜欢此内容的人还喜欢\n", "Copyright © 2024\n", "Read more\n", "By John Smith\n", "Share this article\n",
    "河水涨了三天，桥没有动，人们照常过河。", "河水涨了四天，桥没有动，人们照常过河。", "第一节 ", "营收12亿元，同比增长15.3%。", "一", "。", "，", "“", "”",
    "(", ")", "【", "】", "·", "—", "…", "The river rose for three days and the bridge did not move. ", " ", "\u3000", "\xa0", "\u200b", "\u202e",
    "\ufeff", "\u0301", "\ufffd", "\0", "\x1b", "\u2028", "\r", "\r\n", "😀", "é", "ﬁ", "⻚", "Ａ", "ㄱ", "\ud800",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """A document: a token for each byte; two bytes in a row above the tokens are a character of any kind."""
    parts, high = [], None
    for byte in data:
        if byte < len(TOKENS):
            parts.append(TOKENS[byte])
        elif high is None:
            high = byte
        else:
            parts.append(chr((high - len(TOKENS)) << 8 | byte))
            high = None
    return "".join(parts)


def any_bytes(data: bytes) -> None:
    """Decoding, whatever is declared."""
    for charset in (None, "gbk", "utf-16", "utf-7", "no-such", "big5"):
        try:
            decoded = decode(data, charset=charset)
            repair(decoded.text)
        except InputError:
            continue
        decoded.text.encode("utf-8", "surrogatepass")


def any_text(data: bytes) -> None:
    """Segmenting and chrome: blocks stand in order inside the text, what is kept and what went covers it."""
    text = repair(text_of(data)).text
    for media_type in MEDIA_TYPES:
        try:
            segmented = segment(text, media_type, PACKS)
        except InputError:
            continue
        length, at = len(segmented.source_text), 0
        for block in segmented.blocks:
            assert at <= block.start <= block.end <= length, (block, at, length)
            at = block.end
        books = Books(length)
        if segmented.media_type == "text/html":
            claim_html(segmented, books)
        strip(segmented, PACKS, books)
        check_partition(length, books.free(0, length), [(r.start, r.end) for r in books.removals], "a text")


def any_document(data: bytes) -> None:
    """A whole document, down to the rows of its tables."""
    document(text_of(data))


def document(told: str) -> None:
    """The same of a text as it is."""
    text = told.encode("utf-8", "surrogatepass")
    for media_type in MEDIA_TYPES:
        _cleaned(RawInput("a document", text, "0" * 64, media_type))


def any_input(data: bytes) -> None:
    """Bytes under a name of any kind, read and cleaned. The first byte picks the ending."""
    endings = (
        ".html",
        ".jsonl",
        ".zip",
        ".tar",
        ".warc",
        ".html.gz",
        ".tar.gz",
        ".jsonl.zst",
        ".html.xz",
        ".html.bz2",
        ".parquet",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a" + endings[data[0] % len(endings)] if data else "a.html")
        path.write_bytes(data[1:])
        for item in reading.read(InputFile("a", str(path), len(data)), MAX_BYTES):
            if isinstance(item, RawInput):
                _cleaned(item)


def _cleaned(raw: RawInput) -> None:
    try:
        rows = rows_of(clean(raw, PACKS, CONFIG))
    except InputError:
        return
    except BooksError as error:
        raise AssertionError(f"the books do not close: {error}") from error
    for name, new in rows.items():
        TABLES[name].from_rows(new)


ENTRIES: dict[str, Callable[[bytes], None]] = {
    entry.__name__: entry for entry in (any_bytes, any_text, any_document, any_input)
}
