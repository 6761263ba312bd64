"""`winnow rules learn`: what accounts repeat, read from a warehouse and drafted as rules."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from cleaners.drafts import Draft, accept_by_test, most_like
from cleaners.learn import DRAFT_MIN_DOCUMENTS, DRAFT_MIN_SHARE, habits, sure_habits
from flows.lines import lines_of
from warehouse import habits as memory
from warehouse.commit import current_version, files_of
from warehouse.tables import one_of, rows_in

# Documents of an account from which the text of its lines and the lines that stay are read.
READ_DOCUMENTS = 40


def drafts(out: Path, account: str | None, name: str, rules: Path | None) -> list[Draft]:
    """Rules drafted from the warehouse `out`, those of one account or of all, most documents first; nothing is written."""
    version = current_version(out)
    files = files_of(version, memory.LINES)
    found: list[Draft] = []
    for group in memory.in_groups(files):
        accounts: dict[tuple, list[dict]] = defaultdict(list)
        for row in memory.lines(files, {who for who in group if account in (None, who[1])}):
            accounts[row["platform"], row["account"]].append(row)
        found += [draft for who in sorted(accounts, key=str) for draft in _of_account(version, who, accounts[who])]
    found.sort(key=lambda draft: (-draft.habit.documents, str(draft.platform), draft.account, draft.rule))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.toml"))} if rules else {}
    return accept_by_test(found, name, texts)


def _of_account(version: Path, who: tuple[str | None, str], rows: list[dict]) -> list[Draft]:
    told = habits([lines_of(row) for row in rows], DRAFT_MIN_DOCUMENTS, DRAFT_MIN_SHARE, headings=True)
    if not told:
        return []
    learned = sure_habits([lines_of(row) for row in rows])
    rows = sorted(rows, key=lambda row: row["doc_id"])[:READ_DOCUMENTS]
    kept, texts = _texts(version, {row["source_id"] for row in rows}, {row["doc_id"] for row in rows})
    where = {
        form: (row["source_id"], start) for row in rows for form, start in zip(row["forms"], row["starts"], strict=True)
    }
    drafts = []
    for form, habit in told.items():
        text = texts.get(where.get(form))
        if text:
            drafts.append(Draft(*who, habit, text, form in learned, most_like(text, kept)))
    return drafts


def _texts(version: Path, sources: set[str], docs: set[str]) -> tuple[list[str], dict[tuple[str, int], str]]:
    """Paragraphs of the documents that stay, and by source and beginning the text of those that stay or went as learned."""
    spans: dict[tuple[str, int], int] = {}
    stay: set[tuple[str, int]] = set()
    mine = one_of("doc_id", docs)
    for row in rows_in(files_of(version, "paragraphs"), "paragraphs", ["source_id", "spans", "kind"], mine):
        place = row["source_id"], row["spans"][0]["start"]
        spans[place] = row["spans"][-1]["end"] if len(row["spans"]) == 1 else 0
        if row["kind"] in ("paragraph", "list_item", "quote"):
            stay.add(place)
    for row in rows_in(files_of(version, "removals"), "removals", ["source_id", "start", "end", "reason"], mine):
        if row["reason"] == "learned":
            spans[row["source_id"], row["start"]] = row["end"]
    texts: dict[tuple[str, int], str] = {}
    held = one_of("source_id", sources)
    for row in rows_in(files_of(version, "sources"), "sources", ["source_id", "source_text"], held):
        here = {place: end for place, end in spans.items() if place[0] == row["source_id"]}
        texts |= {place: row["source_text"][place[1] : end].strip() for place, end in here.items()}
    return sorted({texts[place] for place in stay if texts.get(place)}), texts
