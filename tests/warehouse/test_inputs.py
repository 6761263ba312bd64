"""Sources in: what counts as an input, what each becomes, and that nothing is lost in silence."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import ConfigurationError
from schemas.records import RawInput
from tests.warehouse.made import published, source_rows
from warehouse import inputs, reading
from warehouse.inputs import InputFile, find_files, make_shards
from warehouse.reading import Unreadable

MAX = 10_000


def read(path: Path | str, max_bytes: int = MAX) -> list[RawInput | Unreadable]:
    (file,), _ = find_files([str(path)])
    return list(reading.read(file, max_bytes))


def refusal(path: Path, max_bytes: int = MAX) -> Unreadable:
    (bad,) = read(path, max_bytes)
    assert isinstance(bad, Unreadable), bad
    assert bad.error.stage == "read" and str(bad.error)
    return bad


# ---- finding ----


def test_a_folder_gives_its_documents_in_the_order_of_their_names(tmp_path):
    for name in ("b.md", "a.html", "sub/deep/c.TXT", "d.jsonl", "e.parquet", "f.htm", ".NET 入门.md", ".hidden/g.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "noending").write_text("x")
    files, aside = find_files([str(tmp_path)])
    names = [os.path.relpath(file.uri, tmp_path) for file in files]
    assert names == sorted(names)
    assert set(names) == {
        "b.md", "a.html", "sub/deep/c.TXT", "d.jsonl", "e.parquet", "f.htm", ".NET 入门.md", ".hidden/g.md",
    }  # fmt: skip
    assert [os.path.basename(uri) for uri in aside] == ["noending", "picture.png"]


def test_the_order_does_not_depend_on_how_inputs_are_given(tmp_path):
    for name in ("a.md", "b.md", "c.txt"):
        (tmp_path / name).write_text("x")
    folder, _ = find_files([str(tmp_path)])
    named, _ = find_files([str(tmp_path / name) for name in ("c.txt", "a.md", "b.md", "a.md")])
    globbed, _ = find_files([str(tmp_path / "*.md"), str(tmp_path / "c*")])
    assert folder == named == globbed


def test_a_file_named_outright_is_taken_whatever_its_ending(tmp_path):
    (tmp_path / "page.aspx").write_text("<html><body>x</body></html>")
    (raw,) = read(tmp_path / "page.aspx")
    assert raw.media_type is None and raw.data.startswith(b"<html>")


def test_globs_reach_deep_and_hidden_files(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/.dot.md").write_text("x")
    (tmp_path / "a/b/c.md").write_text("x")
    files, _ = find_files([str(tmp_path / "**/*.md")])
    assert [os.path.basename(file.uri) for file in files] == [".dot.md", "c.md"]


def test_a_name_with_glob_signs_that_exists_is_that_file(tmp_path):
    (tmp_path / "[2024] 年终.md").write_text("正文")
    (file,), _ = find_files([str(tmp_path / "[2024] 年终.md")])
    assert file.uri.endswith("[2024] 年终.md")


@pytest.mark.parametrize("what", ["absent.md", "*.md", "empty_folder"])
def test_nothing_found_is_an_error_before_the_run(tmp_path, what):
    (tmp_path / "empty_folder").mkdir()
    with pytest.raises(ConfigurationError, match="nothing to read there"):
        find_files([str(tmp_path / what)])


def test_a_folder_with_only_unknown_endings_says_so(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(ConfigurationError, match=r"it holds 1 files, none ending in \.html"):
        find_files([str(tmp_path)])


def test_a_name_that_is_not_utf8_is_read_and_can_be_written_to_a_table(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xb1\xa8\xb8\xe6.txt"
    with open(path, "wb") as stream:
        stream.write("正文".encode())
    (raw,) = read(tmp_path)
    assert raw.source_uri.endswith(r"\xb1\xa8\xb8\xe6.txt") and raw.data == "正文".encode()
    pa.array([raw.source_uri])


def test_a_loop_of_links_ends(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("x")
    (tmp_path / "docs/again").symlink_to(tmp_path / "docs")
    files, _ = find_files([str(tmp_path / "docs")])
    assert len(files) == 1


def test_a_folder_that_cannot_be_listed_is_not_passed_over(tmp_path, monkeypatch):
    (tmp_path / "open").mkdir()
    (tmp_path / "open/a.md").write_text("x")
    (tmp_path / "shut").mkdir()
    listing = os.scandir

    def refuse(path):
        if os.fspath(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files, _ = find_files([str(tmp_path)])
    assert [os.path.basename(file.uri) for file in files] == ["a.md", "shut"]
    (bad,) = reading.read(files[1], MAX)
    assert isinstance(bad, Unreadable)


def test_a_warehouse_in_the_folder_is_no_input(tmp_path):
    for out in (tmp_path / "out", tmp_path):
        published(out, "r1", source_rows("a.txt", "菜单\n第一篇"))
        (out / "report.html").write_text("<html></html>")
    (tmp_path / "a.md").write_text("正文")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/report.html").write_text("<p>somebody else's report</p>")
    for given in (tmp_path, tmp_path / "**/*.*"):
        files, _ = find_files([str(given)])
        names = [os.path.relpath(file.uri, tmp_path) for file in files]
        assert names[:1] == ["a.md"] and names[-1:] == ["sub/report.html"]
        assert not any("parquet" in name for name in names)


# ---- shards ----


def test_shards_are_bounded_in_files_and_bytes_and_keep_the_order():
    files = [InputFile(f"{n:04d}.md", f"{n:04d}.md", 10) for n in range(inputs.SHARD_FILES * 2 + 1)]
    shards = make_shards(files)
    assert [len(shard) for shard in shards] == [inputs.SHARD_FILES, inputs.SHARD_FILES, 1]
    assert [file for shard in shards for file in shard] == files


def test_a_shard_is_full_at_its_bytes_not_before():
    half = inputs.SHARD_BYTES // 2
    exactly = [InputFile("a", "a", half), InputFile("b", "b", half)]
    assert len(make_shards(exactly)) == 1
    assert len(make_shards([*exactly, InputFile("c", "c", 1)])) == 2
    assert [len(s) for s in make_shards([InputFile("a", "a", inputs.SHARD_BYTES * 3), *exactly])] == [1, 2]


# ---- reading files ----


def test_the_ending_is_a_hint(tmp_path):
    for name, hint in [("a.HTML", "text/html"), ("a.markdown", "text/markdown"), ("a.txt", "text/plain")]:
        (tmp_path / name).write_text("x")
        (raw,) = read(tmp_path / name)
        assert raw.media_type == hint


def test_too_large_is_one_byte_more_than_the_limit(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * MAX)
    (raw,) = read(tmp_path / "a.txt")
    assert len(raw.data) == MAX
    (tmp_path / "a.txt").write_bytes(b"x" * (MAX + 1))
    assert refusal(tmp_path / "a.txt").error.code == "too-large"


def test_a_file_that_is_gone_or_leads_nowhere_is_told(tmp_path):
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere.md")
    bad = refusal(tmp_path / "dangling.md")
    assert bad.error.code == "unreadable" and "No such file" in str(bad.error)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in str(refusal(tmp_path / "pipe.txt").error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "a.md").chmod(0)
    assert "Permission denied" in str(refusal(tmp_path / "a.md").error)


# ---- rows of JSONL ----


def jsonl(tmp_path: Path, *lines: str | bytes | dict) -> list[RawInput | Unreadable]:
    data = b"\n".join(
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    )
    (tmp_path / "rows.jsonl").write_bytes(data)
    return read(tmp_path / "rows.jsonl")


def test_rows_carry_their_document_and_their_metadata(tmp_path):
    html, text = jsonl(
        tmp_path,
        {"html": "<p>一</p>", "text": "一", "title": "题", "url": "https://example.org/a", "note": None},
        {"text": "二", "authors": ["甲", "乙"]},
    )
    assert (html.data, html.media_type) == ("<p>一</p>".encode(), "text/html")
    assert html.fields == {"text": "一", "title": "题", "url": "https://example.org/a"}
    assert (text.data, text.media_type, text.charset) == ("二".encode(), None, "utf-8")
    assert text.fields == {"authors": ["甲", "乙"]}
    assert html.source_uri.endswith("rows.jsonl#row=0") and text.source_uri.endswith("rows.jsonl#row=1")


def test_a_bad_line_costs_itself_only(tmp_path):
    rows = jsonl(
        tmp_path, {"text": "一"}, "{broken", "", "[1, 2]", '"text"', {"id": 3}, b'{"text": "\xff"}', {"text": "末"}
    )
    codes = [row.error.code if isinstance(row, Unreadable) else "read" for row in rows]
    assert codes == ["read", "bad-json", "bad-json", "bad-json", "no-text", "bad-json", "read"]
    uris = [(row.source_uri).rsplit("=")[1] for row in rows]
    assert uris == ["0", "1", "3", "4", "5", "6", "7"]
    assert all(isinstance(row, RawInput) or row.sha256 for row in rows)


def test_no_text_names_the_columns_there_are(tmp_path):
    (bad,) = jsonl(tmp_path, {"id": 1, "body_text": "x"})
    assert "id, body_text" in str(bad.error) and "raw_html" in str(bad.error)


def test_lone_surrogates_become_replacement_characters_wherever_they_stand(tmp_path):
    (row,) = jsonl(
        tmp_path,
        r'{"text": "坏\ud83d了 好\ud83d\ude00", "title": "半\udc00", "authors": ["甲\ud800", {"n": "乙\ud800"}], "k\ud800": 1}',
    )
    assert row.data.decode() == "坏\ufffd了 好😀"
    assert row.fields["title"] == "半\ufffd"
    assert row.fields["authors"] == ["甲\ufffd", {"n": "乙\ufffd"}]
    json.dumps(row.fields, ensure_ascii=False).encode()


def test_a_changed_column_is_a_changed_input(tmp_path):
    (one,) = jsonl(tmp_path, {"text": "文", "title": "旧"})
    (two,) = jsonl(tmp_path, {"text": "文", "title": "新"})
    (three,) = jsonl(tmp_path, {"title": "旧", "text": "文"})
    assert one.sha256 != two.sha256 and one.sha256 == three.sha256


def test_a_byte_order_mark_and_nan_are_forgiven(tmp_path):
    (row,) = jsonl(tmp_path, b'\xef\xbb\xbf{"text": "\xe6\x96\x87", "score": NaN}')
    assert row.data.decode() == "文"


def test_hostile_lines_cost_little(tmp_path):
    deep, endless, last = jsonl(tmp_path, "[" * 5000, "x" * (MAX * 3), {"text": "末"})
    assert deep.error.code == "bad-json" and endless.error.code == "too-large"
    assert endless.sha256 is None  # not all of it was read
    assert last.data.decode() == "末"


@pytest.mark.parametrize("content", ["", "\n\n  \n"])
def test_a_file_without_any_row_is_told(tmp_path, content):
    (bad,) = jsonl(tmp_path, content)
    assert bad.error.code == "empty" and bad.source_uri.endswith("rows.jsonl")


# ---- rows of Parquet ----


def parquet(tmp_path: Path, table: pa.Table) -> list[RawInput | Unreadable]:
    pq.write_table(table, tmp_path / "rows.parquet")
    return read(tmp_path / "rows.parquet")


def test_parquet_rows(tmp_path):
    rows = parquet(tmp_path, pa.table({"html": ["<p>一</p>", None, "<p>三</p>"], "title": ["a", "b", None]}))
    assert [type(row) for row in rows] == [RawInput, Unreadable, RawInput]
    assert rows[0].fields == {"title": "a"} and rows[2].source_uri.endswith("#row=2")
    assert rows[1].error.code == "no-text"


def test_parquet_bytes_are_decoded_like_a_file(tmp_path):
    (row,) = parquet(tmp_path, pa.table({"raw_html": [b"<p>\xd0\xde\xc9\xa1</p>"]}))
    assert row.data == b"<p>\xd0\xde\xc9\xa1</p>" and row.charset is None


def test_parquet_without_a_document_column_names_the_columns(tmp_path):
    (bad,) = parquet(tmp_path, pa.table({"id": [1], "page": ["x"]}))
    assert bad.error.code == "no-text" and "id, page" in str(bad.error)


def test_parquet_without_rows_is_told(tmp_path):
    (bad,) = parquet(tmp_path, pa.table({"text": pa.array([], pa.string())}))
    assert bad.error.code == "empty"


@pytest.mark.parametrize("data", [b"PAR1 but nothing else", b"", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_what_only_calls_itself_parquet(tmp_path, data):
    (tmp_path / "a.parquet").write_bytes(data)
    assert refusal(tmp_path / "a.parquet").error.code == "bad-parquet"


def test_a_parquet_row_that_is_not_utf8_costs_itself_only(tmp_path):
    text = pa.Array.from_buffers(pa.string(), 3, pa.array([b"one", b"\xff\xfe", b"three"], pa.binary()).buffers())
    rows = parquet(tmp_path, pa.table({"text": text}))
    assert [row.error.code if isinstance(row, Unreadable) else row.data for row in rows] == [
        b"one",
        "bad-row",
        b"three",
    ]


def test_parquet_times_of_any_resolution(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)  # only the tests have pandas
    nanoseconds = pa.array([1_700_000_000_123_456_789], pa.timestamp("ns", "UTC"))
    (row,) = parquet(tmp_path, pa.table({"text": ["文"], "published_at": nanoseconds}))
    assert row.fields["published_at"].isoformat() == "2023-11-14T22:13:20.123456+00:00"
