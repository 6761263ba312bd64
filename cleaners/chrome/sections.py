"""Section rules: a line opens a section of chrome, which runs to its end.

`runs` of a rule says what the section may hold:
  links  a list of other posts: links, list items, titles; ends at running text or at a heading of the article
  text   paragraphs, ends at the next heading that is as high as the opening line (at `until` if the rule has it), at
         code or a table; a rule with `holds` takes only paragraphs in which that is found, and short lines between
  short  short lines; ends at the first longer one
  block  the one paragraph that follows
  all    everything to the end of the document
  end    everything to the end of the document, unless a part of the article stands there
"""

from __future__ import annotations

import re2

from cleaners.chrome.article import ARTICLE_LABEL, ARTICLE_PART, TIMELINE
from cleaners.chrome.lines import MAX_LINE
from cleaners.chrome.packs import Pack
from cleaners.chrome.page import Edges, Page
from cleaners.chrome.rules import SectionRule

# An entry of a list of posts is a title, not a paragraph.
MAX_ENTRY = 70
# A line that opens a section is a heading, whatever its look.
MAX_OPENER = 60
# A line of a "short" section.
MAX_SHORT = 40
# What stands after a mark of the end is furniture up to this share of the document's text.
MAX_REST_SHARE = 0.35
# ... and an introduction of the account that runs over the last line of text, up to this one: articles may be shorter.
MAX_ABOUT_SHARE = 0.5
# A text section that no heading bounds is at most this long.
MAX_BLOCKS = 30


def mark(page: Page, pack: Pack, *, rest: bool = False) -> None:
    """Mark the lines that open a section and those that belong to it.

    With `rest` only by the rules that take all to the end (runs = "end"): those come last, so that what has a rule of
    its own keeps its reason.
    """
    if not pack.sections:
        return
    edges = page.edges()
    for i, rules in _openers(page, pack):
        for rule in rules:
            if (rule.runs == "end") != rest:
                continue
            end = _end(page, i, rule)
            if end == i + 1 and not (rule.alone or _closes(page, rule, i)):
                continue
            if not _stands(page, edges, rule, i, end):
                continue
            for k in range(i, end):
                page.mark(k, rule.reason, rule.rule_id, f"section opened by {page.quote(i)} at {page.where(i)}")
            break


def _openers(page: Page, pack: Pack) -> list[tuple[int, list[SectionRule]]]:
    if page.openers is None:
        short = [
            i
            for i, block in enumerate(page.blocks)
            if len(block.match) <= MAX_OPENER and block.kind not in ("code", "table")
        ]
        found = pack.section_rules_of([page.blocks[i].match for i in short])
        page.openers = [(i, rules) for i, rules in zip(short, found, strict=True) if rules]
    return page.openers


def _closes(page: Page, rule: SectionRule, i: int) -> bool:
    """The heading of a promotion at the end of the document, over nothing but a picture or a card: what it offers is there."""
    return rule.where == "tail" and all(mark is not None for mark in page.marks[i + 1 :])


def _stands(page: Page, edges: Edges, rule: SectionRule, i: int, end: int) -> bool:
    """Whether the section stands where the rule looks.

    The tail of a document comes after its text: in a short one, every line is near the end. A section that covers the
    last body line is the tail, if it is the smaller part of the document.
    """
    if rule.where in ("tail", "end"):
        share = MAX_ABOUT_SHARE if rule.reason == "account_bio" else MAX_REST_SHARE
        if end > edges.last and _is_small_rest(page, i, share):
            return True
        if not any(page.marks[k] is None and page.is_body(k) for k in range(i)):
            return False
    return edges.allow(rule.where, i, i)


def _end(page: Page, i: int, rule: SectionRule) -> int:
    """Position after the last line of the section that line `i` opens."""
    end = {"links": _links, "text": _text, "short": _short, "block": _block, "end": _rest, "all": _all}[rule.runs](
        page, i, rule
    )
    if rule.until:
        pattern = re2.compile(rule.until)
        for k in range(i + 1, end):
            if pattern.fullmatch(page.blocks[k].match):
                return k
    return end


def _links(page: Page, i: int, rule: SectionRule) -> int:
    """Entries: lines with a link; and where the section has none, or stands at the end, lines like titles."""
    count, k = len(page), i + 1
    others = {at for at, rules in page.openers or () if any(other.runs == "all" for other in rules)}
    linked = any(page.blocks[n].link_chars for n in range(i + 1, min(count, i + 4)))
    while k < count:
        block = page.blocks[k]
        if k in others:
            break
        if page.marks[k] is None:
            if block.kind in ("code", "table") or (not block.link_chars and ARTICLE_PART.match(block.match)):
                break
            is_link = block.link_chars * 2 > len(block.match)
            like_title = len(block.match) <= MAX_ENTRY and block.match[-1] not in "。;:,"
            if is_link or _numbers_link(page, k):
                k += 1
                continue
            if not like_title or (linked and block.kind == "heading"):
                break
            if not linked and block.kind == "heading" and _body_follows(page, k):
                break
            in_list = block.kind == "list_item" and page.blocks[k - 1].kind == "list_item"
            if linked and not in_list and _body_follows(page, k):
                break
        k += 1
    return k


def _numbers_link(page: Page, i: int) -> bool:
    """A number over a link, in a list whose entries are numbered like sections."""
    below = page.blocks[i + 1] if i + 1 < len(page) else None
    return below is not None and page.blocks[i].match.isdecimal() and below.link_chars * 2 > len(below.match)


def _body_follows(page: Page, i: int) -> bool:
    """Running text stands within the next few unmarked lines."""
    return any(page.marks[k] is None and page.is_body(k) for k in range(i + 1, min(len(page), i + 6)))


def _text(page: Page, i: int, rule: SectionRule) -> int:
    holds = re2.compile(rule.holds) if rule.holds else None
    level = page.blocks[i].level if page.is_heading(i) else 0
    last = i + 1
    for k in range(i + 1, min(len(page), i + 1 + MAX_BLOCKS)):
        block = page.blocks[k]
        if page.marks[k] is not None:
            if page.marks[k].reason == rule.reason:
                last = k + 1
            continue
        held = holds is not None and holds.search(block.match[:MAX_LINE]) is not None
        if block.kind in ("code", "table") and not held:
            break
        part = page.is_heading(k) and ARTICLE_LABEL.match(block.match)
        if rule.reason == "promo" and not rule.until and (part or TIMELINE.fullmatch(block.match)):
            break  # a part of the article follows, whatever the level of its heading
        if (
            not rule.until
            and not held
            and page.is_heading(k)
            and (not level or not block.level or block.level <= level)
        ):
            break
        if holds is not None and not held:
            if len(block.match) > MAX_SHORT:
                break
            continue
        last = k + 1
    return last


def _short(page: Page, i: int, rule: SectionRule) -> int:
    k = i + 1
    while k < len(page) and page.blocks[k].kind not in ("code", "table") and len(page.blocks[k].match) <= MAX_SHORT:
        k += 1
    return k


def _block(page: Page, i: int, rule: SectionRule) -> int:
    if i + 1 >= len(page) or page.blocks[i + 1].kind in ("code", "table", "heading"):
        return i + 1
    group = page.blocks[i + 1].group
    k = i + 1
    while k < len(page) and page.blocks[k].group == group:
        k += 1
    return k


def _rest(page: Page, i: int, rule: SectionRule) -> int:
    """The end of the document, if most of it stands above and nothing below looks like a part of the article."""
    if not _is_small_rest(page, i) or len(page) - i > MAX_BLOCKS:
        return i + 1
    for k in range(i + 1, len(page)):
        if page.blocks[k].kind in ("code", "table") or ARTICLE_PART.match(page.blocks[k].match):
            return i + 1
    return len(page)


def _is_small_rest(page: Page, i: int, share: float = MAX_REST_SHARE) -> bool:
    """What stands below line `i` is the smaller part of the document by far."""
    below = sum(len(block.match) for block in page.blocks[i + 1 :])
    return below <= share * sum(len(block.match) for block in page.blocks)


def _all(page: Page, i: int, rule: SectionRule) -> int:
    return len(page)
