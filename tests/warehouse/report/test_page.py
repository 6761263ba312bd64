"""The report as a file: what it says, that it is closed to the outside, that it is bounded."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

import pytest

from schemas.errors import ConfigurationError
from schemas.records import REASONS
from schemas.tables import TABLES
from tests.warehouse.report.tables import HOSTILE, Tables
from warehouse.report import build_report, clusters, page, samples, totals
from warehouse.report.pieces import Pieces, pack
from warehouse.report.reasons import FAMILY
from warehouse.report.views import connect


def unpack(piece: str):
    return json.loads(zlib.decompress(base64.b64decode(piece), -15))


def test_totals_are_those_of_the_rows(made):
    con = connect(made[0])
    totals.prepare(con)
    found = totals.totals(con)
    assert {k: found[k] for k in ("sources", "documents", "removals", "repeats", "rejects", "clusters")} == {
        "sources": 4, "documents": 4, "removals": 7, "repeats": 4, "rejects": 2, "clusters": 4,
    }  # fmt: skip
    removed = sum(len("".join(t.split())) for (t,) in con.execute("select text from removals").fetchall())
    whole = sum(len("".join(t.split())) for (t,) in con.execute("select source_text from sources").fetchall())
    assert (found["chars_removed"], found["chars_in"]) == (removed, whole)
    assert sum(row["chars"] for row in totals.by_reason(con)) == removed
    assert sum(row["chars"] for row in totals.by_rule(con)) == removed
    assert sum(row["removed"] for row in totals.by_group(con, "account")) == removed
    assert sum(totals.by_share(con)) == 4


def test_white_space_is_counted_as_python_does(tmp_path):
    spaces = "".join(chr(c) for c in range(0x3100) if chr(c).isspace())
    con = connect(Tables().write(tmp_path))
    assert con.execute("select visible(?)", ["中" + spaces + "a\u200b\u00ad"]).fetchone() == (4,)


def test_a_run_is_reported_alone(made):
    out, ids = made
    path = build_report(out, "0a1b2c3d4e5f6071")
    assert path.name == "report-0a1b2c3d4e5f6071.html"
    con = connect(out, "0a1b2c3d4e5f6071")
    totals.prepare(con)
    assert totals.totals(con)["sources"] == 1
    con = connect(out, "9f8e7d6c5b4a3928")
    totals.prepare(con)
    assert totals.totals(con)["sources"] == 3
    # the representative stands in the run before: it is still shown
    documents = [row for piece in samples.documents(con).packed for row in zip(*unpack(piece), strict=True)]
    assert ids["bridge"][:12] in {row[0] for row in documents}


def test_unknown_run_and_no_tables(made, tmp_path):
    with pytest.raises(ConfigurationError, match="newest runs: 9f8e7d6c5b4a3928"):
        build_report(made[0], "ffff")
    with pytest.raises(ConfigurationError, match="holds no tables"):
        build_report(tmp_path)


def test_empty_tables(tmp_path):
    assert "Winnow" in build_report(Tables().write(tmp_path)).read_text()


def test_tables_without_files(tmp_path):
    for name in TABLES:
        (tmp_path / name).mkdir()
    assert "Winnow" in build_report(tmp_path).read_text()


def test_the_same_tables_give_the_same_page(made, page):
    before = page.read_bytes()
    assert build_report(made[0]).read_bytes() == before
    assert not list(page.parent.glob(".report*"))


def test_policy_allows_our_own_code_by_hash_and_nothing_else(page):
    html = page.read_text()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html).group(1).replace("&#39;", "'")
    [script] = re.findall(r"<script>(.*?)</script>", html, re.S)
    [style] = re.findall(r"<style>(.*?)</style>", html, re.S)
    for code, directive in ((script, "script-src"), (style, "style-src")):
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_nothing_is_fetched_and_no_text_is_markup(page):
    html = page.read_text()
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.S)
    assert not re.search(r"<[^>]*\s(src|action|onload|onerror|onclick|style|srcdoc)\s*=", body)
    assert not re.search(r"<(img|iframe|object|embed|link|base|form)\b", body)
    assert not re.search(r'href="(?!#)', body), "the page as written links only within itself"
    assert HOSTILE.splitlines()[0] not in body
    assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", body)


def test_every_label_stands_in_both_languages():
    for key, words in page.labels().items():
        assert words.keys() == {"en", "zh"} and all(words.values()), key
    assert {f"reason.{reason}" for reason in REASONS} <= page.labels().keys()
    assert set(REASONS) == FAMILY.keys()


def test_every_label_asked_for_exists():
    template = page.files("warehouse.report").joinpath("templates", "report.html.j2").read_text()
    scripts = "".join(page.asset(name) for name in page.SCRIPTS)
    asked = {*re.findall(r'L\("([\w.]+)"\)', template), *re.findall(r'\bt\("([\w.]+)"\)', scripts)}
    assert len(asked) > 80
    assert asked <= page.labels().keys()


def test_pieces_stop_at_the_budget():
    big, small = [f"{n:032x}" for n in range(500)], ["a"]
    pieces = Pieces(len(pack(big)) + 10, total=502).fill([(big, 500), (big, 500), (small, 1)])
    assert (pieces.shown, len(pieces.packed)) == (500, 1)
    assert unpack(pieces.packed[0]) == big


def test_over_the_limit_every_rule_is_still_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "MOST_REMOVALS", 20)
    tables = Tables()
    lines = [(f"第{n}条 关注", "follow", "wechat.often@1") for n in range(200)] + [("广告", "ad", "wechat.rare@1")]
    tables.source("in/a.md", ["正文", *lines])
    con = connect(tables.write(tmp_path))
    totals.prepare(con)
    pieces = samples.removals(con)
    assert (pieces.total, pieces.shown) == (201, 20)
    rules = [rule for piece in pieces.packed for rule in unpack(piece)[0][0]]
    assert "wechat.rare@1" in rules


def test_clusters_name_who_survives_and_why(made):
    con = connect(made[0])
    totals.prepare(con)
    found = [cluster for piece in clusters.clusters(con).packed for cluster in unpack(piece)]
    why = {(cluster[0], member[2]): member[7] for cluster in found for member in cluster[7]}
    assert why == {
        ("corpus", "near"): "run",
        ("corpus", "template"): "run",
        ("document", "exact"): "first",
        ("document", "near"): "first",
    }
    assert [m[8] for c in found for m in c[7] if m[2] == "exact"] == [0], "an exact repeat carries no text of its own"


def test_a_cluster_larger_than_the_page_shows_its_least_alike_members(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "MOST_MEMBERS", 3)
    tables = Tables()
    doc = tables.source("in/a.md", [f"同一段话说了很多遍，第{n}遍" for n in range(9)])
    rows = [tables.paragraph(doc, n) for n in range(9)]
    for n, row in enumerate(rows[1:]):
        tables.repeat(row, rows[0], similarity=0.99 - n / 100)
    con = connect(tables.write(tmp_path))
    totals.prepare(con)
    [[cluster]] = [unpack(piece) for piece in clusters.clusters(con).packed]
    assert cluster[5] == 8 and [member[4] for member in cluster[7]] == [0.92, 0.93, 0.94]


def test_a_day_printed_in_china_stays_that_day(made):
    con = connect(made[0])
    totals.prepare(con)
    [columns] = [unpack(piece) for piece in samples.documents(con).packed]
    assert dict(zip(columns[1], columns[5], strict=True))["河西老桥重新通行"] == "2024-04-20"


def test_images_do_not_count_as_words(tmp_path):
    tables = Tables()
    image = ("![](https://img.example.test/" + "a" * 500 + ")", "image", "markdown.image@1")
    tables.source("in/a.md", ["正文十个字正文十个字", image, ("关注我们关注我们关注", "follow", "p.follow@1")])
    con = connect(tables.write(tmp_path))
    totals.prepare(con)
    assert totals.totals(con)["text_share"] == 0.5
    assert totals.totals(con)["removed_share"] > 0.9
    assert totals.by_share(con) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_repairs_are_counted_by_name(made):
    con = connect(made[0])
    assert totals.decoding(con)["repairs"] == [{"name": "CR LF to LF", "n": 4}]
    found = totals.decoding(con)["encodings"]
    assert [(row["name"], row["n"], round(row["lowest"], 2)) for row in found] == [
        ("utf-8", 3, 0.99),
        ("gb18030", 1, 0.99),
    ]
