"""The lines of an account's documents: as `warehouse.habits` keeps them, as `cleaners.learn` reads them."""

from __future__ import annotations

from collections import defaultdict

from cleaners import learn
from cleaners.repeats import comparison_form
from flows.likeness import KeptForms


def line_rows(new: dict[str, list[dict]], kept: KeptForms) -> list[dict]:
    """The rows of `habits.lines` of a cleaned source: its documents of an account, line by line.

    Lines whose forms are `kept` of the account can never be learned.
    """
    forms = {row["doc_id"]: kept(row["platform"], row["account"]) for row in new["documents"]}
    places: dict[str, list[tuple[int, learn.Line]]] = defaultdict(list)
    for row in new["paragraphs"]:
        text = row["text"]
        form = comparison_form(text)
        line = learn.line("" if form in forms[row["doc_id"]] else form, row["kind"], text)
        places[row["doc_id"]].append((row["spans"][0]["start"], line))
    for row in new["removals"]:
        if row["reason"] != "whitespace":
            places[row["doc_id"]].append((row["start"], learn.REMOVED))
    rows = []
    for document in new["documents"]:
        if document["account"]:
            here = sorted(places[document["doc_id"]])
            row = {name: document[name] for name in ("platform", "account", "source_id", "doc_id")}
            row["forms"] = [line.form for _, line in here]
            row["marks"] = [line.removed | line.table << 1 | line.heads << 2 for _, line in here]
            row["starts"] = [start for start, _ in here]
            rows.append(row)
    return rows


def lines_of(row: dict) -> list[learn.Line]:
    """A row of `habits.lines` as learning reads it."""
    marks = ((bool(mark & 1), bool(mark & 2), bool(mark & 4)) for mark in row["marks"])
    return [learn.Line(form, *mark) for form, mark in zip(row["forms"], marks, strict=True)]


def learn_account(documents: list[dict], earlier: list[dict]) -> dict[tuple[int, int], str]:
    """`learned.Learn` by `cleaners.learn`."""
    return learn.learn_account([lines_of(row) for row in documents], [lines_of(row) for row in earlier])
