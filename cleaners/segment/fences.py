"""Code fences of Markdown, also those that converters tear: opened at the end of a text line, never closed, empty."""

from __future__ import annotations

import re
from bisect import bisect_right

_OPENER = re.compile(r"(?:[>\s]|[-*+]\s|\d{1,9}[.)]\s)*(`{3,}|~{3,})([^`]*)$")
# After a fence in mid-line stands nothing, or the name of a language.
_TORN = re.compile(r"[^`](?:[^`]|`{1,2}(?!`))*(`{3,})[\w+#.-]{0,20}\s*$")
_CLOSER = re.compile(r"\s*(?:>\s?)*(`{3,}|~{3,})\s*$")


def present(text: str) -> bool:
    """Whether it is worth looking for fences."""
    return "```" in text or "~~~" in text


def find(lines: list[str]) -> dict[int, tuple[str, bool]]:
    """Per line number: its kind, "code" or "stray", and whether it is the first of its fence.

    A fence with nothing between its marks is stray. A mark that opens a fence nobody closes opens none: its lines
    are text like any other, and the mark itself is left to be found stray.
    """
    marks = [i for i, line in enumerate(lines) if "```" in line or "~~~" in line]
    closers = _closers(lines, marks)
    found: dict[int, tuple[str, bool]] = {}
    free = 0
    for opener in marks:
        if opener < free:
            continue
        torn, mark = _opens(lines[opener])
        after = closers[_class(mark)] if mark else []
        at = bisect_right(after, opener)
        if at < len(after):
            _cover(lines, opener, after[at], torn, found)
            free = after[at] + 1
    return found


def _class(mark: str) -> str:
    """Marks that can close each other: of one character, and of three or of more than three."""
    return mark[:4]


def _closers(lines: list[str], marks: list[int]) -> dict[str, list[int]]:
    """Numbers of the lines that can close a fence, by class of its mark. A longer mark closes a shorter one."""
    closers: dict[str, list[int]] = {"```": [], "````": [], "~~~": [], "~~~~": []}
    for i in marks:
        match = _CLOSER.match(lines[i])
        if match:
            closers[match[1][:3]].append(i)
            if len(match[1]) > 3:
                closers[match[1][:4]].append(i)
    return closers


def _opens(line: str) -> tuple[bool, str]:
    """Whether the fence opens at the end of a line of text, and its mark; "" if none opens."""
    match = _OPENER.match(line)
    if match:
        return False, match[1]
    match = _TORN.match(line) if len(line) < 10_000 else None
    return (True, match[1]) if match else (False, "")


def _cover(lines: list[str], opener: int, closer: int, torn: bool, found: dict[int, tuple[str, bool]]) -> None:
    inside = [i for i in range(opener + 1, closer) if lines[i].strip()]
    kind = "code" if inside else "stray"
    covered = ([] if torn else [opener]) + inside + [closer]
    for i in covered:
        found[i] = (kind, i == covered[0])
