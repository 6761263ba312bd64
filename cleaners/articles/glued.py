"""Articles glued into one line: the line is cut where the second one begins."""

from __future__ import annotations

import itertools
from dataclasses import replace

from cleaners.articles.bylines import glued_articles, read_dateline
from cleaners.segment.form import match_form
from schemas.records import Block, Segmented

# A glued title and the dateline after it are looked for in so many characters.
TITLE_MAX = 80


def cut_glued(segmented: Segmented) -> Segmented:
    """The same source with each block cut at the title or dateline of an article glued to its end."""
    blocks: list[Block] = []
    group = max((b.group for b in segmented.blocks), default=0)
    for block in segmented.blocks:
        if block.kind != "paragraph" or ("讯" not in block.match and "电(" not in block.match):
            blocks.append(block)
            continue
        text = segmented.source_text[block.start : block.end]
        cuts = [at for start in glued_articles(text) for at in _title_and_text(text, start)]
        if not cuts:
            blocks.append(block)
            continue
        bounds = [0, *cuts, len(text)]
        for n, (a, b) in enumerate(itertools.pairwise(bounds)):
            kind = "heading" if n and a in cuts and not read_dateline(text[a:b])[0] else block.kind
            part = replace(block, start=block.start + a, end=block.start + b, kind=kind, match=match_form(text[a:b]))
            if n:
                group += 1
                part.group = group
            blocks.append(part)
    return replace(segmented, blocks=blocks)


def _title_and_text(text: str, start: int) -> list[int]:
    """Where the glued title (if any) and its text begin."""
    near = text[start : start + TITLE_MAX]
    if read_dateline(near)[0]:
        return [start]
    at = min((p for w in ("本报讯", "本刊讯", "本网讯", "新华社") if (p := near.find(w)) >= 0), default=0)
    return [start, start + at] if at > 0 else [start]
