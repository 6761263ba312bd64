"""Published rows after a withdrawal, where a whole run would be too coarse to show what happens."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES
from tests.warehouse.made import published, source_rows
from warehouse import rewrite
from warehouse.commit import current_version, files_of


def paragraph(i: str, *spans: tuple[int, int]) -> dict:
    return {
        "paragraph_id": i, "doc_id": "d", "source_id": "s", "paragraph_index": 0, "kind": "paragraph", "text": i,
        "spans": [{"start": a, "end": b} for a, b in spans],
    }  # fmt: skip


def removal(i: str | None, place: int | None, start: int, end: int, kind: str | None = "quote") -> dict:
    return {
        "doc_id": "d", "source_id": "s", "run_id": "r", "start": start, "end": end, "paragraph_id": i, "paragraph_kind": kind,
        "paragraph_index": place,
    }  # fmt: skip


def test_a_paragraph_is_put_back_with_its_spans_in_reading_order_between_its_neighbours() -> None:
    kept = TABLES["paragraphs"].from_rows([paragraph("b", (10, 20)), paragraph("d", (30, 40))], published=True)
    removals = [
        removal(None, None, 0, 5, None),  # chrome
        removal("a", 0, 50, 60),  # cut at a column break: its second span stands before the first
        removal("a", 0, 5, 10),
        removal("c", 2, 20, 30),  # stays out
    ]
    rows = rewrite._put_back(kept, removals, [{"doc_id": "d"}], {"a": "甲"}).to_pylist()
    assert [(row["paragraph_id"], row["paragraph_index"]) for row in rows] == [("a", 0), ("b", 1), ("d", 2)]
    assert rows[0]["spans"] == [{"start": 50, "end": 60}, {"start": 5, "end": 10}]
    assert (rows[0]["text"], rows[0]["kind"]) == ("甲", "quote")


def test_files_of_parts_that_hold_nothing_that_goes_are_shared(tmp_path) -> None:
    published(tmp_path, "r1", source_rows("a.txt", "菜单\n第一篇"))
    published(tmp_path, "r2", source_rows("b.txt", "菜单\n第二篇"))
    before = {path.parts[-3:]: path.stat().st_ino for path in files_of(current_version(tmp_path), "documents")}
    published(tmp_path, "r3", source_rows("a.txt", "菜单\n改过的第一篇"))
    after = {path.parts[-3:]: path.stat().st_ino for path in files_of(current_version(tmp_path), "documents")}
    same = {key[1] for key, inode in before.items() if after[key] == inode}
    assert same == {"r2"}


def test_index_rows_go_by_their_number_and_groups_stay_apart(tmp_path) -> None:
    schema = pa.schema([("band", pa.uint8()), ("key", pa.uint32()), ("ordinal", pa.uint32())]).with_metadata({"a": "b"})
    with pq.ParquetWriter(tmp_path / "postings.parquet", schema) as writer:
        for band in range(3):
            rows = {
                "band": np.full(4, band),
                "key": np.arange(4),
                "ordinal": np.arange(4) if band != 1 else np.full(4, 2),
            }
            writer.write_table(pa.table(rows).cast(schema))
    rewrite.without_ordinals(tmp_path / "postings.parquet", tmp_path / "new/p.parquet", pa.array([0, 2], pa.uint32()))
    file = pq.ParquetFile(tmp_path / "new/p.parquet")
    assert file.schema_arrow.metadata[b"a"] == b"b"
    groups = [file.read_row_group(n).to_pydict() for n in range(file.num_row_groups)]
    assert [(group["band"], group["ordinal"]) for group in groups] == [([0, 0], [1, 3]), ([2, 2], [1, 3])]
