"""Labelled pages beside the checkout, where they exist: what is kept after structure and line rules, against what a
person kept. 4-gram shingles of characters and words, as multisets, per document."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from cleaners.books import Books
from cleaners.chrome import load_packs
from cleaners.chrome.engine import strip
from cleaners.decode import decode
from cleaners.segment.html import claim_html, segment_html

SHARED = Path(__file__).resolve().parents[4] / "shared"
TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)

pytestmark = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the labelled pages are not here")


def shingles(text: str) -> Counter:
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text))
    return Counter(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False)) or Counter(tokens)


def kept(page: bytes, packs) -> str:
    segmented = segment_html(decode(page).text, packs)
    books = Books(len(segmented.source_text))
    claim_html(segmented, books)
    strip(segmented, packs, books)
    spans = (books.free(b.start, b.end) for b in segmented.blocks)
    return "\n".join("".join(segmented.source_text[a:b] for a, b in line) for line in spans)


@pytest.mark.parametrize(
    ("name", "f1", "per_document", "worst"), [("zh_html", 0.98, 0.975, 0.5), ("en_html", 0.962, 0.95, 0)]
)
def test_labelled_pages(name, f1, per_document, worst):
    packs, scores = load_packs(), []
    for line in (SHARED / "gold" / name / "text.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold, got = shingles(row["text"]), shingles(kept((SHARED / row["path"]).read_bytes(), packs))
        assert got, f"{row['path']} gives nothing"
        hits = sum((gold & got).values())
        precision, recall = hits / sum(got.values()), hits / sum(gold.values())
        scores.append((2 * precision * recall / (precision + recall) if hits else 0.0, precision, recall))
    precision, recall = fmean(s[1] for s in scores), fmean(s[2] for s in scores)
    assert 2 * precision * recall / (precision + recall) >= f1
    assert fmean(s[0] for s in scores) >= per_document
    assert min(s[0] for s in scores) >= worst
