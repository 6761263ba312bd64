"""Segment: a source text cut into blocks, one per visible line, each with its kind, its paragraph and its form.

Knows markup; must never know rules of chrome (but which platform a page is from, because a pack may name the element
that holds the article), files or tables. Start with `markdown.py`, then `html.py`.
"""

from __future__ import annotations

import re

from cleaners.books import Books
from cleaners.chrome.packs import Packs
from cleaners.segment.markdown import segment_markdown, segment_plain
from schemas.records import Segmented

_FRONT_MATTER_URL = re.compile(r"(?:url|link|source_url|canonical_url)\s*:\s*[\"']?(https?://[^\s\"']+)", re.IGNORECASE)


def segment(text: str, media_type: str, packs: Packs, url: str | None = None, platform: str | None = None) -> Segmented:
    """Cut `text` into blocks as `media_type` says (text/html, text/markdown, anything else is plain text).

    `platform` forces a rule pack; otherwise `Segmented.platform` is the one `packs` recognizes, or None. Raises
    SegmentError when HTML cannot be cut, RuleError for a platform that has no pack.
    """
    if media_type == "text/html":
        from cleaners.segment.html import segment_html  # lxml is not needed for the other kinds

        return segment_html(text, packs, url, platform)
    segmented = segment_markdown(text) if media_type == "text/markdown" else segment_plain(text)
    segmented.platform = packs[platform].platform if platform else _recognize(segmented, packs, url)
    return segmented


def _recognize(segmented: Segmented, packs: Packs, url: str | None) -> str | None:
    blocks = segmented.blocks
    for block in blocks:
        if url or block.kind != "front_matter":
            break
        match = _FRONT_MATTER_URL.match(segmented.source_text, block.start, block.end)
        url = match[1] if match else None
    return packs.recognize(url=url, lines=(b.match for b in blocks if b.match), markdown=segmented.source_text)


def claim_html(segmented: Segmented, books: Books) -> None:
    """Claim what the structure of a page decides; see `cleaners.segment.html`."""
    from cleaners.segment import html

    html.claim_html(segmented, books)
