"""Repeats inside one document: what was pasted twice goes, what the author says twice stays.

A run of paragraphs that follows an earlier run line by line is a block pasted again, and all of it goes: headings,
code and short lines too. A paragraph repeated on its own goes only if it is running text of some length, word for
word the same, and not one of the lines an author writes under every item of a list.
"""

from __future__ import annotations

from collections import Counter

from cleaners.repeats.compare import diff_kind, differing_numbers, jaccard, shingles
from cleaners.repeats.form import comparison_form, numbers
from cleaners.repeats.plain import plain_stars
from cleaners.repeats.runs import Copy, Form, Run, find_runs
from schemas.config import RepeatOptions
from schemas.records import Paragraph, Repeat

# Kinds whose repeats mean something. Headings, tables and code repeat by nature and count only inside a block.
_COMPARED = frozenset({"paragraph", "list_item", "quote", "caption"})
# A block pasted again: at least this many paragraphs of running text follow an earlier run ...
BLOCK_ANCHORS = 2
# ... with at least this many characters in them. Two short sentences in the same order are a template.
BLOCK_CHARS = 100
# Text that stands this often, each time in other company, is advice per item, not a slip of the clipboard.
PER_ITEM = 3
# What ends so introduces what follows; its copies introduce something else.
_INTRODUCES = (":", "：")
# Running text is written in characters beyond ASCII for the most part, or has words and ends as a sentence does.
PROSE_SHARE = 0.5
PROSE_SPACES = 5
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '."', "。", "！", "？")
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "«": "»", "‘": "’"}


def within_document(paragraphs: list[Paragraph], options: RepeatOptions | None = None) -> list[Repeat]:
    """Repeats among the paragraphs of one source, in reading order, by index of the member.

    `decision` is "removed" for copies that go (every paragraph of a block pasted again, and single running
    paragraphs that are exact copies) and "marked" for what is recorded but stays (near copies on their own,
    templates, list items, quotations, per-item advice). Near-linear in the number of paragraphs.
    """
    options = options or RepeatOptions()
    forms = [Form(comparison_form(p.text), tuple(numbers(p.text)), p.kind) for p in paragraphs]
    compared = [i for i, f in enumerate(forms) if f.kind in _COMPARED and len(f.text) >= options.min_chars]
    stars = {
        compared[m]: (compared[r], similarity, kind == "template")
        for m, r, similarity, kind in plain_stars((paragraphs[i].text for i in compared), options)
    }
    alike = {m: r for m, (r, _, template) in stars.items() if not template}
    copies: dict[int, Copy] = {}
    for run in find_runs(forms, alike, options):
        if _is_block(run, forms, options):
            copies.update((copy.member, copy) for copy in run.copies)
    often = Counter(r for r in alike.values())
    repeats = []
    for i in sorted({*copies, *stars}):
        if i in copies:
            at = copies[i].representative
            at = alike.get(at, copies[at].representative if at in copies else at)
            repeats.append(_repeat(paragraphs, forms, at, i, "removed", options))
            continue
        at, _, template = stars[i]
        goes = not template and forms[at] == forms[i] and often[at] + 1 < PER_ITEM and _may_go_alone(paragraphs[i])
        repeats.append(_repeat(paragraphs, forms, at, i, "removed" if goes else "marked", options))
    return repeats


def _is_block(run: Run, forms: list[Form], options: RepeatOptions) -> bool:
    anchors = [len(forms[c.member].text) for c in run.copies if c.anchors]
    return len(anchors) >= BLOCK_ANCHORS and sum(anchors) >= BLOCK_CHARS


def _may_go_alone(paragraph: Paragraph) -> bool:
    return (
        paragraph.kind == "paragraph"
        and _is_prose(paragraph.text)
        and not paragraph.text.rstrip().endswith(_INTRODUCES)
        and not _is_quotation(paragraph)
    )


def _is_prose(text: str) -> bool:
    """Sentences, not a command, an address or a list of names: those recur wherever they are needed."""
    form = comparison_form(text)
    foreign = sum(c > "\u007f" for c in form)
    return foreign >= PROSE_SHARE * len(form) or (
        text.count(" ") >= PROSE_SPACES and text.rstrip().endswith(_SENTENCE_ENDS)
    )


def _is_quotation(paragraph: Paragraph) -> bool:
    """A quote block, or text wholly inside one pair of quotation marks: somebody's words, taken up again."""
    if paragraph.kind == "quote":
        return True
    text = paragraph.text.strip()
    closing = _QUOTES.get(text[:1])
    return closing is not None and text.find(closing, 1) == len(text) - 1


def _repeat(
    paragraphs: list[Paragraph], forms: list[Form], at: int, i: int, decision: str, options: RepeatOptions
) -> Repeat:
    ours, theirs = paragraphs[at].text, paragraphs[i].text
    same_numbers = forms[at].numbers == forms[i].numbers
    if forms[at].text == forms[i].text:
        kind, similarity = ("exact" if same_numbers else "template"), 1.0
    else:
        # a copy that lost its beginning lost the numbers there too; what it says is still a copy
        copied = same_numbers or decision == "removed"
        kind = "near" if copied else "template"
        similarity = jaccard(*(shingles(f.text, options.shingle) for f in (forms[at], forms[i])))
    differing = tuple(differing_numbers(ours, theirs)) if not same_numbers else ()
    return Repeat(i, at, kind, similarity, differing, decision, diff_kind(ours, theirs))
