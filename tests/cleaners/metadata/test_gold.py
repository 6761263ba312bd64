"""The labelled documents beside the checkout, where they are present: titles, people, accounts, times as labelled."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from cleaners import chrome, metadata
from cleaners.books import Books
from cleaners.metadata.dates import CHINA
from cleaners.segment import segment
from schemas.records import RawInput

SHARED = Path(__file__).resolve().parents[4] / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the labelled documents are not here")

# One page in six: the whole set is measured by the scoring script.
PAGE_STEP = 6


def read(path: Path, media_type: str):
    packs = chrome.load_packs()
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    segmented = segment(text, media_type, packs)
    books = Books(len(segmented.source_text))
    chrome.strip(segmented, packs, books)
    return metadata.read(RawInput(path.name, b"", "0" * 64, media_type), segmented, packs, books)


def rows(name: str) -> list[dict]:
    path = SHARED / "gold" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_seeds():
    gold = json.loads((SHARED / "gold" / "seeds" / "meta.json").read_text(encoding="utf-8"))
    for answer in gold.values():
        known = read(SHARED / "seeds" / answer["file"], "text/markdown")
        assert (known.title, known.authors, known.editors) == (answer["title"], answer["authors"], answer["editor"])
        assert (known.account, known.publisher) == (answer["account"], answer["publisher"])
        assert known.original_publisher == answer["original_source"]
        assert known.canonical_url == answer["canonical_url"]
        assert known.language == "zh-Hans" and answer["language"] == "zh-CN"
        for field in ("published_at", "fetched_at"):
            value = getattr(known, field)
            wanted = answer[field] and datetime.fromisoformat(answer[field])
            shown = value and (
                value.astimezone(CHINA) if wanted.tzinfo else value.astimezone(CHINA).replace(tzinfo=None)
            )
            assert shown == wanted


def test_lines_of_a_converter():
    wrong = []
    for answer in rows("wechat/index.jsonl"):
        path = SHARED / answer["path"]
        if not path.exists():
            continue
        known = read(path, "text/markdown")
        when = known.published_at and known.published_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        if (known.title, known.account, when) != (answer["title"], answer["account"], answer["published_at"]):
            wrong.append(answer["id"])
    assert wrong == []


def test_pages():
    for answer in rows("zh_html/meta.jsonl")[::PAGE_STEP]:
        known = read(SHARED / answer["path"], "text/html")
        assert known.title in [answer["title"], *answer["title_alt"]]
        if answer["published_at"]:
            day = known.published_at.astimezone(CHINA).date().isoformat()
            assert day in [when[:10] for when in [answer["published_at"], *answer["published_at_alt"]]]
        if answer["author"]:
            assert known.authors == answer["author"].split("、")
