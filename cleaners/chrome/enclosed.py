"""Paragraphs of a notice or of an introduction of the account that no rule knows, between or under those that it knows."""

from __future__ import annotations

from cleaners.chrome.article import ARTICLE_PART
from cleaners.chrome.page import Page

# Texts of several paragraphs, of which a rule may know some only; so many unknown ones may stand between two lines
# that are known, the last of them no shorter than this.
_STANDING = frozenset(("disclaimer", "account_bio"))
MAX_ENCLOSED = 2
MIN_STANDING = 24


def mark(page: Page) -> None:
    """Paragraphs between two lines of one notice or one introduction belong to it, whatever they say."""
    last = None
    for i in range(len(page)):
        found = page.marks[i]
        if found is None:
            continue
        if last is not None and 1 < i - last <= MAX_ENCLOSED + 1 and _same_text(page, last, i):
            for k in range(last + 1, i):
                evidence = f"between {page.where(last)} and {page.where(i)}, both {found.reason}"
                page.mark(k, found.reason, "chrome.enclosed@1", evidence)
        last = i
    mark_introduced(page)


def mark_introduced(page: Page) -> None:
    """Paragraphs under an introduction of the account, when nothing but chrome comes after them."""
    free = [i for i in range(len(page)) if page.marks[i] is None][-MAX_ENCLOSED:]
    while free and free[-1] - free[0] != len(free) - 1:
        free = free[1:]
    above = page.marks[free[0] - 1] if free and free[0] else None
    long = above is not None and len(page.blocks[free[0] - 1].match) >= MIN_STANDING
    if not long or above.reason != "account_bio" or any(page.blocks[k].kind != "paragraph" for k in free):
        return
    for k in free:
        if not ARTICLE_PART.match(page.blocks[k].match):
            page.mark(k, above.reason, "chrome.enclosed@1", f"under the introduction at {page.where(free[0] - 1)}")


def _same_text(page: Page, first: int, last: int) -> bool:
    """Both are standing text of one kind, the last a long line, and nothing but paragraphs stands between them."""
    ends = page.marks[first], page.marks[last]
    standing = ends[0].reason == ends[1].reason and ends[0].reason in _STANDING
    long = len(page.blocks[last].match) >= MIN_STANDING
    plain = all(page.blocks[k].kind in ("paragraph", "list_item", "quote") for k in range(first + 1, last))
    return standing and long and plain and not any(page.images[first + 1 : last + 1])
