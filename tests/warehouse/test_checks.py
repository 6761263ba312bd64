"""Tables that break their promises are caught, each promise by itself."""

from __future__ import annotations

from copy import deepcopy

import pytest

from schemas.tables import TABLES
from tests.warehouse.made import NOW, published, reject_rows, source_rows, stage
from warehouse import checks

A = source_rows("a.txt", "菜单\n第一篇")
B = source_rows("b.txt", "菜单\n第二篇")


def broken(tmp_path, *parts) -> list[str]:
    final = stage(tmp_path / "final", "r1", *parts)
    return checks.broken_promises(checks.connect(checks.staged_views(final)))


def repeat(**values) -> dict:
    return {
        "paragraph_id": "p", "doc_id": "d", "source_id": "s", "representative_paragraph_id": "q",
        "representative_doc_id": "e", "scope": "corpus", "kind": "near", "similarity": 0.9, "differing_numbers": [],
        "decision": "marked", "text": "文", **values,
    }  # fmt: skip


def review(**values) -> dict:
    return {
        "review_id": "v", "item": "i", "subject": "removal", "verdict": "right", "reviewer": "甲", "at": NOW,
        "sampled": False, "source_uri": "a.txt", "source_id": "s", "text": "文", **values,
    }  # fmt: skip


def change(**values) -> dict:
    return {"doc_id": "d", "change": "added", "cause": "input", "source_id": "s", "version": 1, **values}


def test_sound_tables_pass(tmp_path):
    others = {
        "repeats": [repeat()],
        "reviews": [review(), review(review_id="w", subject="repeat", paragraph_id="p", other_text="文")],
        "changes": [change(), change(doc_id="e", change="changed", cause="rules+review", previous_doc_id="e")],
    }
    assert broken(tmp_path, A, B, reject_rows("c.txt", None), others) == []


def test_published_tables_pass_wherever_they_stand(tmp_path):
    out = tmp_path / "env=test/[2025] warehouse's"
    published(out, "r1", A, B)
    published(out, "r2", source_rows("a.txt", "菜单\n改过"))
    assert checks.broken_promises(checks.connect(checks.published_views(out))) == []


@pytest.mark.parametrize("table", ["sources", "documents", "paragraphs", "removals"])
def test_a_key_that_stands_twice(tmp_path, table):
    assert any(sentence.startswith(f"{table}: 1 keys") for sentence in broken(tmp_path, A, {table: deepcopy(A[table])}))


def test_a_key_of_several_columns(tmp_path):
    twice = [repeat(), repeat(kind="exact")]
    assert broken(tmp_path, A, {"repeats": twice}) == ["repeats: 1 keys (paragraph_id, scope) stand more than once"]
    assert broken(tmp_path, A, {"repeats": [repeat(), repeat(scope="document")]}) == []


def changed(part: dict, table: str, **values) -> dict:
    part = deepcopy(part)
    part[table][0].update(values)
    return part


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([changed(A, "documents", source_id="nobody")], "documents: every document has a source"),
        ([changed(A, "documents", char_count=99)], "documents: char_count is the length of text"),
        (
            [changed(A, "documents", repeat_kind="reprint")],
            "documents: repeat_kind is told of reprints and excerpts alone",
        ),
        ([changed(A, "documents", kept_share=1.5)], "documents: kept_share is a share"),
        ([changed(A, "sources", char_count=1)], "sources: char_count is the length of source_text"),
        ([changed(A, "removals", start=1, text="单\n")], "sources: the books close"),  # a gap at the beginning
        ([changed(A, "removals", end=2, text="菜单")], "sources: the books close"),  # a gap between two spans
        ([changed(A, "removals", end=4, text="菜单\n第")], "sources: the books close"),  # an overlap
        ([changed(A, "paragraphs", spans=[{"start": 3, "end": 5}])], "sources: the books close"),  # a gap at the end
        ([changed(A, "paragraphs", doc_id="nobody")], "paragraphs: every paragraph has a document"),
        ([changed(A, "paragraphs", text="")], "paragraphs: no paragraph is empty"),
        ([changed(A, "removals", source_id="nobody")], "removals: every removal has a source"),
        ([changed(A, "removals", reason="because")], "removals: reasons are known"),
        ([changed(A, "removals", end=1)], "removals: spans are as long as their text"),
        ([A, {"repeats": [repeat(kind="template", decision="removed")]}], "repeats: templates are never removed"),
        ([A, {"repeats": [repeat(representative_paragraph_id="p")]}], "repeats: no paragraph represents itself"),
        (
            [A, {"repeats": [repeat(), repeat(paragraph_id="q", representative_paragraph_id="r")]}],
            "repeats: stars, not chains",
        ),
        ([A, {"reviews": [review(subject="weather")]}], "reviews: subjects are known"),
        ([A, {"reviews": [review(verdict="maybe")]}], "reviews: verdicts are known"),
        ([A, {"reviews": [review(subject="repeat")]}], "reviews: a repeat has both texts"),
        ([A, {"changes": [change(change="moved")]}], "changes: changes are known"),
        ([A, {"changes": [change(cause="rules+weather")]}], "changes: causes are known"),
        (
            [A, {"changes": [change(previous_doc_id="c")]}],
            "changes: what changed was something before, and nothing else was",
        ),
        (
            [A, {"changes": [change(change="changed")]}],
            "changes: what changed was something before, and nothing else was",
        ),
    ],
)
def test_a_broken_promise_is_named(tmp_path, parts, sentence):
    assert any(found.startswith(sentence) and "1 rows" in found for found in broken(tmp_path, *parts))


def test_every_check_has_a_case():
    cases = " ".join(
        mark.args[1][n][1] for mark in test_a_broken_promise_is_named.pytestmark for n in range(len(mark.args[1]))
    )
    for table in TABLES.values():
        for check in table.checks:
            assert f"{table.name}: {check.name.split(':')[0]}" in cases, check.name
