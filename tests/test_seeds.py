"""The real flow over seeds/ gives the answers in seeds/answers.toml."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime

import pytest

from tests.conftest import SEEDS, Warehouse

ANSWERS = tomllib.loads((SEEDS / "answers.toml").read_text(encoding="utf-8"))
SAMPLES = ANSWERS["sample"]


def having(key: str) -> list:
    return [pytest.param(sample, id=sample["file"]) for sample in SAMPLES if key in sample]


def known(value: object) -> object:
    """TOML has no null: an answer says "unknown"."""
    return None if value == "unknown" else value


def documents(seeds: Warehouse, sample: dict) -> list[dict]:
    return sorted(seeds.of("documents", sample["file"]), key=lambda row: row["article_index"])


def text(seeds: Warehouse, sample: dict) -> str:
    return "\n\n".join(row["text"] for row in documents(seeds, sample))


def test_every_file_has_an_answer_and_every_answer_a_file():
    answered = {entry["file"].partition("#")[0] for entry in SAMPLES + ANSWERS["reject"]}
    samples = {name for name in os.listdir(SEEDS) if name != "README.rst" and not name.endswith("answers.toml")}
    assert answered == samples
    described = (SEEDS / "README.rst").read_text(encoding="utf-8")
    assert all(name in described for name in answered)


@pytest.mark.parametrize("sample", having("file"))
def test_what_it_was_read_as(seeds, sample):
    row = seeds.source(sample["file"])
    for column in ("media_type", "encoding", "platform"):
        if column in sample:
            assert row[column] == known(sample[column]), column
    assert bool(row["repair_plan"]) == ("repaired" in sample)
    assert sample.get("repaired", "") in " ".join(row["repair_plan"])


@pytest.mark.parametrize("sample", having("document"))
def test_metadata(seeds, sample):
    rows = documents(seeds, sample)
    assert len(rows) == len(sample["document"]), [row["title"] for row in rows]
    for row, answer in zip(rows, sample["document"], strict=True):
        given = {column: row[column] for column in answer}
        assert given == {column: known(value) for column, value in answer.items()}


@pytest.mark.parametrize("sample", having("keep"))
def test_the_article_stays(seeds, sample):
    whole = text(seeds, sample)
    assert [wanted for wanted in sample["keep"] if wanted not in whole] == []


@pytest.mark.parametrize("sample", having("once"))
def test_repeats_within_a_document_stand_once(seeds, sample):
    whole = text(seeds, sample)
    assert {wanted: whole.count(wanted) for wanted in sample["once"]} == dict.fromkeys(sample["once"], 1)


def gone() -> list:
    return [
        pytest.param(
            sample["file"],
            entry,
            id=f"{sample['file']}: {' '.join(entry['reason'])}",
            marks=[pytest.mark.xfail(reason=entry["missed"])] if "missed" in entry else [],
        )
        for sample in SAMPLES
        for entry in sample.get("gone", [])
    ]


@pytest.mark.parametrize(("file", "entry"), gone())
def test_what_is_gone_has_its_reason(seeds, file, entry):
    kept = [row["text"] for row in seeds.of("paragraphs", file)]
    removed = seeds.of("removals", file)
    for wanted in entry["texts"]:
        reasons = {row["reason"] for row in removed if wanted in row["text"]}
        assert reasons & set(entry["reason"]), f"{wanted}: {reasons or 'still there'}"
        if entry["reason"] != ["repeat"]:
            # a short word such as 取消 may also stand inside a sentence; as a paragraph it may not
            left = [text for text in kept if (wanted in text if len(wanted) > 6 else wanted == text)]
            assert not left, left


@pytest.mark.parametrize("sample", having("same"))
def test_repeats_of_another_document_are_marked_and_stay(seeds, sample):
    other = {row["paragraph_id"]: row for row in seeds.of("paragraphs", sample["same"]["file"])}
    mine = seeds.of("paragraphs", sample["file"])
    for wanted in sample["same"]["texts"]:
        (row,) = [row for row in mine if row["text"].startswith(wanted)]
        assert other[row["repeat_of_paragraph_id"]]["text"] == row["text"] and row["repeat_similarity"] == 1.0
        (repeat,) = seeds.rows("repeats", paragraph_id=row["paragraph_id"])
        assert (repeat["scope"], repeat["kind"], repeat["decision"]) == ("corpus", "exact", "marked")
    marked = [row for row in mine if row["repeat_of_paragraph_id"]]
    assert len(marked) == len(sample["same"]["texts"])
    (document,) = documents(seeds, sample)
    assert 0 < document["repeat_share"] < 0.5 and document["repeat_of_doc_id"] is None


@pytest.mark.parametrize("sample", having("template"))
def test_sentences_that_differ_in_numbers_both_stay(seeds, sample):
    answer = sample["template"]
    (first,) = [row for row in seeds.of("paragraphs", sample["file"]) if row["text"].startswith(answer["first"])]
    (second,) = [row for row in seeds.of("paragraphs", sample["file"]) if row["text"].startswith(answer["second"])]
    (repeat,) = [
        row
        for row in seeds.rows("repeats", kind="template")
        if {row["paragraph_id"], row["representative_paragraph_id"]} == {first["paragraph_id"], second["paragraph_id"]}
    ]
    assert repeat["decision"] == "marked"
    assert all(number in " ".join(repeat["differing_numbers"]) for number in answer["numbers"])
    assert first["repeat_of_paragraph_id"] is None and second["repeat_of_paragraph_id"] is None


def test_rejects(seeds):
    found = {(os.path.basename(row["source_uri"]), row["stage"], row["error"]) for row in seeds.rows("rejects")}
    assert found == {(entry["file"], entry["stage"], entry["error"]) for entry in ANSWERS["reject"]}
    assert seeds.summary.exit_code == 1
    assert all(row["message"] for row in seeds.rows("rejects"))


def test_the_books_close_in_the_tables(seeds):
    for source in seeds.rows("sources"):
        sid = source["source_id"]
        spans = [(row["start"], row["end"]) for row in seeds.rows("removals", source_id=sid)]
        for row in seeds.rows("paragraphs", source_id=sid):
            spans += [(span["start"], span["end"]) for span in row["spans"]]
        spans.sort()
        assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])], source["source_uri"]
        assert spans[-1][1] == source["char_count"] == len(source["source_text"])


def test_the_tables_say_where_their_text_stands(seeds):
    texts = {row["source_id"]: row["source_text"] for row in seeds.rows("sources")}
    for row in seeds.rows("removals"):
        assert texts[row["source_id"]][row["start"] : row["end"]] == row["text"]
    for document in seeds.rows("documents"):
        rows = sorted(seeds.rows("paragraphs", doc_id=document["doc_id"]), key=lambda row: row["paragraph_index"])
        assert [row["paragraph_index"] for row in rows] == list(range(len(rows)))
        assert document["text"] == "\n\n".join(row["text"] for row in rows)


def test_the_run_is_on_record(seeds):
    (run,) = seeds.rows("runs")
    assert run["run_id"] == seeds.summary.run_id and run["status"] == "rejects"
    assert run["started_at"] <= run["finished_at"] <= datetime.now(UTC)
    for table in ("sources", "documents", "paragraphs", "removals", "repeats", "rejects"):
        assert run[table] == len(seeds.rows(table)) == seeds.summary.counts[table], table
    assert run["inputs"] == run["sources"] + run["rejects"]
    assert 0 < run["kept_chars"] < run["source_chars"]


def test_the_report_is_there_and_loads_nothing(seeds):
    page = (seeds.out / "report.html").read_text(encoding="utf-8")
    assert seeds.summary.report == str(seeds.out / "report.html")
    assert 'src="http' not in page and "@import" not in page and 'rel="stylesheet"' not in page
