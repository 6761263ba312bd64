"""Small warehouses made by hand, for tests of what stands between staging and readers."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from schemas.ids import make_id
from schemas.tables import TABLES
from warehouse.commit import current_version, publish, writing
from warehouse.ledger import replaced
from warehouse.rows import source_id
from warehouse.staging import part_name, write_table
from warehouse.withdraw import Withdrawal

NOBODY = Withdrawal()
NOW = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def source_rows(uri: str, text: str) -> dict[str, list[dict]]:
    """The rows of a source whose first line was removed and whose second line was kept."""
    chrome, kept = text.split("\n")
    sha = sha256(text.encode()).hexdigest()
    sid = source_id(uri, sha)
    doc, cut = make_id("document", sid, 0), len(chrome) + 1
    span = {"start": cut, "end": len(text)}
    paragraph = make_id("paragraph", doc, cut)
    return {
        "sources": [
            {
                "source_id": sid, "source_uri": uri, "source_sha256": sha, "media_type": "text/plain", "encoding": "utf-8",
                "encoding_confidence": 1.0, "source_text": text, "char_count": len(text), "warnings": [],
            }
        ],
        "documents": [
            {
                "doc_id": doc, "source_id": sid, "article_index": 0, "title": "题", "authors": ["甲"], "editors": [],
                "published_at": NOW, "metadata_evidence": [], "text": kept, "char_count": len(kept), "kept_share": 0.5,
                "content_sha256": sha, "is_fragment": False, "warnings": [],
            }
        ],
        "paragraphs": [
            {
                "paragraph_id": paragraph, "doc_id": doc, "source_id": sid, "paragraph_index": 0, "spans": [span],
                "kind": "paragraph", "text": kept,
            }
        ],
        "removals": [
            {
                "removal_id": make_id("removal", sid, 0, cut), "source_id": sid, "doc_id": doc, "start": 0, "end": cut,
                "text": text[:cut], "reason": "nav", "rule": "test.nav@1", "evidence": "",
            }
        ],
    }  # fmt: skip


def reject_rows(uri: str, sha: str | None) -> dict[str, list[dict]]:
    """The row of an input that could not be cleaned."""
    row = {"source_uri": uri, "source_sha256": sha, "stage": "decode", "error": "empty", "message": "nothing there"}
    return {"rejects": [row]}


def stage(final: Path, run_id: str, *parts: dict[str, list[dict]]) -> Path:
    """Write the final tables of a run of one shard."""
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    for part in parts:
        for name, new in part.items():
            rows[name] += new
    rows["runs"] = [
        {
            "started_at": NOW, "finished_at": NOW, "status": "clean", "code_version": "0", "contract_version": 1, "rules": [],
            "configuration": "{}", "timings": "{}",
            **dict.fromkeys(
                ("inputs", "skipped", "sources", "documents", "paragraphs", "removals", "repeats", "rejects"), 0
            ),
            "source_chars": 0, "kept_chars": 0,
        }
    ]  # fmt: skip
    for name, table in TABLES.items():
        write_table(table.of_run(table.from_rows(rows[name]), run_id), final / name / part_name(0))
    return final


def published(out: Path, run_id: str, *parts: dict[str, list[dict]]) -> Path:
    """Publish a run that adds `parts`, replacing what the ledger says it replaces."""
    with writing(out) as staging:
        final = stage(staging / "final", run_id, *parts)
        return publish(out, final, run_id, replaced(current_version(out), final))
