"""A cleaned source as rows of the tables. Nothing is decided here: fields are named, ids are made."""

from __future__ import annotations

from collections import defaultdict

from schemas.ids import make_id
from schemas.records import PARAGRAPH_BREAK, CleanSource, Metadata, Paragraph
from warehouse.reading import Unreadable


def source_id(source_uri: str, source_sha256: str) -> str:
    """The id of an input: the same bytes under the same name."""
    return make_id("source", source_uri, source_sha256)


def paragraph_id(doc_id: str, start: int) -> str:
    """The id of a paragraph: where it begins in its document's source."""
    return make_id("paragraph", doc_id, start)


def rows_of(source: CleanSource) -> dict[str, list[dict]]:
    """The rows of one cleaned source: sources, documents, paragraphs, removals, repeats (scope document)."""
    sid = source_id(source.raw.source_uri, source.raw.sha256)
    doc_ids = [make_id("document", sid, n) for n in range(len(source.articles))]
    # a removed repeat keeps an id of its own: `repeats` refers to it
    paragraph_ids = [paragraph_id(doc_ids[p.article_index], p.spans[0][0]) for p in source.paragraphs]
    return {
        "sources": [_source(sid, source)],
        "documents": _documents(sid, doc_ids, source),
        "paragraphs": _paragraphs(sid, doc_ids, paragraph_ids, source),
        "removals": _removals(sid, doc_ids, source),
        "repeats": _repeats(sid, doc_ids, paragraph_ids, source),
    }


def _source(sid: str, source: CleanSource) -> dict:
    segmented = source.segmented
    fetched = [a.metadata.fetched_at for a in source.articles if a.metadata.fetched_at]
    return {
        "source_id": sid,
        "source_uri": source.raw.source_uri,
        "source_sha256": source.raw.sha256,
        "media_type": segmented.media_type,
        "encoding": source.decoded.encoding,
        "encoding_confidence": source.decoded.confidence,
        "encoding_evidence": source.decoded.evidence,
        "repair_plan": list(source.repaired.plan),
        "platform": segmented.platform,
        "container": segmented.container,
        "source_text": segmented.source_text,
        "char_count": len(segmented.source_text),
        "fetched_at": fetched[0] if fetched else None,
        "warnings": segmented.warnings,
    }


def _documents(sid: str, doc_ids: list[str], source: CleanSource) -> list[dict]:
    kept: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in source.paragraphs:
        if not paragraph.removed:
            kept[paragraph.article_index].append(paragraph)
    rows = []
    for n, article in enumerate(source.articles):
        text = PARAGRAPH_BREAK.join(p.text for p in kept[n])
        rows.append(
            {
                "doc_id": doc_ids[n],
                "source_id": sid,
                "article_index": n,
                "platform": source.segmented.platform,
                **_metadata(article.metadata),
                "text": text,
                "char_count": len(text),
                "content_char_count": len(text),
                "kept_share": source.kept_share,
                "content_sha256": article.content_sha256,
                "is_fragment": article.is_fragment,
                "article_evidence": article.evidence,
                "warnings": [*article.metadata.warnings, *article.warnings],
            }
        )
    return rows


def _metadata(m: Metadata) -> dict:
    return {
        "title": m.title,
        "subtitle": m.subtitle,
        "authors": m.authors,
        "editors": m.editors,
        "account": m.account,
        "publisher": m.publisher,
        "original_publisher": m.original_publisher,
        "published_at": m.published_at,
        "published_raw": m.published_raw,
        "published_precision": m.published_precision,
        "fetched_at": m.fetched_at,
        "canonical_url": m.canonical_url,
        "language": m.language,
        "is_original": m.is_original,
        "metadata_evidence": [f"{field}={where}" for field, where in sorted(m.evidence.items())],
    }


def _paragraphs(sid: str, doc_ids: list[str], ids: list[str], source: CleanSource) -> list[dict]:
    rows, seen = [], defaultdict(int)
    for paragraph_id, p in zip(ids, source.paragraphs, strict=True):
        if p.removed:
            continue
        rows.append(
            {
                "paragraph_id": paragraph_id,
                "doc_id": doc_ids[p.article_index],
                "source_id": sid,
                "paragraph_index": seen[p.article_index],
                "spans": [{"start": a, "end": b} for a, b in p.spans],
                "kind": p.kind,
                "text": p.text,
                "join_evidence": p.joins or None,
            }
        )
        seen[p.article_index] += 1
    return rows


def _removals(sid: str, doc_ids: list[str], source: CleanSource) -> list[dict]:
    text = source.segmented.source_text
    return [
        {
            "removal_id": make_id("removal", sid, r.start, r.end),
            "source_id": sid,
            "doc_id": None if article is None else doc_ids[article],
            "start": r.start,
            "end": r.end,
            "text": text[r.start : r.end],
            "reason": r.reason,
            "rule": r.rule,
            "evidence": r.evidence,
        }
        for r, article in zip(source.removals, source.removal_articles, strict=True)
    ]


def _repeats(sid: str, doc_ids: list[str], ids: list[str], source: CleanSource) -> list[dict]:
    rows = []
    for r in source.repeats:
        member, first = source.paragraphs[r.member], source.paragraphs[r.representative]
        rows.append(
            {
                "paragraph_id": ids[r.member],
                "doc_id": doc_ids[member.article_index],
                "source_id": sid,
                "representative_paragraph_id": ids[r.representative],
                "representative_doc_id": doc_ids[first.article_index],
                "scope": "document",
                "kind": r.kind,
                "diff_kind": r.diff_kind,
                "similarity": r.similarity,
                "differing_numbers": list(r.differing_numbers),
                "decision": r.decision,
                "text": member.text,
            }
        )
    return rows


def reject_row(bad: Unreadable) -> dict:
    """The row of an input that storage would not hand over."""
    return {
        "source_uri": bad.source_uri,
        "source_sha256": bad.sha256,
        "stage": bad.error.stage,
        "error": bad.error.code,
        "message": str(bad.error),
    }
