"""Real documents, where they stand beside the checkout: the books close, nothing falls over. Skipped where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners import chrome
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.errors import DecodeError
from schemas.records import RawInput
from schemas.tables import TABLES
from tests.conftest import CHECKOUT
from warehouse import reading
from warehouse.inputs import InputFile
from warehouse.rows import rows_of

CORPORA = CHECKOUT.parent / "shared" / "corpora"
# Every so many files of a corpus: enough variety, a few seconds.
TAKEN = {"wechat": 40, "zh_html": 6, "en_html": 6}


def sample(corpus: str) -> list[Path]:
    files = sorted(path for path in (CORPORA / corpus).rglob("*") if path.suffix in (".md", ".html", ".txt"))
    return files[:: max(1, len(files) // TAKEN[corpus])][: TAKEN[corpus]]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside the checkout")
@pytest.mark.parametrize("corpus", TAKEN)
def test_the_books_of_real_documents_close(corpus):
    packs = chrome.load_packs()
    documents = 0
    for path in sample(corpus):
        for raw in reading.read(InputFile(str(path), str(path), path.stat().st_size), RunConfig().max_input_bytes):
            assert isinstance(raw, RawInput)
            try:
                source = clean(raw, packs, RunConfig())  # raises BooksError where they do not close
            except DecodeError as error:
                assert error.code in ("empty", "binary"), f"{path}: {error}"
                continue
            documents += len(source.articles)
            for table, rows in rows_of(source).items():
                TABLES[table].from_rows(rows)
            assert not any("\n\n" in p.text for p in source.paragraphs if p.kind == "paragraph"), path
    assert documents >= TAKEN[corpus] // 2
