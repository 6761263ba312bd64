"""The account's name and its motto on a line of their own, beside the title or among prompts: what stands over and under
all that the account prints, and says nothing of it."""

from __future__ import annotations

import re
from itertools import takewhile

from cleaners.chrome.article import DATED
from cleaners.chrome.page import Page

# A name of fewer characters is a word of any language.
MIN_NAME = 3
# A motto: two halves of as many characters each, no fewer than this and no more.
_MOTTO = re.compile(r"([\u4e00-\u9fff]{4,10})[,、·|!。~]([\u4e00-\u9fff]{4,10})[!。~]?")
# So many lines under the title may hold them.
MAX_LINES = 2


def mark(page: Page) -> None:
    """Mark names and mottos right under the title, and those between or under lines that are chrome at the end."""
    if len(page.front) < 2:
        return
    byline = DATED.sub("", page.blocks[1].match)
    for i in reversed(_under_title(page)):
        if _closed(page, i):
            _mark(page, i, byline, "under the title")
    free = [i for i in range(len(page)) if page.marks[i] is None]
    last = free[-1] if free else 0
    if last > MAX_LINES + 2 and page.marks[last - 1] is not None and page.lines[last] - page.lines[last - 1] > 1:
        _mark(page, last, byline, "among chrome at the end")


def _under_title(page: Page) -> list[int]:
    """The first free lines, up to a heading."""
    free = [i for i in range(2, min(len(page), 2 + 2 * MAX_LINES)) if page.marks[i] is None][:MAX_LINES]
    return list(takewhile(lambda i: not page.is_heading(i), free))


def _closed(page: Page, i: int) -> bool:
    """A heading, a picture or chrome follows: a sentence would go on."""
    below = i + 1
    return below < len(page) and (page.is_heading(below) or page.marks[below] is not None or page.images[below] > 0)


def _mark(page: Page, i: int, byline: str, where: str) -> None:
    block = page.blocks[i]
    if block.kind not in ("paragraph", "quote") or page.marks[i] is not None:
        return
    if len(block.match) >= MIN_NAME and byline.endswith(block.match):
        page.mark(i, "account_bio", "chrome.account-name@1", f"{page.where(i)}: the account's name, {where}")
    elif _is_motto(page, i):
        page.mark(i, "account_bio", "chrome.motto@1", f"{page.where(i)}: two halves of one length, {where}")


def _is_motto(page: Page, i: int) -> bool:
    found = _MOTTO.fullmatch(page.blocks[i].match)
    return found is not None and len(found[1]) == len(found[2])
