"""Columns that follow from other rows: a run that finishes and a withdrawal that changes published rows set them alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schemas.config import EXCERPT_SHARE, REPRINT_SHARE
from schemas.records import PARAGRAPH_BREAK, visible_chars
from warehouse.tables import one_of, rows_in

NOTHING_LEFT = "nothing is left: all its text stands in other documents or is learned chrome"


def reading_order(kept: list, taken: dict[int, object]) -> list:
    """Paragraphs of a document as they stood before some were taken; `taken` has their places, those kept fill the rest."""
    rest = iter(kept)
    return [taken[n] if n in taken else next(rest) for n in range(len(kept) + len(taken))]


def number(paragraphs: pa.Table) -> pa.Table:
    """Make paragraph_index run from 0 in every document; the rows stand in reading order."""
    seen: dict[str, int] = defaultdict(int)
    numbers = []
    for doc in paragraphs["doc_id"].to_pylist():
        numbers.append(seen[doc])
        seen[doc] += 1
    return _set(paragraphs, "paragraph_index", numbers)


def mark(paragraphs: pa.Table, repeats: pa.Table) -> pa.Table:
    """Set repeat_of_paragraph_id and repeat_similarity from rows of `repeats`.

    A paragraph that repeats one of another document and one of its own is marked with the other document's.
    """
    columns = ["scope", "paragraph_id", "representative_paragraph_id", "similarity"]
    copies = repeats.filter(pc.not_equal(repeats["kind"], "template")).select(columns).to_pylist()
    copies.sort(key=lambda row: row["scope"], reverse=True)  # what is told last stands: corpus
    told = {row["paragraph_id"]: row for row in copies}
    found = [told.get(i) for i in paragraphs["paragraph_id"].to_pylist()]
    paragraphs = _set(
        paragraphs, "repeat_of_paragraph_id", [row and row["representative_paragraph_id"] for row in found]
    )
    return _set(paragraphs, "repeat_similarity", [row and row["similarity"] for row in found])


def _set(table: pa.Table, column: str, values: list) -> pa.Table:
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, field.type))


def copy_evidence(repeat: dict) -> str:
    """Evidence for the removal of a paragraph that a row of `repeats` decides to take out."""
    return (
        f"{repeat['kind']} copy (similarity {repeat['similarity']:.3f}) of paragraph {repeat['representative_paragraph_id']} "
        f"of document {repeat['representative_doc_id']}"
    )


def tell_text(documents: list[dict], paragraphs: pa.Table, docs: set[str]) -> None:
    """Set text, char_count and the warning of an empty document for `docs`, from their paragraphs in reading order."""
    kept = paragraphs.filter(pc.is_in(paragraphs["doc_id"], pa.array(sorted(docs), pa.string())))
    left: dict[str, list[str]] = defaultdict(list)
    for doc, text in zip(kept["doc_id"].to_pylist(), kept["text"].to_pylist(), strict=True):
        left[doc].append(text)
    for row in documents:
        if row["doc_id"] in docs:
            row["text"] = PARAGRAPH_BREAK.join(left[row["doc_id"]])
            row["char_count"] = len(row["text"])
            others = [warning for warning in row["warnings"] if warning != NOTHING_LEFT]
            row["warnings"] = others if row["text"] else [*others, NOTHING_LEFT]


def tell_share(documents: list[dict], texts: dict[str, str], change: dict[str, int]) -> None:
    """Move kept_share by `change` visible characters a source; `texts` has source_text of these sources."""
    visible = {source: visible_chars(texts[source]) for source in change}
    for row in documents:
        source = row["source_id"]
        if visible.get(source):
            # in whole characters, so that what is taken and put back leaves the number it was
            row["kept_share"] = (round(row["kept_share"] * visible[source]) + change[source]) / visible[source]


def tell_reprints(documents: list[dict], repeats: Iterable[dict], sizes: dict[str, int]) -> None:
    """Set repeat_of_doc_id, repeat_share and repeat_kind from rows of `repeats` of scope corpus.

    A document whose text stands in another by REPRINT_SHARE or more repeats it: as a reprint when the two have about the
    same text, as an excerpt when what they share is less than EXCERPT_SHARE of the other. `sizes` has content_char_count
    of the other documents.
    """
    held = shared(repeats)
    for row in documents:
        row["repeat_of_doc_id"] = row["repeat_share"] = row["repeat_kind"] = None
        whole = _size(row)
        if row["doc_id"] in held and whole:
            chars, other = held[row["doc_id"]]
            row["repeat_share"] = min(1.0, chars / whole)
            if row["repeat_share"] >= REPRINT_SHARE:
                row["repeat_of_doc_id"] = other
                row["repeat_kind"] = "excerpt" if chars < EXCERPT_SHARE * sizes[other] else "reprint"


def shared(repeats: Iterable[dict]) -> dict[str, tuple[int, str]]:
    """For each document with copies of others: how many characters it shares with the one it shares most with, and which."""
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in repeats:
        if row["scope"] == "corpus" and row["kind"] != "template":
            held[row["doc_id"]][row["representative_doc_id"]] += len(row["text"])
    best = {doc: min(others, key=lambda other: (-others[other], other)) for doc, others in held.items()}
    return {doc: (held[doc][other], other) for doc, other in best.items()}


def sizes_of(files: Iterable[Path], docs: set[str]) -> dict[str, int]:
    """content_char_count of `docs`, which stand in these files of `documents`."""
    columns = ["doc_id", "char_count", "content_char_count"]
    rows = rows_in(files if docs else (), "documents", columns, one_of("doc_id", docs))
    return {row["doc_id"]: _size(row) for row in rows}


def _size(document: dict) -> int:
    """Files of before content_char_count was a column have char_count alone."""
    return document["char_count"] if document["content_char_count"] is None else document["content_char_count"]
