"""The head and the tail of an article: title, byline and credit lines, read into candidates and claimed.

Only whole lines are claimed, at the head or the tail. A sentence that begins with the same word stays.
"""

from __future__ import annotations

from itertools import islice, pairwise

import re2

from cleaners.books import Books
from cleaners.metadata import bylines, dates, names, origins, publishers, titles
from cleaners.metadata.candidates import Candidates
from cleaners.metadata.lines import HEAD_LINES, TAIL_LINES, Line, claim, is_free
from cleaners.metadata.said import Said, read_header
from cleaners.metadata.signed import Begun, Signed, compiled
from schemas.records import Metadata

TITLE, TITLE_REPEAT, BYLINE = "metadata.title@1", "metadata.title-repeat@1", "metadata.byline@1"
ORIGIN, CREDITS = "metadata.origin@1", "metadata.credits@1"

# Spaces, brackets and marks around a repeated title.
MAX_MARKS = 40
# A line that is only a date is not longer than this.
MAX_DATE_LINE = 30

# "[原创 ]author  account   2024-03-05 08:30": the line under the title that wechatmp2markdown writes.
_WECHAT_LINE = re2.compile(r"^(原创 )?(.*?)\s+(\d{4}-\d{2}-\d{2} \d{2}:\d{2})\s*$")
_GAP = re2.compile(r"\s{2,}")
_DATE_LABEL = compiled(r"^(?:发布|发表|刊发)(?:时间|日期|于)?\s*:?\s*")
_URL = re2.compile(r"^https?://\S+$")
_CREDIT_LABEL = Begun(
    r"[(\[【]?\s*(?:责|执行|值班|本期|网络|编|主编|校|审|监制|排版|美编|终审|初审|复审|[一二三]审)",
    r"^(?:[(\[【]?\s*(?:责任编辑|执行编辑|值班编辑|本期编辑|网络编辑|责编|编辑|主编|校对|审校|审核|审稿|监制|编审|排版|美编|终审|初审|复审|一审|二审|三审)\s*[:|/丨]\s*[^:|/。!?]{0,24}[)\]】]?\s*)+$",
)
_EDITORS = Signed("编", r"(?:责任编辑|责编)\s*[:|/]")
_ORIGINAL = ("原创", "原創")


def read_title(lines: list[Line], alike: list[int], known: Metadata, books: Books) -> None:
    """Claim the line that is the title, and those that only repeat it, among the lines that begin `alike`."""
    if not known.title:
        return
    first = True
    longest = 2 * len(known.title) + titles.MAX_TAIL + MAX_MARKS
    for number in alike:
        line = lines[number]
        if len(line.text) > longest:
            continue
        repeats = titles.repeats(line.text, known.title, exact=_heads_something(line, number))
        if not repeats and not (first and number < HEAD_LINES and _is_title(line, known.title)):
            continue
        reason, rule = ("title", TITLE) if first else ("title_repeat", TITLE_REPEAT)
        if claim(line, books, reason, rule, f"the title: {known.title[:80]}"):
            first = False


def _heads_something(line: Line, number: int) -> bool:
    """Below the head a heading names a section, even if it says nearly what the title says."""
    return line.block.kind in ("heading", "list_item") and number >= HEAD_LINES


def _is_title(line: Line, title: str) -> bool:
    """A title too short to be told from a word of the text counts where a heading prints it."""
    return line.block.kind == "heading" and titles.fold(line.text) == titles.fold(title)


def wechat_line(line: Line, candidates: Candidates) -> bool:
    """Read "[原创 ]author  account   date time". True if the line is of that form."""
    if ":" not in line.text or len(line.text) > 200:
        return False
    match = _WECHAT_LINE.match(line.text.replace("\u00a0", " ").strip())
    if not match:
        return False
    original, who, when = match.groups()
    parts = _GAP.split(who.strip()) if who.strip() else []
    if not 1 <= len(parts) <= 2:
        return False
    candidates.add("account", parts[-1], "byline line")
    if len(parts) == 2:
        candidates.add("authors", parts[0], "byline line")
    candidates.add("published_at", when, "byline line")
    if original:
        candidates.add("is_original", "原创", "byline line")
    return True


def read_head(lines: list[Line], candidates: Candidates, known: Metadata, books: Books) -> None:
    """Byline, source and credit lines above the text."""
    head = _head(lines)
    account = next((str(v) for v, _ in candidates.of("account")), None)
    for number, line in enumerate(head):
        text = bylines.normalize(line.text)
        if number <= 2 and wechat_line(line, candidates):
            claim(line, books, "byline", BYLINE, "author, account and time")
        elif text in _ORIGINAL:
            candidates.add("is_original", text, "a line at the head")
            claim(line, books, "byline", BYLINE, "the mark of an original")
            _author_below(head, number, account, candidates, books)
        elif account and publishers.same(text, account):
            claim(line, books, "byline", BYLINE, "the account")
        else:
            _credit(line, text, "head", candidates, books)
    for above, below in pairwise(head):
        _link_below(above, below, candidates, books)


def _head(lines: list[Line]) -> list[Line]:
    """The lines before the first paragraph of text."""
    head = []
    for line in lines[: 2 * HEAD_LINES]:
        if line.is_body or len(head) == HEAD_LINES:
            break
        head.append(line)
    return head


def _author_below(head: list[Line], number: int, account: str | None, candidates: Candidates, books: Books) -> None:
    """原创 / author / account, each on its line, as a saved WeChat page prints them."""
    for below in range(number + 1, min(number + 3, len(head))):
        if account and publishers.same(bylines.normalize(head[below].text), account):
            for line in head[number + 1 : below]:
                if names.why_not(bylines.normalize(line.text)) is None:
                    candidates.add("authors", line.text.strip(), "the line under 原创")
                    claim(line, books, "byline", BYLINE, "the author, between 原创 and the account")
            return


def read_tail(lines: list[Line], candidates: Candidates, books: Books) -> None:
    """Source and credit lines under the text."""
    below = reversed(lines[len(_head(lines)) :])
    tail = list(islice((line for line in below if is_free(line, books) or says_credit(line)), TAIL_LINES))[::-1]
    for line in tail:
        _credit(line, bylines.normalize(line.text), "tail", candidates, books)
    for line in tail:
        if "编" in line.text or "編" in line.text:  # no label of an editor is without
            candidates.add("editors", read_header(line.text).editors, "a line at the tail")
    for above, below in pairwise(tail):
        _link_below(above, below, candidates, books)


def says_credit(line: Line) -> bool:
    """The line names a source, authors or editors and nothing else."""
    text = bylines.normalize(line.text[:200])
    return bool(origins.read(text) or _CREDIT_LABEL.match(text) or bylines.parse_byline(text) or _EDITORS.search(text))


def _credit(line: Line, text: str, where: str, candidates: Candidates, books: Books) -> None:
    """One line of the head or the tail: origin, former title, credits, byline, date."""
    if line.block.kind == "list_item":
        return
    origin = f"a line at the {where}"
    if source := origins.read(text):
        candidates.add("original_publisher" if source.is_original else "credited", source.publisher, origin)
        candidates.add("authors", source.authors, origin)
        candidates.add("former_title", source.former_title, origin)
        claim(line, books, "origin", ORIGIN, source.what)
    elif _CREDIT_LABEL.match(text):
        if byline := bylines.parse_byline(text):
            candidates.add("editors", byline.editors, origin)
        claim(line, books, "credits", CREDITS, "editors")
    elif byline := bylines.parse_byline(text):
        candidates.add("authors" if byline.kind == "credit" else "guests", byline.authors, origin)
        candidates.add("editors", byline.editors, origin)
        if byline.kind == "credit":
            candidates.add("paper", byline.publisher, origin)
            claim(line, books, "byline", BYLINE, "authors: " + "、".join(byline.authors)[:80])
    elif where == "head" and not line.block.path and _is_date(text):  # a page prints its time outside the article
        if _says_nothing_new(text, candidates):
            candidates.add("published_at", text, origin)
            claim(line, books, "byline", BYLINE, "time of publication")
    elif where == "head" and dates.may_hold_day(text) and _says_time(said := read_header(line.text)):
        candidates.add("published_at", said.published, origin)
        candidates.add("credited", said.publisher, origin)
        candidates.add("authors", said.authors, origin)
        claim(line, books, "byline", BYLINE, "time, source or author")


def _says_time(said: Said) -> bool:
    return said.published is not None and bool(said.labelled or said.authors)


def _says_nothing_new(text: str, candidates: Candidates) -> bool:
    """No time of publication is known yet, or it is the same day: else the date is that of an event."""
    try:
        day = dates.parse(text).at.date()
        known = [m.at.date() for value, _ in candidates.of("published_at") if (m := dates.parse(value))]
    except dates.ImpossibleDate:
        return False
    return not known or day in known


def _is_date(text: str) -> bool:
    """A line that is a date, to the day and with its year, and nothing else."""
    if not dates.may_hold_day(text):
        return False
    text = _DATE_LABEL.sub("", text) if text.startswith(("发", "發", "刊")) else text
    if len(text) > MAX_DATE_LINE or any(map(str.isalpha, text.translate(_DATE_LETTERS))):
        return False
    try:
        moment = dates.parse(text)
    except dates.ImpossibleDate:
        return True
    return moment is not None and moment.precision in ("day", "minute", "second")


_DATE_LETTERS = {ord(letter): None for letter in "年月日号时分秒点周星期一二三四五六天上下午"}


def _link_below(above: Line, below: Line, candidates: Candidates, books: Books) -> None:
    """原文链接: on one line and the address on the next."""
    if "://" not in below.text or not _URL.match(below.text.strip()):
        return
    if origins.asks_for_link(bylines.normalize(above.text)):
        claim(below, books, "origin", ORIGIN, "address of the original")
