"""Learned chrome: what an account prints under article after article.

Frequency alone is neither safe nor enough: standing advice, field labels and section headings are as frequent as
slogans. So a line is learned only from its place: it must stand in the tail of the document, behind everything that is
not chrome itself, in nearly every document that has it, and in most documents of the account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.config import LEARN_MIN_DOCUMENTS

# A line is learned when at least this share of the account's documents has it.
MIN_SHARE = 0.8
# Of the documents that have the line, at least this share has it in the tail. Advice in the last section fails here as
# soon as references, a table or a picture caption follow it in some articles.
MIN_TAIL_SHARE = 0.95
# Tables and code are data of the article, whatever their frequency.
NEVER_LEARNED = frozenset({"table", "code"})


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a document, or (`paragraph_id` None) a place where a rule removed something."""

    paragraph_id: str | None
    form: str = ""  # comparison form
    kind: str = ""
    text: str = ""


def learn_account(documents: Sequence[Sequence[Line]]) -> dict[str, str]:
    """Paragraph ids that go as learned chrome, with the evidence, from all documents of one account.

    Documents are lines in reading order. The result does not depend on the order of the documents.
    """
    if len(documents) < LEARN_MIN_DOCUMENTS:
        return {}
    have = Counter(form for lines in documents for form in {line.form for line in lines if _may_be_learned(line)})
    needed = max(LEARN_MIN_DOCUMENTS, MIN_SHARE * len(documents))
    frequent = {form for form, count in have.items() if count >= needed}
    at_end = Counter(
        form for lines in documents for form in {line.form for line in _tail(lines, frequent) if line.paragraph_id}
    )
    learned = {form for form in frequent if at_end[form] >= MIN_TAIL_SHARE * have[form]}
    return {
        line.paragraph_id: f"stands at the end of {at_end[line.form]} of the account's {len(documents)} documents"
        for lines in documents
        for line in _tail(lines, learned)
        if line.paragraph_id
    }


def _may_be_learned(line: Line) -> bool:
    return line.paragraph_id is not None and bool(line.form) and line.kind not in NEVER_LEARNED


def _tail(lines: Sequence[Line], forms: set[str]) -> Sequence[Line]:
    """The lines after the last one that is neither removed nor in `forms`.

    What stands right under a heading that stays is that heading's content and no tail: it ends at the next heading or
    removed line.
    """
    start = len(lines)
    while start and (
        lines[start - 1].paragraph_id is None or (_may_be_learned(lines[start - 1]) and lines[start - 1].form in forms)
    ):
        start -= 1
    if start and _heads(lines[start - 1]):
        while start < len(lines) and lines[start].paragraph_id is not None and not _heads(lines[start]):
            start += 1
    return lines[start:]


def _heads(line: Line) -> bool:
    return line.kind == "heading" or line.text.rstrip().endswith(("：", ":"))
