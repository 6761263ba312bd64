"""Labelled documents beside the checkout, where they are: how much of the chrome goes and of the text stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners.books import Books
from cleaners.chrome import load_packs, strip
from cleaners.segment import segment

SHARED = Path(__file__).resolve().parents[4] / "shared"
GOLD = SHARED / "gold" / "wechat"
KEPT = ("body", "heading", "caption")

# Shares of characters; a little under what was measured, so that a change that loses text or chrome is seen.
MIN_REMOVED = 0.88
MAX_LOST = 0.003

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the labelled documents are not here")


def test_most_chrome_goes_and_nearly_all_text_stays():
    packs = load_packs()
    weights = {"chrome": [0, 0], "text": [0, 0]}  # characters in all, characters removed
    for row in map(json.loads, (GOLD / "index.jsonl").read_text(encoding="utf-8").splitlines()):
        text = (SHARED / row["path"]).read_text(encoding="utf-8")
        books = Books(len(text))
        strip(segment(text, "text/markdown", packs), packs, books)
        at = 0
        lines = text.split("\n")
        for label in map(json.loads, (GOLD / f"{row['id']}.jsonl").read_text(encoding="utf-8").splitlines()):
            line = lines[label["n"] - 1]
            kind = "chrome" if label["label"] == "chrome" else "text" if label["label"] in KEPT else None
            if kind and not label.get("soft") and line.strip():
                gone = not any(text[a:b].strip() for a, b in books.free(at, at + len(line)))
                weights[kind][0] += label["chars"]
                weights[kind][1] += label["chars"] * gone
            at += len(line) + 1
    assert weights["chrome"][1] >= MIN_REMOVED * weights["chrome"][0]
    assert weights["text"][1] <= MAX_LOST * weights["text"][0]
