"""Apply a pack to a segmented source: find the lines that are chrome and claim them in the books.

The order is fixed: what the element says (HTML selectors), what a line says by itself, what a heading opens, what
stands between lines that are chrome, headings that head nothing but chrome, sentences glued to lines that stay.
"""

from __future__ import annotations

from cleaners.books import Books
from cleaners.chrome import cuts, edges, lines, sections
from cleaners.chrome.packs import Pack, Packs
from cleaners.chrome.page import Page
from schemas.records import Segmented

# What is marked moves the edges of the document inwards, so rules for head and tail look again.
PASSES = 2
KINDS = {"text/html": "html", "text/markdown": "markdown"}


def strip(segmented: Segmented, packs: Packs, books: Books) -> None:
    """Claim in `books` all chrome of the source: each claim with reason, rule id and evidence.

    Pictures and ornaments are claimed too (reasons image and stray). What stays free is content or metadata.
    """
    pack = packs[segmented.platform]
    kind = KINDS.get(segmented.media_type, "plain")
    page = find(segmented, pack)
    for block, mark in zip(page.blocks, page.marks, strict=True):
        if mark is not None:
            books.remove(block.start, block.end, mark.reason, mark.rule, mark.evidence)
    for block in segmented.blocks:
        if block.kind == "image":
            books.remove(block.start, block.end, "image", f"{kind}.image@1", "a picture and no text")
        elif block.kind == "stray":
            books.remove(
                block.start, block.end, "stray", f"{kind}.stray@1", "markup or ornament without a letter or digit"
            )
    for start, end, rule, evidence in page.cuts:
        books.remove(start, end, rule.reason, rule.rule_id, evidence)


def find(segmented: Segmented, pack: Pack) -> Page:
    """The source's text lines with a mark on each that is chrome."""
    page = Page(segmented)
    if len(page):
        for _ in range(PASSES):
            lines.mark(page, pack)
            sections.mark(page, pack)
        sections.mark(page, pack, rest=True)
        edges.mark(page, pack.match.get("hosts", []))
        page.cuts = list(cuts.find(page, pack))
    return page
