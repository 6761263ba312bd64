"""However the work is cut, the repeats across documents are the stars of one pass over everything."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from cleaners.repeats import find_stars
from flows import repeats
from flows.likeness import Likeness
from schemas.config import RepeatOptions
from warehouse import across
from warehouse.index import Index
from warehouse.staging import part_name, write_table
from warehouse.withdraw import ORPHANS

OPTIONS = RepeatOptions(threshold=0.7)
LETTERS = "春江潮水连海平海上明月共潮生滟滟随波千里何处无月明江流宛转绕芳甸1二"
DOCUMENT, PARAGRAPH = (
    pa.schema([("doc_id", pa.string()), *((n, pa.timestamp("us", "UTC")) for n in ("published_at", "fetched_at"))]),
    pa.schema(
        [
            *((name, pa.string()) for name in ("paragraph_id", "doc_id", "source_id", "kind")),
            ("text", pa.large_string()),
        ]
    ),
)
WHOLE = {"link.GROUP_TEXTS": 10_000, "repeats.GROUP_TEXTS": 10_000}
CUT = {
    "link.GROUP_TEXTS": 30,
    "repeats.GROUP_TEXTS": 30,
    "order.RANGE_TEXTS": 60,
    "measure.KNOWN_TEXTS": 20,
    "repeats.KEYS_PER_TASK": 900,
}


def corpus(documents: int) -> list[tuple[str, datetime | None, list[str]]]:
    """Documents in survivor order: name, date and paragraphs, many of them alike, some equal, some in other numbers."""
    draw = random.Random(5)
    bases = ["".join(draw.choices(LETTERS, k=60)) for _ in range(documents // 2)]
    made = []
    for n in range(documents):
        texts = []
        for _ in range(draw.randint(1, 8)):
            base, at = draw.choice(bases), draw.randrange(60)
            texts.append(base[:at] + draw.choice(["花", "3", "", base[at], "，" + base[at]]) + base[at + 1 :])
        date = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(hours=n) if n < documents - 5 else None
        made.append((f"d{n:04d}", date, [*texts, "短句", "x" * 10_001][: draw.randint(2, 10)]))
    return made


def stage(folder: Path, documents: list, parts: int) -> None:
    """Documents as shards would have staged them, dealt out to parts."""
    for part in range(parts):
        mine = documents[part::parts]
        docs = [{"doc_id": name, "published_at": date, "fetched_at": None} for name, date, _ in mine]
        rows = [
            {"paragraph_id": f"{name}-{i}", "doc_id": name, "source_id": f"s{name}", "kind": "paragraph", "text": text}
            for name, _, texts in mine
            for i, text in enumerate(texts)
        ]
        rows += [{**row, "paragraph_id": f"{row['paragraph_id']}-h", "kind": "heading"} for row in rows[-1:]]
        write_table(pa.Table.from_pylist(docs, DOCUMENT), folder / "documents" / part_name(part))
        write_table(pa.Table.from_pylist(rows, PARAGRAPH), folder / "paragraphs" / part_name(part))


def search(folder: Path, documents: list, parts: int, version: Path | None = None, **options) -> set[tuple]:
    """Stage, find and index; returns what repeats what. With `version` the index there takes part and grows."""
    folder.mkdir()
    stage(folder / "clean", documents, parts)
    write_table(pa.table({"paragraph_id": pa.array([], pa.string())}), folder / "learned.parquet")
    known = Index(version if version and version.exists() else None)
    asked = replace(OPTIONS, **options)
    job = across.Job(folder / "work", folder / "clean", folder / "learned.parquet", asked, known, Likeness(asked))
    plan = repeats.find(job, ORPHANS.empty_table(), repeats.here)
    if version:
        repeats.write_index(job, plan, folder / "clean", folder.name, repeats.here)
        for table in ("paragraphs", "index/postings", "index/representatives"):
            (version / table).mkdir(parents=True, exist_ok=True)
            (folder / "clean" / table).rename(version / table / folder.name)
    found = set()
    for part in plan.parts:
        for row in across.findings(job, part).to_pylist():
            found.add(
                (
                    row["paragraph_id"],
                    row["representative_paragraph_id"],
                    row["kind"],
                    row["diff_kind"],
                    row["similarity"],
                )
            )
    return found


def expected(documents: list, engine: str = "lsh") -> set[tuple]:
    """The stars of one pass that cross documents."""
    rows = [(f"{name}-{i}", name, text) for name, _, texts in documents for i, text in enumerate(texts)]
    stars = find_stars(pa.array([text for _, _, text in rows]), replace(OPTIONS, engine=engine)).to_pylist()
    pairs = [(rows[s["member"]], rows[s["representative"]], s["kind"], s["diff_kind"], s["similarity"]) for s in stars]
    return {(a[0], b[0], *how) for a, b, *how in pairs if a[1] != b[1]}


@pytest.fixture(params=[WHOLE, CUT], ids=["whole", "cut"])
def sizes(request, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in request.param.items():
        module = f"flows.{name}" if name.startswith("repeats.") else f"warehouse.across.{name}"
        monkeypatch.setattr(module, value)


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("engine", ["lsh", "exact"])
@pytest.mark.parametrize("parts", [1, 7])
def test_parts_groups_and_ranges_change_nothing(parts: int, engine: str, tmp_path: Path) -> None:
    documents = corpus(80)
    whole = expected(documents, engine)
    assert len(whole) > 150 and {row[2] for row in whole} == {"exact", "near", "template"}
    assert {row[3] for row in whole} == {"exact", "punctuation", "digits", "text"}
    shuffled = random.Random(3).sample(documents, len(documents))
    assert search(tmp_path / "run", shuffled, parts, engine=engine) == whole


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("engine", ["lsh", "exact"])
def test_batches_in_survivor_order_give_the_whole(engine: str, tmp_path: Path) -> None:
    documents = corpus(80)
    found = set()
    for at, batch in enumerate((documents[:30], documents[30:33], documents[33:])):
        found |= search(tmp_path / f"batch{at}", batch, 3, tmp_path / "version", engine=engine)
    assert found == expected(documents, engine)
    ordinals = Index(tmp_path / "version").ordinals()
    assert len(set(ordinals.tolist())) == len(ordinals)


def test_the_audit_counts_what_the_exact_join_finds(tmp_path: Path) -> None:
    documents = corpus(40)
    stage(tmp_path / "clean", documents, 2)
    learned = tmp_path / "learned.parquet"
    write_table(pa.table({"paragraph_id": pa.array([], pa.string())}), learned)
    # one band of five rows misses many pairs
    options = replace(OPTIONS, bands=1)
    job = across.Job(tmp_path / "work", tmp_path / "clean", learned, options, Index(None), Likeness(options))
    none = ORPHANS.empty_table()
    plan = repeats.find(job, none, repeats.here)
    told = repeats.audit(job, none, plan, repeats.here)
    assert 0 < told["repeats_found"] < told["repeats_exact"]
    assert told["repeats_exact"] >= len(expected(documents))
    whole = replace(job, options=OPTIONS, like=Likeness(OPTIONS), folder=tmp_path / "all")
    plan = repeats.find(whole, none, repeats.here)
    told = repeats.audit(whole, none, plan, repeats.here)
    assert told["repeats_found"] == told["repeats_exact"]
    assert told["repeats_exact"] >= len(expected(documents, "exact"))


def test_copies_are_measured_once_a_part(tmp_path: Path) -> None:
    """A corpus of one paragraph costs no more than reading it."""
    text = corpus(2)[0][2][0]
    documents = [(f"d{n:04d}", datetime(2024, 5, 1, tzinfo=UTC), [text] * 3) for n in range(500)]
    found = search(tmp_path / "run", documents, 4)
    assert {row[1:4] for row in found} == {("d0000-0", "exact", "exact")} and len(found) == 3 * 499
    measured = sum(len(pa.ipc.open_file(path).read_all()) for path in (tmp_path / "run" / "work" / "texts").iterdir())
    assert measured == 4
