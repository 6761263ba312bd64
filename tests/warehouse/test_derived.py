"""What follows from other rows: marks, text and shares of documents, reprints and excerpts."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.config import EXCERPT_SHARE, REPRINT_SHARE
from schemas.records import visible_chars
from schemas.tables import TABLES
from warehouse import derived


def document(doc: str, size: int | None, char_count: int = 0) -> dict:
    return {"doc_id": doc, "content_char_count": size, "char_count": char_count}


def repeat(doc: str, other: str, chars: int, **values: object) -> dict:
    return {
        "doc_id": doc, "representative_doc_id": other, "text": "字" * chars, "scope": "corpus", "kind": "exact", **values
    }  # fmt: skip


def told(documents: list[dict], repeats: list[dict], **sizes: int) -> list[tuple]:
    derived.tell_reprints(documents, repeats, sizes)
    return [(row["repeat_of_doc_id"], row["repeat_share"], row["repeat_kind"]) for row in documents]


@pytest.mark.parametrize(
    ("mine", "shared", "other", "expected"),
    [
        (100, 50, 100, ("b", 0.5, "reprint")),  # just at REPRINT_SHARE of this document, at EXCERPT_SHARE of the other
        (100, 49, 98, (None, 0.49, None)),  # just below REPRINT_SHARE
        (100, 90, 180, ("b", 0.9, "reprint")),  # just at EXCERPT_SHARE of the other
        (100, 90, 181, ("b", 0.9, "excerpt")),  # just below
        (100, 100, 5000, ("b", 1.0, "excerpt")),
        (100, 104, 100, ("b", 1.0, "reprint")),  # near copies may be longer: no share is above 1
    ],
)
def test_reprints_and_excerpts(mine: int, shared: int, other: int, expected: tuple) -> None:
    assert (REPRINT_SHARE, EXCERPT_SHARE) == (0.5, 0.5)
    assert told([document("a", mine)], [repeat("a", "b", shared)], b=other) == [expected]


def test_the_document_most_is_shared_with_counts() -> None:
    repeats = [repeat("a", "b", 30), repeat("a", "c", 20), repeat("a", "c", 40), repeat("a", "d", 60)]
    assert told([document("a", 100)], repeats, b=30, c=60, d=60) == [("c", 0.6, "reprint")]


@pytest.mark.parametrize("values", [{"kind": "template"}, {"scope": "document"}])
def test_neither_templates_nor_repeats_within_a_document_make_a_reprint(values: dict) -> None:
    assert told([document("a", 100)], [repeat("a", "b", 100, **values)], b=100) == [(None, None, None)]


def test_files_of_before_the_column_are_counted_by_their_text() -> None:
    assert told([document("a", None, 100)], [repeat("a", "b", 80)], b=100) == [("b", 0.8, "reprint")]


def paragraphs(*ids: str) -> pa.Table:
    rows = [
        {
            "paragraph_id": i, "doc_id": i[0], "source_id": "s", "paragraph_index": 7, "spans": [], "kind": "paragraph",
            "text": i,
        }
        for i in ids
    ]  # fmt: skip
    return TABLES["paragraphs"].from_rows(rows)


def copy(i: str, of: str, scope: str, kind: str = "near") -> dict:
    return {
        "paragraph_id": i, "doc_id": i[0], "source_id": "s", "representative_paragraph_id": of,
        "representative_doc_id": of[0], "scope": scope, "kind": kind, "similarity": 0.9, "differing_numbers": [],
        "decision": "marked", "text": i,
    }  # fmt: skip


def test_a_marked_paragraph_names_what_it_repeats_in_another_document_or_else_in_its_own() -> None:
    rows = [
        copy("a1", "a0", "document"),
        copy("a2", "b2", "corpus"),
        copy("a2", "a0", "document"),
        copy("a3", "b3", "corpus", "template"),
    ]
    marked = derived.mark(paragraphs("a0", "a1", "a2", "a3"), TABLES["repeats"].from_rows(rows))
    assert marked["repeat_of_paragraph_id"].to_pylist() == [None, "a0", "b2", None]
    assert marked["repeat_similarity"].to_pylist() == [None, 0.9, 0.9, None]


def test_numbers_run_from_0_in_every_document() -> None:
    assert derived.number(paragraphs("a0", "b0", "a1"))["paragraph_index"].to_pylist() == [0, 0, 1]


def test_what_is_kept_fills_the_places_that_were_not_taken() -> None:
    assert derived.reading_order(["b", "d"], {0: "a", 2: "c", 4: "e"}) == ["a", "b", "c", "d", "e"]
    assert derived.reading_order([], {}) == []


@given(st.lists(st.tuples(st.text("字 \n", min_size=1), st.booleans(), st.booleans()), min_size=1))
def test_a_share_that_is_taken_and_put_back_is_the_number_it_was(pieces: list[tuple[str, bool, bool]]) -> None:
    text = "".join(piece for piece, *_ in pieces)
    visible = visible_chars(text)
    kept = sum(visible_chars(piece) for piece, kept, _ in pieces if kept)
    went = sum(visible_chars(piece) for piece, kept, went in pieces if kept and went)
    share = kept / visible if visible else None
    row = {"source_id": "s", "kept_share": share}
    derived.tell_share([row], {"s": text}, {"s": -went})
    assert not visible or row["kept_share"] == (kept - went) / visible
    derived.tell_share([row], {"s": text}, {"s": went})
    assert row["kept_share"] == share
