"""The story of one document: bytes in, paragraphs and reasons out.

Every step after `segment` claims spans in the books or reads what others claimed; none edits text.
"""

from __future__ import annotations

from hashlib import sha256

from cleaners import articles, chrome, copies, metadata, protection
from cleaners.books import Books, check_partition
from cleaners.decode import decode
from cleaners.paragraphs import assemble, close
from cleaners.repair import repair
from cleaners.segment import claim_html, segment
from cleaners.sniff import HTML, sniff
from schemas.config import RunConfig
from schemas.records import Article, CleanSource, RawInput, Removal, visible_chars

# What a page with several articles is, when no pack recognized it by its furniture.
NEWSPAPER = "newspaper"


def clean(raw: RawInput, packs: chrome.Packs, config: RunConfig) -> CleanSource:
    """Clean one input.

    Raises InputError (DecodeError, SegmentError) when the input cannot be cleaned, BooksError when a rule broke the
    books: the first is the input's fault and becomes a row of `rejects`, the second is ours and stops the run.
    """
    decoded = decode(raw.data, charset=raw.charset, forced=config.encoding)
    repaired = repair(decoded.text)
    media_type = sniff(repaired.text, raw.media_type)
    segmented = segment(repaired.text, media_type, packs, url=_url(raw), platform=config.platform)

    protected = config.verdicts.protected.get(raw.source_uri, ())
    books = Books(len(segmented.source_text), protection.places(segmented.source_text, protected))
    if segmented.media_type == HTML:
        claim_html(segmented, books)
    chrome.strip(segmented, packs, books)
    known = metadata.read(raw, segmented, packs, books)
    found = articles.split(segmented, known, books)
    if len(found) > 1 and segmented.platform is None:
        segmented.platform = NEWSPAPER
    paragraphs = assemble(segmented, found, books)
    protection.rescue(segmented, paragraphs, books)
    inner, forms = copies.take_out(segmented, paragraphs, books, config.repeats, config.verdicts.apart)
    segmented.warnings += protection.told(books.refused)
    close(segmented, paragraphs, books, raw.source_uri)

    kept = [span for p in paragraphs if not p.removed for span in p.spans]
    removals = books.removals
    check_partition(books.length, kept, [(r.start, r.end) for r in removals], raw.source_uri)
    where = _articles_of(removals, found, segmented.blocks)
    for index, article in enumerate(found):
        article.content_sha256 = content_sha256(
            [form for p, form in zip(paragraphs, forms, strict=True) if p.article_index == index and not p.removed]
        )
    visible = visible_chars(segmented.source_text)
    share = visible_chars("".join(segmented.source_text[a:b] for a, b in kept)) / visible if visible else None
    return CleanSource(raw, decoded, repaired, segmented, found, paragraphs, removals, where, inner, visible, share)


def _url(raw: RawInput) -> str | None:
    url = raw.fields.get("url") or raw.fields.get("source_url")
    if url is None and raw.source_uri.startswith(("http://", "https://")):
        url = raw.source_uri
    return str(url) if url else None


def content_sha256(forms: list[str]) -> str:
    """SHA-256, in hex, of the comparison forms of the paragraphs of a document."""
    return sha256("".join(forms).encode()).hexdigest()


def _articles_of(removals: list[Removal], found: list[Article], blocks: list) -> list[int | None]:
    """The article each removal stood in: the article of the nearest kept block before it, else the first one."""
    if len(found) <= 1:
        return [0 if found else None] * len(removals)
    starts = sorted((blocks[i].start, n) for n, article in enumerate(found) for run in article.reading for i in run)
    where: list[int | None] = []
    at, current = 0, starts[0][1] if starts else None
    for removal in removals:
        while at < len(starts) and starts[at][0] <= removal.start:
            current = starts[at][1]
            at += 1
        where.append(current)
    return where
