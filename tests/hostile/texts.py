"""Attacks inside one document: markup, encodings, metadata, and files of rows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile.attack import Attack, text

STORY = "河水涨了三天，桥没有动，人们照常过河。"
BODY = f"<h1>大桥通车</h1><p>{STORY}</p><p>{STORY[::-1]}</p>"
# More than may be held in memory.
_LINE = 400 << 20


def _page(inside: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{BODY}{inside}</article></body></html>"


def _laughs(depth: int) -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, depth))
    return f'<!DOCTYPE html [<!ENTITY a0 "ha">{entities}]><html><body><p>&a{depth - 1};</p>{BODY}</body></html>'


def _aliases(depth: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, depth)]
    return f"---\n{''.join(lines)}title: *a{depth - 1}\n---\n\n{STORY}\n"


def _sparse_line(folder: Path) -> None:
    """400 MB without a line break, then a row. The disk stores next to nothing of it."""
    with open(folder / "rows.jsonl", "wb") as stream:
        stream.write(b'{"text": "')
        stream.seek(_LINE)
        stream.write(b'"}\n' + json.dumps({"text": STORY}).encode() + b"\n")


def _sparse_text(folder: Path) -> None:
    with open(folder / "a.txt", "wb") as stream:
        stream.truncate(_LINE)


def _same_value_in_every_row(folder: Path) -> None:
    """5 MB that stand once in the file and in 5,000 rows."""
    value = pa.array([bytes(5 << 20)])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), value)
    pq.write_table(
        pa.table({"raw_html": column}), folder / "rows.parquet", compression="zstd", dictionary_pagesize_limit=1 << 30
    )


def _one_column_of_zeros(folder: Path) -> None:
    table = pa.table({"text": [STORY], "pad": pa.array([bytes(70 << 20)], pa.large_binary())})
    path = folder / "rows.parquet"
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)


def _names(folder: Path) -> None:
    for name in (
        b"\xb1\xa8\xb8\xe6.txt",
        b"\xff\xfe.txt",
        b"a\nb\x1b[31m.txt",
        "a\u202etxt.md".encode(),
        b"-rf.md",
        b"'; drop.md",
    ):
        with open(os.path.join(os.fsencode(folder), name), "wb") as stream:
            stream.write(STORY.encode())


def _loops(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs/a.md").write_text(STORY)
    (folder / "docs/again").symlink_to(folder / "docs")
    (folder / "docs/self.md").symlink_to(folder / "docs/self.md")
    (folder / "docs/zero.md").symlink_to("/dev/zero")
    os.mkfifo(folder / "docs/pipe.md")


def _rows(folder: Path) -> None:
    """Surrogates, numbers no computer holds, depth, values of the wrong type."""
    lines = [
        '{"text": "' + STORY + r'\ud800", "title": "\udc00", "authors": ["\ud83d"]}',
        json.dumps({"text": STORY, "title": {"a": [1]}, "url": 7, "published_at": 1e308, "authors": {"x": None}}),
        '{"text": "' + STORY + '", "n": ' + "9" * 100_000 + "}",
        '{"text": ' + "[" * 500_000 + "]" * 500_000 + "}",
        '{"a": ' * 200_000,
    ]
    (folder / "rows.jsonl").write_text("\n".join(lines))


_DATES = [
    "99999-99-99",
    "0000-00-00",
    "2024-02-30T25:61:61+99:99",
    "-" * 10_000,
    "9" * 10_000 + "年1月1日",
    "一" * 10_000 + "年",
]
_DATED = "".join(f'<meta name="publishdate" content="{date}"><p class="time">{date}</p>' for date in _DATES)
_LD = '<script type="application/ld+json">{}</script>'

TEXTS = [
    text("nested-tags", "50,000 nested elements", "a.html", lambda: _page("<div><span>" * 25_000 + STORY)),
    text("nested-inline", "100,000 nested formatting elements", "a.html", lambda: _page("<b><i>" * 50_000 + STORY)),
    text("nested-tables", "10,000 nested tables", "a.html", lambda: _page("<table><tr><td>" * 10_000 + STORY)),
    text("nested-lists", "quotes and lists, 5,000 deep", "a.md", lambda: "> - " * 5_000 + STORY + "\n\n" + STORY),
    text("too-many-tags", "a million tags", "a.html", lambda: _page("<b>x</b>" * 1_000_000), "too-many-tags", seconds=20, megabytes=400),
    text("attributes", "a million attributes", "a.html", lambda: _page("<p " + "a=1 b=2 " * 500_000 + ">x</p>"), "bad-tag", seconds=20),
    text("page-50-mb", "a page of 50 MB of text", "a.html", lambda: _page(f"<p>{STORY * 20}</p>\n" * 43_000), "kept", seconds=60, megabytes=1000, slow=True),
    text("paragraph-50-mb", "a paragraph of 50 MB", "a.txt", lambda: "abcdefgh " * 5_800_000, seconds=60, megabytes=1000, slow=True),
    text("paragraph-6-mb", "a paragraph of 6 MB", "a.txt", lambda: "abcdefgh " * 700_000),
    text("page-2-mb", "a page of 2 MB of text", "a.html", lambda: _page(f"<p>{STORY * 20}</p>\n" * 1_720)),
    text("entities", "entities that multiply: 10 to the 30th", "a.html", lambda: _laughs(30)),
    text("entities-xml", "the same as XHTML", "a.xhtml", lambda: '<?xml version="1.0"?>' + _laughs(30)),
    text("comment", "a comment that never ends", "a.html", lambda: _page("<!--" + "-" * 1_000_000)),
    text("scripts", "structured data 50,000 deep", "a.html", lambda: _page("", _LD.format("[" * 50_000))),
    text("dates", "dates that no calendar has", "a.html", lambda: _page(_DATED, _LD.format('{"datePublished": "99999-99-99"}'))),
    text("dates-yaml", "front matter with such dates", "a.md", lambda: "".join(f"---\ndate: {d}\n" for d in _DATES[:1]) + f"published: {_DATES[4]}\n---\n\n{STORY}\n"),
    text("yaml-aliases", "YAML aliases that multiply: 9 to the 40th", "a.md", lambda: _aliases(40)),
    text("yaml-depth", "YAML 100,000 deep", "a.md", lambda: f"---\na: {'[' * 100_000}\n---\n\n{STORY}\n"),
    text("yaml-tags", "YAML that asks for Python objects", "a.md", lambda: f'---\na: !!python/object/apply:os.system ["false"]\n---\n\n{STORY}\n'),
    text("emphasis", "half a million stars", "a.md", lambda: STORY + "\n\n" + "*" * 500_000 + "\n"),
    text("brackets", "200,000 brackets", "a.md", lambda: STORY + "\n\n" + "[a](" * 50_000 + "\n"),
    text("fences", "6,000 fences that open", "a.md", lambda: STORY + "\n\n" + "```x\n\n" * 6_000),
    text("backtracking", "bait for slow patterns", "a.txt", lambda: "\n".join([STORY, "a" * 100_000 + "!", " " * 100_000 + "x", "来源：" * 30_000, "作者 " * 30_000, "2024-" * 25_000])),
    text("one-letter-lines", "20,000 lines of one letter", "a.md", lambda: "\n".join(STORY * 1_000), seconds=20),
    text("same-paragraph", "4,000 times the same paragraph", "a.md", lambda: (STORY * 3 + "\n\n") * 4_000, seconds=20),
    text("combining", "100,000 combining marks", "a.txt", lambda: STORY + "e" + "\u0301" * 100_000),
    text("zero-width", "a million characters without width, text that turns around", "a.txt", lambda: STORY + "\u200b\u202e" * 500_000, seconds=20),
    text("icon-fonts", "lines of private and unassigned characters only", "a.md", lambda: "\ue000\n\u1cff\n\n" * 10_000 + STORY),
    text("surrogates", "half characters, as bytes and as references", "a.html", lambda: _page("<p>\ud800&#xD800;&#55296;</p>")),
    text("nuls", "a text that is half NULs", "a.txt", lambda: b"a\0" * 500_000, "binary"),
    text("nuls-few", "NULs here and there", "a.html", lambda: _page("<p>a\0b</p>")),
    text("no-encoding", "a megabyte of FF", "a.txt", lambda: b"\xff" * 1_000_000, "empty"),
    text("lying-charset", "declared UTF-16, in truth UTF-8", "a.html", lambda: _page("", '<meta charset="utf-16">')),
    text("utf-7", "script hidden in UTF-7", "a.html", lambda: _page("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", '<meta charset="utf-7">')),
    text("script", "script, styles and templates in text and metadata", "a.md", lambda: f"---\ntitle: \"</script><script>alert(1)</script>{{{{7*7}}}}\"\n---\n\n{STORY}<img src=x onerror=alert(1)>\n"),
    Attack("endless-line", "a row of 400 MB, then an honest one", _sparse_line, {"too-large": 1, "kept": 1}),
    Attack("large-file", "a text of 400 MB", _sparse_text, {"too-large": 1}),
    Attack("rows", "rows: half characters, endless numbers, 500,000 deep, values of wrong types", _rows, {"kept": 2, "bad-json": 3}),
    Attack("parquet-value", "Parquet: 5 MB that stand in each of 5,000 rows and once in the file", _same_value_in_every_row, {"binary": 12, "archive-bomb": 1}),
    Attack("parquet-column", "Parquet: a column of 70 MB of zeros", _one_column_of_zeros, {"archive-bomb": 1}),
    Attack("file-names", "file names that are not UTF-8, hold control characters or turn around", _names, {"kept": 6}),
    Attack("file-loops", "links in a circle, to a device and to themselves; a pipe", _loops, {"kept": 1, "unreadable": 3}),
]  # fmt: skip
