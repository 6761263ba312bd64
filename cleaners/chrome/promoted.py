"""What a promotion says in its own words: the text under its heading, and paragraphs between its lines at the end."""

from __future__ import annotations

import re

from cleaners.chrome.article import ARTICLE_LABEL, ARTICLE_PART, DATED
from cleaners.chrome.page import Page

_OFFERS = frozenset(("promo", "reply_menu"))
_SOLICITS = frozenset(("promo", "reply_menu", "qr", "follow", "react", "share", "account_bio"))
# A heading in plain text: a number and a few words, no sentence.
MAX_HEADING = 24
_NUMBERED = re.compile(r"(?:0x)?[0-9a-f]{1,2}[、.,:)]?[^0-9a-z.].*|[一二三四五六七八九十]{1,2}[、.,:].*")
# The section of one promotion; paragraphs between two prompts.
MAX_SECTION = 40
MAX_GAP = 6
# Who offers and what: words of the account to its readers. No sentence about a subject needs two of them.
_WORDS = re.compile(
    r"我们|师傅|大家|小伙伴|粉丝|读者|星球|圈子|帮会|社群|交流|学员|课程|培训|报名|学习|分享|资源|资料|会员|福利|优惠|永久|免费|"
    r"价格|[0-9]元|公众号|微信|扫码|二维码|加群|进群|关注|订阅|社区|团队|咨询|干货|更新|工具|实战|内部"
)
MIN_WORDS = 2
# A longer line holds more than a promotion, whatever words stand in it.
MAX_PARAGRAPH = 400
# A poster has no more words than this.
MAX_POSTER = 100
# So many of the lines under the heading of a promotion speak like one.
MIN_SPEAKING = 0.4


def mark(page: Page) -> None:
    """Mark the text of promotions that rules know by a line or a heading only."""
    _under_headings(page)
    _between(page)
    _poster(page)


def _under_headings(page: Page) -> None:
    """A heading that is a promotion by itself, under the article: what it heads is the promotion if it speaks like one."""
    for i in range(1, len(page) - 1):
        found = page.marks[i]
        if found is None or found.reason not in _OFFERS or not _is_heading(page, i) or not _text_above(page, i):
            continue
        below = range(i + 1, _section(page, i))
        speaking = sum(page.marks[k] is not None or _speaks(page, k) for k in below)
        if speaking and speaking >= MIN_SPEAKING * len(below):
            for k in below:
                page.mark(
                    k, found.reason, "chrome.promoted@1", f"under {page.quote(i)} at {page.where(i)}: {found.rule}"
                )


def _is_heading(page: Page, i: int) -> bool:
    form = page.blocks[i].match
    return len(form) <= MAX_HEADING and (page.is_heading(i) or _NUMBERED.fullmatch(form) is not None)


def _text_above(page: Page, i: int) -> bool:
    return any(page.marks[k] is None and page.is_body(k) for k in range(i))


def _section(page: Page, i: int) -> int:
    """Position after what the heading `i` heads."""
    numbered = _NUMBERED.fullmatch(page.blocks[i].match) is not None
    for k in range(i + 1, min(len(page), i + MAX_SECTION)):
        block = page.blocks[k]
        other = page.marks[k] is None and page.is_heading(k) and not _speaks(page, k)
        next_number = numbered and block.match[:1] == page.blocks[i].match[:1] and _is_heading(page, k)
        if block.kind in ("code", "table") or other or next_number or _is_article(page, k):
            return k
    return min(len(page), i + MAX_SECTION)


def _between(page: Page) -> None:
    """From the end upwards: paragraphs in the words of a promotion, between two lines that solicit."""
    below: int | None = None
    for i in range(len(page) - 1, 0, -1):
        found = page.marks[i]
        if found is None:
            if page.blocks[i].kind in ("code", "table") or _is_article(page, i) or (below or len(page)) - i > MAX_GAP:
                return
            continue
        if below is not None and below - i > 1 and found.reason in _SOLICITS and page.marks[below].reason in _SOLICITS:
            gap = range(i + 1, below)
            speaking = [_speaks(page, k) for k in gap]
            silent = [k for k, speaks in zip(gap, speaking, strict=True) if not speaks]
            if 2 * len(silent) > len(gap) or any(page.is_body(k) or page.is_heading(k) for k in silent):
                return
            for k in gap:
                evidence = f"in the words of a promotion, between {page.where(i)} and {page.where(below)}"
                page.mark(k, found.reason, "chrome.promoted@1", evidence)
        elif below is not None and below - i > 1:
            return
        below = i


def _poster(page: Page) -> None:
    """A document of pictures and prompts: the few words left beside them are those of a poster.

    Not if one of them is a sentence, an address or a part of an article.
    """
    free = [i for i in range(_first_line(page), len(page)) if page.marks[i] is None]
    forms = [page.blocks[i].match for i in free]
    if not free or sum(map(len, forms)) > MAX_POSTER or not any(page.images):
        return
    if not any(mark is not None and mark.reason in _SOLICITS for mark in page.marks):
        return
    if any(page.is_body(i) or page.blocks[i].kind in ("code", "table") or _is_article(page, i) for i in free):
        return
    if any(form[-1] in "。;" or "http" in form or form.isascii() for form in forms):
        return
    for i in free:
        page.mark(
            i,
            "promo",
            "chrome.poster@1",
            f"{page.where(i)}: among pictures and prompts, and no article in the document",
        )


def _first_line(page: Page) -> int:
    """Position after the title and the line that names the author and the time."""
    first = 1 if page.blocks[0].level == 1 else 0
    return first + (first < len(page) and DATED.search(page.blocks[first].match) is not None)


def _is_article(page: Page, i: int) -> bool:
    form = page.blocks[i].match
    if page.marks[i] is not None:
        return False
    if len(form) > MAX_PARAGRAPH:
        return True
    return ARTICLE_PART.match(form) is not None or ARTICLE_LABEL.match(form) is not None


def _speaks(page: Page, i: int) -> bool:
    """The line speaks as accounts do to their readers."""
    form = page.blocks[i].match
    return len(form) <= MAX_PARAGRAPH and words(form) >= MIN_WORDS


def words(form: str) -> int:
    """How many different words of a promotion stand in a text in matching form."""
    return len(set(_WORDS.findall(form)))
