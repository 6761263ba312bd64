"""Small tables with invented text, built row by row as a run would write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from schemas.ids import make_id
from schemas.tables import TABLES

HOSTILE = "\n".join(
    (
        "<script>window.ran = 1</script>",
        "</script><script>window.ran = 2</script>",
        '</style></title></textarea><img src="https://evil.test/x.png" onerror="window.ran = 3">',
        "{{7*7}} {% raw %} ${window.ran = 4} <%= 1 %>",
        '<a href="javascript:window.ran = 5">[go](javascript:window.ran=5)</a> <svg onload="window.ran = 6">',
        "line\u2028separator\u2029 ]]> <!-- --!> <iframe srcdoc='<script>parent.ran = 7</script>'>",
        "\u202egnp.exe\u202c \x1b[31mred\x1b]0;owned\x07 \x9b31m \x00 \x7f",
        '<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/">',
    )
)


class Tables:
    """Rows of one run, collected and written as Parquet."""

    def __init__(self, run_id: str = "a1b2c3d4e5f60718", finished: datetime | None = None):
        self.run_id = run_id
        self.finished = finished or datetime(2024, 5, 2, 8, 30, tzinfo=UTC)
        self.rows: dict[str, list[dict]] = {name: [] for name in TABLES}

    def source(self, uri: str, pieces: list, *, platform="wechat", media_type="text/markdown", **document) -> str:
        """A source of one document: pieces are kept texts, or (text, reason, rule); one line each. Returns doc_id."""
        sid = make_id("source", uri)
        did = make_id("document", sid, 0)
        at, kept, texts = 0, [], []
        for piece in pieces:
            text, reason, rule = piece if isinstance(piece, tuple) else (piece, None, "")
            if at:
                self._removal(sid, did, at, "\n", "whitespace", "winnow.whitespace@1")
                texts.append("\n")
                at += 1
            if reason:
                self._removal(sid, did, at, text, reason, rule)
            else:
                kept.append((text, at))
            texts.append(text)
            at += len(text)
        whole = "".join(texts)
        self.rows["sources"].append(
            {
                "source_id": sid, "source_uri": uri, "source_sha256": sid * 2, "media_type": media_type,
                "encoding": "gb18030" if "gb" in uri else "utf-8", "encoding_confidence": 0.99,
                "encoding_evidence": "decodes, no other does", "repair_plan": ["CR LF to LF (3 lines)"], "platform": platform,
                "source_text": whole, "char_count": len(whole), "warnings": [],
            }
        )  # fmt: skip
        body = "\n\n".join(text for text, _ in kept)
        self.rows["documents"].append(
            {
                "doc_id": did, "source_id": sid, "article_index": 0, "platform": platform, "authors": [], "editors": [],
                "text": body, "char_count": len(body), "content_sha256": make_id(body), "is_fragment": False,
                "kept_share": sum(len(t) for t, _ in kept) / len(whole), "warnings": [], "metadata_evidence": [],
            }
            | document
        )  # fmt: skip
        for n, (text, start) in enumerate(kept):
            self.rows["paragraphs"].append(
                {
                    "paragraph_id": make_id("paragraph", did, start), "doc_id": did, "source_id": sid,
                    "paragraph_index": n, "spans": [{"start": start, "end": start + len(text)}], "kind": "paragraph",
                    "text": text,
                }
            )  # fmt: skip
        return did

    def _removal(self, sid: str, did: str, start: int, text: str, reason: str, rule: str) -> None:
        self.rows["removals"].append(
            {
                "removal_id": make_id("removal", sid, start, start + len(text)), "source_id": sid, "doc_id": did,
                "start": start, "end": start + len(text), "text": text, "reason": reason, "rule": rule,
                "evidence": "whole line" if reason != "whitespace" else "",
            }
        )  # fmt: skip

    def paragraph(self, doc_id: str, index: int) -> dict:
        """The row of a document's kept paragraph."""
        return [row for row in self.rows["paragraphs"] if row["doc_id"] == doc_id][index]

    def repeat(
        self, member: dict, head: dict, kind="near", similarity=0.9, differs="text", decision="marked", numbers=()
    ):
        """`member` repeats `head`, both rows of paragraphs."""
        self.rows["repeats"].append(
            {
                "paragraph_id": member["paragraph_id"], "doc_id": member["doc_id"], "source_id": member["source_id"],
                "representative_paragraph_id": head["paragraph_id"], "representative_doc_id": head["doc_id"],
                "scope": "document" if member["doc_id"] == head["doc_id"] else "corpus", "kind": kind,
                "diff_kind": differs, "similarity": similarity, "differing_numbers": list(numbers),
                "decision": decision, "text": member["text"],
            }
        )  # fmt: skip

    def reject(self, uri: str, stage="decode", error="not-text", message="not text in any encoding we know") -> None:
        """An input that was refused."""
        self.rows["rejects"].append({"source_uri": uri, "stage": stage, "error": error, "message": message})

    def run(self, rules=("wechat@3", "common_zh@2")) -> None:
        """The row of the run, counted from the others."""
        counts = {name: len(self.rows[name]) for name in TABLES if name != "runs"}
        removed = sum(len("".join(r["text"].split())) for r in self.rows["removals"])
        whole = sum(len("".join(s["source_text"].split())) for s in self.rows["sources"])
        self.rows["runs"].append(
            {
                "started_at": self.finished - timedelta(seconds=12), "finished_at": self.finished,
                "status": "rejects" if counts["rejects"] else "clean", "code_version": "0.1.0", "contract_version": 1,
                "rules": list(rules), "configuration": json.dumps({"threshold": 0.8}),
                "inputs": counts["sources"] + counts["rejects"], "skipped": 0, "source_chars": whole,
                "kept_chars": whole - removed, "timings": json.dumps({"clean": 8.1, "repeats": 1.2}), **counts,
            }
        )  # fmt: skip

    def write(self, out: Path) -> Path:
        """One file per table in the folder of the run."""
        for name, table in TABLES.items():
            folder = out / name / self.run_id
            folder.mkdir(parents=True, exist_ok=True)
            rows = table.of_run(table.from_rows(self.rows[name]), self.run_id)
            pq.write_table(rows, folder / "part-00000.parquet", compression="zstd")
        return out


def day(text: str) -> datetime:
    """Midnight of a day in China."""
    return datetime.fromisoformat(text + "T00:00+08:00").astimezone(UTC)


def hand_made(out: Path) -> dict[str, str]:
    """Two runs: a small town's accounts, a reprint, repeats of each kind, a reject, a document full of script."""
    first = Tables("0a1b2c3d4e5f6071", datetime(2024, 5, 1, 8, 30, tzinfo=UTC))
    ids = {}
    ids["bridge"] = first.source(
        "in/bridge.md",
        [
            ("点击上方蓝字关注我们", "follow", "wechat.follow-head@3"),
            "河西老桥的修缮工程昨日完工，桥面恢复双向通行，步行道加宽至三米，沿线新装路灯四十盏。",
            "工程历时八个月，总投资1200万元，由市政公司承建，附近居民说夜里过桥终于亮堂了。",
            ("长按二维码，关注河西晚读", "qr", "wechat.qr@3"),
            ("推荐阅读\n老桥往事三则", "related", "wechat.related@3"),
        ],
        title="河西老桥重新通行", account="河西晚读", published_at=day("2024-04-20"), authors=["林见川"],
        published_raw="2024年4月20日", published_precision="day", canonical_url="https://example.test/bridge",
        metadata_evidence=["title=front matter", "authors=line 2", "published_at=front matter"],
        language="zh-Hans",
    )  # fmt: skip
    first.reject("in/broken.bin")
    first.run(rules=("wechat@2", "common_zh@2"))
    first.write(out)

    second = Tables("9f8e7d6c5b4a3928")
    ids["copy"] = second.source(
        "in/copy-gb.html",
        [
            ("首页 > 城事 > 正文", "nav", "common_zh.crumbs@2"),
            "河西老桥的修缮工程昨日完工，桥面恢复双向通行，步行道加宽至三米，沿线新装路灯四十五盏。",
            "工程历时八个月，总投资1500万元，由市政公司承建，附近居民说夜里过桥终于亮堂了。",
            ("责任编辑：周木", "credits", "common_zh.credits@2"),
        ],
        title="老桥修好了", account="城南日志", platform="netease", media_type="text/html",
        published_at=day("2024-04-22"), repeat_of_doc_id=ids["bridge"], repeat_share=0.94, repeat_kind="excerpt", editors=["周木"],
        warnings=["the container holds two headings"],
    )  # fmt: skip
    ids["twice"] = second.source(
        "in/twice.md",
        [
            ("点击上方蓝字关注我们", "follow", "wechat.follow-head@3"),
            "春茶开采的日子到了，山上的人比往年多，茶农们天不亮就背着竹篓出门，露水还挂在叶尖。",
            "春茶开采的日子到了，山上的人比往年多，茶农们天不亮就背着竹篓出门，露水还挂在叶尖。",
            "The tea market opens at nine; buyers from three provinces wait by the gate.",
        ],
        title="春茶", account="河西晚读", published_at=day("2024-04-25"),
    )  # fmt: skip
    ids["hostile"] = second.source(
        "in/</script><script>window.ran=8</script>.md",
        [
            (HOSTILE.replace("\x00", ""), "ad", "wechat.</script><b>@1"),
            HOSTILE.replace("\x00", "") + "kept",
            HOSTILE.replace("\x00", "") + "again",
        ],
        title=HOSTILE.replace("\x00", ""), account="<img src=x onerror=window.ran=9>", platform="</style><script>",
        canonical_url="javascript:window.ran=10", warnings=["<svg/onload=window.ran=11>"],
        authors=["<script>window.ran=12</script>"], metadata_evidence=["authors=<b onclick=window.ran=13>"],
    )  # fmt: skip
    bridge = {name: first.paragraph(ids["bridge"], name) for name in (0, 1)}
    second.repeat(second.paragraph(ids["copy"], 0), bridge[0], "near", 0.93, "text")
    second.repeat(second.paragraph(ids["copy"], 1), bridge[1], "template", 0.91, "digits", numbers=["1500 / 1200"])
    tea = [second.paragraph(ids["twice"], n) for n in (0, 1)]
    second.repeat(tea[1], tea[0], "exact", 1.0, "exact", "removed")
    bad = [second.paragraph(ids["hostile"], n) for n in (0, 1)]
    second.repeat(bad[1], bad[0], "near", 0.97, "text")
    second.reject("in/<script>window.ran=14</script>.zip", "read", "unreadable", "<img src=x onerror=window.ran=15>")
    second.run()
    second.write(out)
    return ids
