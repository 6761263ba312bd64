"""Published files whose rows change by a withdrawal, as they are from now on.

A source, its documents, paragraphs, removals and repeats stand in files of one name, one in each table's folder of the run:
a part. A part that holds no source that goes and no orphan is as it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.records import visible_chars
from schemas.tables import TABLES
from warehouse import changes, derived
from warehouse.staging import copy_rows, write_table
from warehouse.tables import one_of, read_rows

if TYPE_CHECKING:
    from warehouse.withdraw import Orphan, Withdrawal

_OF_SOURCES = ("sources", "documents", "paragraphs", "removals", "repeats")


def changed(version: Path, run: str, part: str, withdrawal: Withdrawal) -> dict[str, pa.Table]:
    """The tables of a part whose rows change. Rows that go with their source are counted in `withdrawal.gone`."""
    tables: dict[str, pa.Table] = {}
    if _holds(version / "sources" / run / part, "source_id", withdrawal.sources):
        for name in _OF_SOURCES:
            tables[name] = _without(version / name / run / part, name, "source_id", withdrawal.sources, withdrawal.gone)
    if _holds(version / "rejects" / run / part, "source_uri", withdrawal.rejected_uris):
        uris = withdrawal.rejected_uris
        tables["rejects"] = _without(version / "rejects" / run / part, "rejects", "source_uri", uris, withdrawal.gone)
    told = version / "changes" / run / part
    if any(_holds(told, column, withdrawal.forgets) for column in ("source_id", "previous_source_id")):
        tables["changes"] = changes.without_hashes(read_rows(told, "changes"), withdrawal.forgets)
    orphans = {i: o for i, o in withdrawal.orphans.items() if (o.run, o.part) == (run, part)}
    if orphans:
        for name in _OF_SOURCES[1:]:
            if name not in tables:
                tables[name] = read_rows(version / name / run / part, name)
        _tell(tables, orphans, version / "sources" / run / part, withdrawal.sizes)
    return tables


def _holds(path: Path, column: str, values: set[str]) -> bool:
    if not values or not path.exists():
        return False
    there = pq.read_table(path, columns=[column], partitioning=None)[column]
    return bool(pc.any(pc.is_in(there, pa.array(sorted(values), pa.string()))).as_py())


def _without(path: Path, name: str, column: str, values: set[str], gone: Counter[str]) -> pa.Table:
    table = read_rows(path, name)
    left = table.filter(pc.invert(pc.is_in(table[column], pa.array(sorted(values), pa.string()))))
    gone[name] += len(table) - len(left)
    return left


def _tell(tables: dict[str, pa.Table], orphans: dict[str, Orphan], sources: Path, sizes: dict[str, int]) -> None:
    """Let the orphans of a part repeat what they repeat now, and put back what had been taken out for what is gone."""
    repeats = [_now(row, orphans) for row in tables["repeats"].to_pylist()]
    tables["repeats"] = TABLES["repeats"].from_rows([row for row in repeats if row], published=True)
    documents = tables["documents"].to_pylist()
    removals = tables["removals"].to_pylist()
    for row in removals:
        orphan = orphans.get(row["paragraph_id"])
        if orphan and not orphan.restored:
            row["evidence"] = derived.copy_evidence(orphan.now)
    back = {i: orphan.was["text"] for i, orphan in orphans.items() if orphan.restored}
    if back:
        tables["paragraphs"] = _put_back(tables["paragraphs"], removals, documents, back)
        restored = [row for row in removals if row["paragraph_id"] in back]
        chars: Counter[str] = Counter()
        for row in restored:
            chars[row["source_id"]] += visible_chars(row["text"])
        texts = read_rows(sources, "sources", ["source_id", "source_text"], one_of("source_id", chars)).to_pydict()
        derived.tell_text(documents, tables["paragraphs"], {row["doc_id"] for row in restored})
        derived.tell_share(documents, dict(zip(*texts.values(), strict=True)), chars)
    left = [row for row in removals if row["paragraph_id"] not in back]
    tables["removals"] = TABLES["removals"].from_rows(left, published=True)
    tables["paragraphs"] = derived.mark(tables["paragraphs"], tables["repeats"])
    touched = {orphan.was["doc_id"] for orphan in orphans.values()}
    mine = tables["repeats"].filter(pc.is_in(tables["repeats"]["doc_id"], pa.array(sorted(touched)))).to_pylist()
    derived.tell_reprints([row for row in documents if row["doc_id"] in touched], mine, sizes)
    tables["documents"] = TABLES["documents"].from_rows(documents, published=True)


def _now(row: dict, orphans: dict[str, Orphan]) -> dict | None:
    orphan = orphans.get(row["paragraph_id"]) if row["scope"] == "corpus" else None
    if orphan is None:
        return row
    return orphan.now and {**orphan.now, "run_id": row["run_id"]}


def _put_back(paragraphs: pa.Table, removals: list[dict], documents: list[dict], back: dict[str, str]) -> pa.Table:
    """`paragraphs` with those of `back` (paragraph id: text) where they stood, made from what the removals keep of them."""
    kept: dict[str, list[dict]] = defaultdict(list)
    for row in paragraphs.to_pylist():
        kept[row["doc_id"]].append(row)
    taken: dict[str, dict[int, dict]] = defaultdict(dict)
    for row in removals:
        if row["paragraph_id"]:
            paragraph = taken[row["doc_id"]].setdefault(row["paragraph_index"], _paragraph(row, back))
            paragraph["spans"].append({"start": row["start"], "end": row["end"]})
    rows = []
    for document in documents:
        doc = document["doc_id"]
        order = derived.reading_order(kept[doc], taken[doc])
        rows += [row for row in order if row["text"] is not None]
    return derived.number(TABLES["paragraphs"].from_rows(rows, published=True))


def _paragraph(removal: dict, back: dict[str, str]) -> dict:
    """The row of a paragraph that was taken out, as yet without spans; without a text when it stays out."""
    names = ("paragraph_id", "doc_id", "source_id", "run_id")
    text = back.get(removal["paragraph_id"])
    return {name: removal[name] for name in names} | {"kind": removal["paragraph_kind"], "text": text, "spans": []}


def without_sources(path: Path, target: Path, sources: set[str]) -> bool:
    """Write a file of habits without the rows of these sources; False, and nothing is written, when it holds none."""
    if "source_id" not in pq.read_schema(path).names or not _holds(path, "source_id", sources):
        return False
    table = pq.read_table(path, partitioning=None)
    write_table(table.filter(~one_of("source_id", sources)), target)
    return True


def ordinals(files: list[Path], withdrawal: Withdrawal) -> dict[tuple[str, str], pa.Array]:
    """The numbers of the representatives that leave these files of the index, by run and part: their keys stand in the part
    of the same name. Those of the sources are counted in `withdrawal.gone`.
    """
    sources = pa.array(sorted(withdrawal.sources), pa.string())
    left: dict[tuple[str, str], pa.Array] = {}
    for path in files:
        rows = pq.read_table(path, columns=["ordinal", "source_id", "paragraph_id"], partitioning=None)
        leave = rows.filter(withdrawal.leaves(rows))["ordinal"].combine_chunks()
        if len(leave):
            left[path.parent.name, path.name] = leave
        withdrawal.gone["representatives"] += pc.sum(pc.is_in(rows["source_id"], sources)).as_py() or 0
    return left


def without_ordinals(path: Path, target: Path, left: pa.Array) -> None:
    """Write a file of the index without the rows of these ordinals."""
    copy_rows(path, target, ~pc.field("ordinal").isin(left))
