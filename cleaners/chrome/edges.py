"""What goes because of what stands around it: lists under a promotion, short lines among chrome at the top and at the
end, headings that head nothing but chrome."""

from __future__ import annotations

import re
from itertools import groupby

from cleaners.chrome import enclosed, link_lists, promoted, standing
from cleaners.chrome.article import ARTICLE_LABEL, ARTICLE_PART, HEX_NUMBER
from cleaners.chrome.page import Page

# A line that stands among chrome and is no longer than this goes with it.
MAX_AMONG = 40
# So many unmarked lines may stand between two that are marked.
MAX_GAP = 3
# ... and at the end of the document, where little else stands.
MAX_GAP_END = 6
# Between two prompts wherever they stand: so many lines, each this short.
MAX_BETWEEN = 4
MAX_ASIDE = 24
# A title under a section number, set as plain text.
MAX_TITLE = 20
# A longer heading holds text of its own: a section poured into one line.
MAX_HEADING = 60
# Reasons that do not say where the furniture begins: a disclaimer or an END mark may stand anywhere.
_NO_ANCHOR = frozenset(("stray", "disclaimer"))
_SOLICITS = frozenset(("promo", "reply_menu", "qr", "follow", "react"))
# What stands beside a picture says nothing of the heading over both.
_OF_PICTURES = frozenset(("origin", "credits", "media_ui"))
# Kinds that are no piece of the text around them.
_STANDS_ALONE = frozenset(("heading", "code", "table", "caption"))
_PROMOTION = frozenset(("promo", "reply_menu", "qr"))
_ITEM = re.compile(r"[(\[【]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}|[a-z])[)\]】.、:,]")
_CREDIT = re.compile(r"[【\[(]?(?:来源|文章来源|信息来源|资讯来源|原文来源|编辑|责编|审核|校对)[】\])]?:")
# What stands under a label on a line of its own: an address of the web, or under a label that asks for one a name of an
# account, an address of mail, a number, a word to send.
_ADDRESS = re.compile(r"https?://[^,。]{3,60}")
_VALUE = re.compile(r"[a-z0-9_.@#-]{3,40}")
_ASKS = re.compile(r".*(?:号|微信|vx|wx|qq|邮箱|邮件|口令|暗号|关键[字词]|回复|留言|发送|电话|热线|账号|id):")
# Whose site it is says the label; the address may be long.
_SITE = re.compile(r"[^,。:]{0,10}(?:官网|网站|网址|主页):https?://[!-~]{3,120}")
_NUMBER = re.compile(r"(?:part|no)?[.:]?[0-9]{1,2}|[一二三四五六七八九十]{1,2}")


def mark(page: Page, hosts: list[str]) -> None:
    """Mark what follows from the marks of the rules. `hosts` are those of the platform's own posts."""
    promoted.mark(page)
    _values(page)
    _lists(page)
    enclosed.mark(page)
    link_lists.mark(page, hosts)
    _between(page)
    _torn(page)
    _close(page, range(len(page)), title=_title(page))
    _close(page, range(len(page) - 1, -1, -1))
    _headings(page)
    standing.mark(page)
    enclosed.mark_introduced(page)


def _values(page: Page) -> None:
    """What stands under a label that solicits, on a line of its own: an address, a number, a name of an account."""
    for i in range(1, len(page)):
        above = page.marks[i - 1]
        if page.marks[i] is not None or above is None or above.reason not in _SOLICITS:
            continue
        label, form = page.blocks[i - 1].match, page.blocks[i].match
        if label[-1] == ":" and (_ADDRESS.fullmatch(form) or (_ASKS.fullmatch(label) and _VALUE.fullmatch(form))):
            page.mark(i, above.reason, "chrome.value@1", f"value of {page.quote(i - 1)} at {page.where(i - 1)}")


def _lists(page: Page) -> None:
    """Numbered lines directly under a promotion, with no blank line between, are what it promises."""
    for i in range(1, len(page)):
        above = page.marks[i - 1]
        if page.marks[i] is not None or above is None or above.reason not in _PROMOTION:
            continue
        item = _ITEM.match(page.blocks[i].match) and not page.is_heading(i)
        if item and page.lines[i] == page.lines[i - 1] + 1:
            page.mark(i, above.reason, "chrome.list-of@1", f"item of the list under {page.where(i - 1)}: {above.rule}")


def _between(page: Page) -> None:
    """A few short lines between two prompts or promotions belong to them, wherever they stand."""
    last: int | None = None
    title = _title(page)
    for i in range(len(page)):
        found = page.marks[i]
        if found is None or found.reason not in _SOLICITS:
            continue
        gap = range(last + 1, i) if last is not None else range(0)
        if 0 < len(gap) <= MAX_BETWEEN and title not in gap and all(_is_aside(page, k) for k in gap):
            for k in gap:
                evidence = f"short line between chrome at {page.where(last)} and {page.where(i)}"
                page.mark(k, found.reason, "chrome.between@1", evidence)
        last = i


def _torn(page: Page) -> None:
    """The rest of a paragraph that markup tore into lines, when two of them solicit: short pieces from the first of these
    to its end."""
    # lines with no blank line between; the group of a block may end before them
    for _, run in groupby(range(len(page)), key=lambda i: page.lines[i] - i):
        lines = list(run)
        asks = [k for k in lines if page.marks[k] is not None and page.marks[k].reason in _SOLICITS]
        rest = range(asks[0], lines[-1] + 1) if len(asks) > 1 else range(0)
        if all(page.marks[k] is not None or _is_short(page, k) for k in rest):
            for k in rest:
                evidence = f"piece of a paragraph that solicits in {page.where(asks[0])} and {page.where(asks[1])}"
                page.mark(k, page.marks[asks[0]].reason, "chrome.torn@1", evidence)


def _is_aside(page: Page, i: int) -> bool:
    return page.marks[i] is not None or (_is_short(page, i) and _goes_along(page, i))


def _is_short(page: Page, i: int) -> bool:
    return len(page.blocks[i].match) <= MAX_ASIDE and page.blocks[i].kind not in _STANDS_ALONE


def _title(page: Page) -> int | None:
    """The line that may be the document's title: the first one without a mark, if none is typeset as the title."""
    if page.blocks[0].level == 1:
        return None
    return next((i for i in range(len(page)) if page.marks[i] is None), None)


def _close(page: Page, order: range, title: int | None = None) -> None:
    """Walk from one edge inwards: short lines between marked ones are marked, up to the first line that is body.

    At the end, short lines after the last mark go too: an address, a slogan, a name. The title stays.
    """
    gap: list[int] = []
    seen: int | None = None
    notice = False  # a notice stands over the gap
    at_end = order.step < 0
    for i in order:
        found = page.marks[i]
        if i == title:
            continue
        if found is None:
            if page.is_heading(i) and not all(page.is_heading(k) for k in gap):
                return  # a heading of the article, with its text
            if at_end and seen is not None and _CREDIT.match(page.blocks[i].match):
                _absorb(page, gap, i, seen)  # credits end the article: what follows them is furniture
                return
            gap.append(i)
            if not _goes_along(page, i) or len(gap) > (MAX_GAP_END if at_end else MAX_GAP):
                return
            continue
        if found.reason in _NO_ANCHOR and seen is None:
            gap, notice = [], not at_end
            continue
        beside = notice and not any(page.is_heading(k) for k in gap)
        if seen is not None or beside or (at_end and _is_close(page, gap)):
            _absorb(page, gap, i, seen)
        gap = []
        seen = i


def _is_close(page: Page, gap: list[int]) -> bool:
    """What stands between the last mark and the end of the document is little, or in few words."""
    return len(gap) <= MAX_GAP or all(len(page.blocks[k].match) <= MAX_ASIDE for k in gap)


def _absorb(page: Page, gap: list[int], here: int, seen: int | None) -> None:
    marked = page.marks[here] or (page.marks[seen] if seen is not None else None)
    end = page.where(seen) if seen is not None else "the end"
    for k in gap:
        evidence = f"short line between {page.where(here)} and {end}, among chrome"
        page.mark(k, marked.reason, "chrome.among@1", evidence)


def _goes_along(page: Page, i: int) -> bool:
    """The line is short, no sentence of an article, and not one that credits, cites or names a source."""
    form = page.blocks[i].match
    short = (len(form) <= MAX_AMONG or _SITE.fullmatch(form)) and form[-1] != "。" and not page.is_body(i)
    return short and not ARTICLE_PART.match(form) and not ARTICLE_LABEL.match(form)


def _headings(page: Page) -> None:
    """A heading under which everything is chrome is chrome. From the end, so that outer headings follow inner ones."""
    for i in range(len(page) - 2, -1, -1):
        if page.marks[i] is not None or page.marks[i + 1] is None or _names_source(page.blocks[i].match):
            continue
        end = _section_end(page, i)
        below = [page.marks[k] for k in range(i + 1, end)]
        if None not in below and any(mark.reason not in _OF_PICTURES for mark in below):
            where = f"lines {page.lines[i + 1]}-{page.lines[end - 1]}"
            page.mark(i, page.marks[i + 1].reason, "chrome.heading@1", f"heads nothing but chrome, {where}")


def _names_source(form: str) -> bool:
    """A source with its label in one line: no heading, however it is typeset."""
    label, colon, value = form.partition(":")
    return bool(colon and value) and ARTICLE_PART.match(label) is not None


def _numbers_section(page: Page, i: int) -> bool:
    """A number on a line of its own, unless it stands right under a heading: there it counts the items of a list."""
    if not page.is_heading(i) or not _NUMBER.fullmatch(page.blocks[i].match):
        return False
    return page.blocks[i].level > 0 or i == 0 or page.blocks[i - 1].level == 0


def _section_end(page: Page, i: int) -> int:
    """Position after the section that line `i` heads; `i` if it is no heading.

    A title in plain text right under a section number is a heading. A number heads what its title heads.
    """
    block = page.blocks[i]
    numbered = i > 0 and _numbers_section(page, i - 1)
    title = page.is_heading(i) and len(block.match) <= (MAX_HEADING if block.level else MAX_TITLE)
    if not title and not (numbered and len(block.match) <= MAX_TITLE):
        return i
    level = block.level or 7
    k = i + 1
    if page.images[k] and page.is_heading(k):
        return i  # it heads pictures
    if _NUMBER.fullmatch(block.match):
        k += 1  # its title
    numbers = HEX_NUMBER.match(block.match) is not None
    while k < len(page) and not (page.is_heading(k) and (page.blocks[k].level or 7) <= level):
        if numbers and HEX_NUMBER.match(page.blocks[k].match):
            break  # the next section, though its heading is set as text or runs into it
        k += 1
    return k
