"""Repeats inside one document: what was pasted twice goes, what the author says twice stays.

A run of paragraphs that follows an earlier run line by line is a block pasted again, and all of it goes: headings,
code and short lines too. A paragraph repeated on its own goes only if it is running text of some length, word for
word the same or a piece of an earlier one, and not one of the lines an author writes under every item of a list.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow as pa

from cleaners.repeats.compare import diff_kind, differing_numbers, jaccard, shingles
from cleaners.repeats.contained import contained
from cleaners.repeats.form import PARTS, numbers
from cleaners.repeats.overlap import Reading, read
from cleaners.repeats.plain import Compared, Pair, stars_of
from cleaners.repeats.prose import is_prose, is_quotation, is_statement
from cleaners.repeats.runs import BLOCK_ANCHORS, Copy, Form, Run, anchored_chars, anchors_of, find_runs, is_substantial
from cleaners.repeats.stars import find_stars
from schemas.config import COMPARED_KINDS, RepeatOptions
from schemas.records import Paragraph, Repeat

# Text that stands this often, each time in other company, is advice per item, not a slip of the clipboard ...
PER_ITEM = 3
# ... unless it is as long as this: nobody writes so much under every item.
LONG_BLOCK_CHARS = 400
# Up to here the forms that are at hand are compared; a longer document goes to the engine, which reads it again.
SMALL_CHARS = 200_000
# So many characters are looked through for pieces, each once for each paragraph that may be one: some milliseconds.
MAX_LOOKED_THROUGH = 20_000_000
PAIR_COLUMNS = ("member", "representative", "similarity", "kind", "diff_kind")
# A run that follows its original at once is a loop of the extraction with less text in it than a block needs elsewhere.
LOOP_CHARS = 60


def within_document(
    paragraphs: list[Paragraph], options: RepeatOptions | None = None, reading: Reading | None = None
) -> list[Repeat]:
    """Repeats among the paragraphs of one source, in reading order, by index of the member. `reading`: what `read` made
    of them, where it is at hand.

    `decision` is "removed" for copies that go (every paragraph of a block pasted again, and single running
    paragraphs that are exact copies or pieces of an earlier one) and "marked" for what is recorded but stays (near copies on their own,
    templates, list items, quotations, per-item advice). Near-linear in the number of paragraphs.
    """
    options = options or RepeatOptions()
    reading = reading or read(paragraphs, options)
    if not any(reading.alike):  # nor is any a piece of another: all shingles of a piece stand twice
        return []
    stars = _stars(paragraphs, reading, options)
    if not stars and not _may_hold_pieces(reading):
        return []
    forms = [_form(p, form, options) for p, form in zip(paragraphs, reading.forms, strict=True)]
    alike = {i: star.representative for i, star in stars.items() if star.kind != "template"}
    blocks = _blocks(find_runs(forms, alike, options), forms, paragraphs)
    copies = {copy.member: copy for run in blocks for copy in run.copies}
    pieces = contained(paragraphs, forms, {*copies, *alike})
    copies.update((i, Copy(i, at)) for i, at in pieces.items())
    often = Counter(alike.values())
    repeats = []
    for i in sorted({*copies, *stars}):
        if i in copies:
            at = _survivor(copies[i].representative, copies, alike)
            star = stars.get(i)
            known = star if star and star.representative == at and star.kind != "template" else None
            repeats.append(replace(known or _measure(paragraphs, forms, at, i, options), decision="removed"))
            continue
        star = stars[i]
        if star.representative in copies:
            at = _survivor(star.representative, copies, alike)
            star = replace(_measure(paragraphs, forms, at, i, options), kind=star.kind)
        alone = star.kind == "exact" and forms[i].kind == forms[star.representative].kind
        goes = (
            alone
            and often[alike[i]] + 1 < PER_ITEM
            and forms[i].anchors
            and is_statement(paragraphs[i].text)
            and not is_quotation(paragraphs[i].kind, paragraphs[i].text)
        )
        repeats.append(replace(star, decision="removed" if goes else "marked"))
    return repeats


def _form(paragraph: Paragraph, form: str, options: RepeatOptions) -> Form:
    anchors = paragraph.kind == "paragraph" and len(form) >= options.min_chars and is_prose(paragraph.text, form)
    return Form(form, tuple(numbers(paragraph.text)), paragraph.kind, anchors)


def _may_hold_pieces(reading: Reading) -> bool:
    """Whether a paragraph that may be alike with another stands in one word for word. Not looked for where it takes long."""
    alike = [form for form, may in zip(reading.forms, reading.alike, strict=True) if may]
    joined = PARTS.join(reading.forms)
    if len(joined) * len(alike) > MAX_LOOKED_THROUGH:
        return True
    return any(joined.find(form, joined.find(form) + 1) >= 0 for form in alike)


def _stars(paragraphs: list[Paragraph], reading: Reading, options: RepeatOptions) -> dict[int, Repeat]:
    """Paragraphs of the compared kinds that repeat an earlier one, on their own, wherever they stand."""
    compared = [i for i, p in enumerate(paragraphs) if reading.alike[i] and p.kind in COMPARED_KINDS]
    texts = [Compared(text := paragraphs[i].text, reading.forms[i], tuple(numbers(text))) for i in compared]
    found = {}
    for row in _rows(texts, replace(options, engine="exact", linkage="star")):
        member, at, similarity, kind, difference = compared[row[0]], compared[row[1]], *row[2:]
        ours, theirs = paragraphs[at].text, paragraphs[member].text
        differing = tuple(differing_numbers(ours, theirs)) if kind == "template" else ()
        found[member] = Repeat(member, at, kind, similarity, differing, diff_kind=difference)
    return found


def _rows(texts: list[Compared], options: RepeatOptions) -> list[Pair]:
    if sum(len(text.text) for text in texts) <= SMALL_CHARS:
        return stars_of(texts, options)
    # Arrow holds no lone surrogates; the comparison form drops them anyway
    rows = find_stars(pa.array([t.text.encode("utf-8", "ignore").decode() for t in texts], pa.string()), options)
    return list(zip(*(rows[name].to_pylist() for name in PAIR_COLUMNS), strict=True))


def _blocks(runs: list[Run], forms: list[Form], paragraphs: list[Paragraph]) -> list[Run]:
    """The runs that are blocks pasted again, not paragraphs an author sets under every item of a list.

    Those stand several times, are short, and each time other text stands between them; the copies of an extraction
    loop follow each other at once.
    """
    substantial = [run for run in runs if is_substantial(run, forms) or _is_loop(run, forms, paragraphs)]
    originals = Counter(run.copies[0].representative for run in substantial)
    ends = {run.copies[-1].member for run in substantial}
    return [
        run
        for run in substantial
        if originals[run.copies[0].representative] + 1 < PER_ITEM
        or anchored_chars(run, forms) >= LONG_BLOCK_CHARS
        or run.copies[0].member - 1 in ends
        or _follows_at_once(run)
    ]


def _follows_at_once(run: Run) -> bool:
    return run.copies[0].member - 1 == run.copies[-1].representative


def _is_loop(run: Run, forms: list[Form], paragraphs: list[Paragraph]) -> bool:
    """Running text set twice with nothing between; one paragraph at least is a statement: lines of a song are not."""
    anchors = anchors_of(run, forms)
    return (
        _follows_at_once(run)
        and len(anchors) >= BLOCK_ANCHORS
        and anchored_chars(run, forms) >= LOOP_CHARS
        and any(is_statement(paragraphs[i].text) for i in anchors)
    )


def _survivor(at: int, copies: dict[int, Copy], alike: dict[int, int]) -> int:
    """The paragraph that stays when `at` may itself be a copy: follow copies back, each to an earlier one."""
    while at in copies:
        at = copies[at].representative
    return alike.get(at, at) if alike.get(at, at) not in copies else at


def _measure(paragraphs: list[Paragraph], forms: list[Form], at: int, i: int, options: RepeatOptions) -> Repeat:
    """A copy inside a block, against the paragraph that stays. What lost an end lost the numbers there too."""
    ours, theirs = forms[at].text, forms[i].text
    kind = "exact" if ours == theirs else "near"
    similarity = 1.0 if ours == theirs else jaccard(*(shingles(form, options.shingle) for form in (ours, theirs)))
    return Repeat(i, at, kind, similarity, diff_kind=diff_kind(paragraphs[at].text, paragraphs[i].text))
