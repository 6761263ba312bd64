"""Runs: stretches of a document that follow an earlier stretch, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cleaners.repeats.compare import LONG_CHARS, jaccard, shingles
from schemas.config import RepeatOptions

# A block pasted again: at least this many paragraphs of running text follow an earlier run ...
BLOCK_ANCHORS = 2
# ... with at least this many characters in them. Two short sentences in the same order are a template.
BLOCK_CHARS = 100
# A run survives this many paragraphs without a counterpart on either side: a picture, a line of chrome.
GAP = 2
# A copy that lost its first or last characters still holds at least this share of the original.
CONTAINED_SHARE = 0.5
# Characters by which a copy that lost one end is looked up at the other.
_END_CHARS = 16


class Form(NamedTuple):
    """What of a paragraph is compared."""

    text: str  # the comparison form
    numbers: tuple[str, ...]
    kind: str
    anchors: bool  # running text long enough that its copy is no accident


class Copy(NamedTuple):
    """Paragraph `member` copies `representative`."""

    member: int
    representative: int


@dataclass(slots=True)
class Run:
    """Consecutive copies of consecutive paragraphs; both sides rise."""

    copies: list[Copy] = field(default_factory=list)


def is_substantial(run: Run, forms: list[Form]) -> bool:
    """The run is a block pasted again, not a sentence or two that stand in the same order twice."""
    return len(anchors_of(run, forms)) >= BLOCK_ANCHORS and anchored_chars(run, forms) >= BLOCK_CHARS


def anchors_of(run: Run, forms: list[Form]) -> list[int]:
    """The copies in the run that are running text."""
    return [copy.member for copy in run.copies if forms[copy.member].anchors]


def anchored_chars(run: Run, forms: list[Form]) -> int:
    """Characters of running text in the run."""
    return sum(len(forms[i].text) for i in anchors_of(run, forms))


def find_runs(forms: list[Form], alike: dict[int, int], options: RepeatOptions) -> list[Run]:
    """All maximal runs, each starting at a paragraph that copies an earlier one.

    `alike` maps paragraphs to the first one they are measured alike with. The original of a run ends before the run
    begins. Linear: every paragraph is looked at by one run, in a window of `GAP`.
    """
    starts = anchors(forms, alike)
    runs, j, end = [], 0, 0
    while j < len(forms):
        if j not in starts:
            j += 1
            continue
        run = Run(_backward(forms, starts[j], j, end))
        _forward(run, forms, starts[j], j, options)
        runs.append(run)
        j = end = run.copies[-1].member + 1
    return runs


def anchors(forms: list[Form], alike: dict[int, int]) -> dict[int, int]:
    """Paragraphs of running text and the earlier paragraph they copy, whole or but for one end."""
    found = {}
    ends: dict[str, int] = {}
    for j, form in enumerate(forms):
        if not form.anchors:
            continue
        keys = ("head" + form.text[:_END_CHARS], "tail" + form.text[-_END_CHARS:])
        if j in alike:
            found[j] = alike[j]
        else:
            near = [ends[k] for k in keys if k in ends and _contains(forms[ends[k]], form)]
            if near:
                found[j] = min(near)
        for key in keys:
            ends.setdefault(key, j)
    return found


def _contains(original: Form, copy: Form) -> bool:
    """The copy is the original without some characters at one end."""
    return len(copy.text) >= CONTAINED_SHARE * len(original.text) and (
        original.text.endswith(copy.text) or original.text.startswith(copy.text)
    )


def _backward(forms: list[Form], i: int, j: int, end: int) -> list[Copy]:
    """Copies before the anchor j -> i that are exact, not further back than `end`, in order."""
    copies = []
    i, j = i - 1, j - 1
    while i >= 0 and j >= end and j > i and forms[i][:3] == forms[j][:3]:
        copies.append(Copy(j, i))
        i, j = i - 1, j - 1
    return copies[::-1]


def _forward(run: Run, forms: list[Form], i: int, j: int, options: RepeatOptions) -> None:
    """Extend the run from the anchor j -> i as long as what follows is alike, skipping up to GAP on either side."""
    first = run.copies[0].member if run.copies else j
    run.copies.append(Copy(j, i))
    missed = 0
    while missed <= GAP and (j := j + 1) < len(forms):
        window = range(i + 1, min(i + 2 + GAP, first))
        at = next((k for k in window if _same(forms[k], forms[j], options)), None)
        if at is None:
            missed += 1
            continue
        run.copies.append(Copy(j, at))
        i, missed = at, 0


def _same(original: Form, copy: Form, options: RepeatOptions) -> bool:
    """Equal, or long enough to be compared and a near copy or one that lost an end."""
    if original[:2] == copy[:2]:
        return bool(copy.text) or original.kind == copy.kind
    if min(len(original.text), len(copy.text)) < options.min_chars or len(copy.text) > LONG_CHARS:
        return False
    if _contains(original, copy):
        return True
    if original.numbers != copy.numbers or not 0.5 < len(copy.text) / len(original.text) < 2:
        return False
    return jaccard(*(shingles(f.text, options.shingle) for f in (original, copy))) >= options.threshold
