"""What stands between lines that are chrome at the top and at the end, and headings that head nothing but chrome."""

from __future__ import annotations

from cleaners.chrome.page import Page

# A line that stands among chrome and is no longer than this goes with it.
MAX_AMONG = 40
# So many unmarked lines may stand between two that are marked.
MAX_GAP = 3
# Reasons that do not say where the furniture begins: a disclaimer or an END mark may stand anywhere.
_NO_ANCHOR = frozenset(("stray", "disclaimer", "origin", "credits"))


def mark(page: Page) -> None:
    """Close the tail and the head over short lines among chrome, then take headings of nothing."""
    _close(page, range(len(page)))
    _close(page, range(len(page) - 1, -1, -1))
    _headings(page)


def _close(page: Page, order: range) -> None:
    """Walk from one edge inwards: short lines between marked ones are marked, up to the first line that is body."""
    gap: list[int] = []
    seen: int | None = None
    for i in order:
        if page.marks[i] is not None:
            if seen is not None:
                for k in gap:
                    evidence = f"short line between chrome at {page.where(seen)} and {page.where(i)}"
                    page.mark(k, page.marks[i].reason, "chrome.among@1", evidence)
            gap = []
            if page.marks[i].reason not in _NO_ANCHOR:
                seen = i
            continue
        if seen is None and order.step > 0:
            pass
        gap.append(i)
        if page.is_body(i) or len(page.blocks[i].match) > MAX_AMONG or len(gap) > MAX_GAP:
            return


def _headings(page: Page) -> None:
    """Rule: a heading under which everything is chrome is chrome. From the end, so that outer headings follow."""
    for i in range(len(page) - 1, -1, -1):
        if page.marks[i] is not None or not page.is_heading(i):
            continue
        level = page.blocks[i].level or 7
        k = i + 1
        while (
            k < len(page)
            and page.marks[k] is not None
            and not (page.is_heading(k) and page.blocks[k].level and page.blocks[k].level < level)
        ):
            k += 1
        covered = k - i - 1
        closed = k == len(page) or (page.is_heading(k) and (page.blocks[k].level or 7) <= level)
        if covered and closed:
            page.mark(
                i,
                page.marks[i + 1].reason,
                "chrome.heading@1",
                f"heads nothing but chrome, lines {page.lines[i + 1]}-{page.lines[k - 1]}",
            )
