"""HTML to blocks: the page parsed once, the article's element chosen, read, and the rest of the page beside it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit

from lxml import etree

from cleaners import extract
from cleaners.books import Books
from cleaners.chrome.packs import Pack, Packs
from cleaners.metadata.page import page_fields
from cleaners.segment.form import ENDS, fold
from cleaners.segment.html_body import HEADINGS, HIDDEN_RULE, BodyLine, is_spam, read_body
from cleaners.segment.html_page import Line, Page, Styles
from cleaners.segment.html_parse import INVISIBLE, parse
from cleaners.segment.html_select import Index
from cleaners.segment.html_unpack import unpack, unpacks
from schemas.errors import SegmentError
from schemas.records import Block, Segmented

COMMON = "common_html"  # the pack of furniture that web pages share whatever platform they are of
WEB = "web"  # the pack of pages no other pack recognizes
OUTSIDE_RULE = "html.outside@1"

_VERDICT = attrgetter("selector_reason", "selector", "path", "inside")

# A removal selector that covers more than this share of the article's text means something else on this page.
BELIEVED = 0.5

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
SAVED_FROM_CHARS = 1_000  # browsers write the address they saved a page from on top of it


def segment_html(html: str, packs: Packs, url: str | None = None, platform: str | None = None) -> Segmented:
    """Blocks of an HTML page. `source_text` is the visible text of the whole page, one block per line; blocks of the
    article's element have `inside`, and `container` says which element that is and why. `platform` forces a rule pack.

    Raises SegmentError for a page without any text, without elements, or with more tags than a page can have.
    """
    data = html.encode("utf-8", "replace")  # half a character (a lone surrogate) is no text
    root, warnings = parse(data)
    index = Index(root)
    platform = platform or packs.recognize(url=url or _own_url(index, html), html=data) or WEB
    pack = packs[platform]
    fields = page_fields(index, data, pack)
    unpacked = None
    if unpacks(pack):
        unpacked, index = unpack(index, data, pack), Index(root)
    index.strip(INVISIBLE)
    hits = index.hits(packs[COMMON].selectors + pack.selectors)
    cover = {e: rule for _, rule, elements in hits for e in elements}
    element, why = _content(index, pack, unpacked)
    styles = Styles(index)
    page = Page(index, styles, cover, element)
    first = last = page.at
    if element is None:
        element, why = root, "no element stands out, so the whole page"
        if chosen := extract.choose(page):
            element, why = chosen.element, chosen.why
            cover = {e: rule for e, rule in cover.items() if e not in chosen.disbelieved}
        first, last = page.ranges.get(element, (0, len(page.lines)))
    writer = _Writer(cover, {element, *element.iterancestors()}, element_path(element))
    writer.outside(page.lines[:first])
    writer.body(read_body(element, index.rules_within(element, hits), styles))
    writer.outside(page.lines[last:])
    if not writer.blocks:
        raise SegmentError("the page shows no text", "no-text")
    return Segmented(
        source_text=writer.finish(),
        media_type="text/html",
        blocks=writer.blocks,
        platform=platform,
        fields={"page": fields},
        container=f"{writer.path}: {why}",
        warnings=warnings + writer.warnings,
    )


def claim_html(segmented: Segmented, books: Books) -> None:
    """Claim what the page's structure decides: blocks a removal selector covers, and blocks outside the article.

    Neighbours with the same rule in the same kind of element become one claim.
    """
    for (reason, rule, path, inside), blocks in groupby(segmented.blocks, _VERDICT):
        if rule or not inside:
            run = list(blocks)
            if not rule:
                reason, rule, path = "outside", OUTSIDE_RULE, f"{path}, outside {segmented.container}"
            books.remove(run[0].start, run[-1].end, reason, rule, path)


def _own_url(index: Index, html: str) -> str | None:
    """The address the page gives for itself, with a host."""
    saved = _SAVED_FROM.search(html, 0, SAVED_FROM_CHARS)
    addresses = [saved[1]] if saved else []
    addresses += [link.get("href") for link in index.tagged("link") if (link.get("rel") or "").lower() == "canonical"]
    addresses += [
        meta.get("content") for meta in index.tagged("meta") if (meta.get("property") or "").strip() == "og:url"
    ]
    return next((address for address in addresses if address and _host(address)), None)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _content(index: Index, pack: Pack, unpacked: etree._Element | None) -> tuple[etree._Element | None, str]:
    """The first of the pack's content selectors that finds text; of several elements, the one with most text. Where
    none does, the text of a page variable."""
    for css in pack.html.get("content", []):
        if (element := _longest(index.select(css))) is not None:
            return element, f"the content selector {css} of pack {pack.platform}"
    for prefix in pack.html.get("class_prefix", []):
        if (element := _longest(index.class_prefix(prefix))) is not None:
            return element, f"the class prefix {prefix} of pack {pack.platform}"
    return unpacked, "no content element holds text; a variable of the page does"


def _longest(elements: list) -> etree._Element | None:
    sizes = [(sum(len(t.strip()) for t in e.itertext()), -i) for i, e in enumerate(elements)]
    size, number = max(sizes, default=(0, 0))
    return elements[-number] if size else None


def element_path(element: etree._Element, known: dict | None = None) -> str:
    """`div#content.post_body > p`: the element, after the nearest one above it that has a name of its own.

    `known` remembers what was asked for: lines stand beside each other in the same elements.
    """
    known = {} if known is None else known
    below: list[etree._Element] = []
    while (path := known.get(element)) is None:
        own = classes = None
        if element.keys():  # most have no attribute
            own, classes = element.get("id"), element.get("class")
        names = classes.split(None, 2)[:2] if classes else ()
        parent = None if own or names else element.getparent()
        if parent is None:
            path = known[element] = ".".join((f"{element.tag}#{own}" if own else element.tag, *names))
            break
        below.append(element)
        element = parent
    while below:
        element = below.pop()
        path = known[element] = f"{path} > {element.tag}"
    return path


class _Writer:
    """Puts lines one after the other into `source_text` and says what block each is."""

    def __init__(self, cover: dict, above: set, path: str):
        self.cover = cover
        self.above = above
        self.path = path
        self.texts: list[str] = []
        self.blocks: list[Block] = []
        self.at = 0
        self.group = 0
        self.paths: dict = {}
        self.warnings: list[str] = []

    def outside(self, lines: list[Line]) -> None:
        """Lines beside the article, each a block of its own. A selector that names an element above the article
        covers nothing: WeChat hides the article itself until its script has run."""
        rules = {covers: self._covering(covers) for covers in {line.covers for line in lines}}
        for line in lines:
            level = HEADINGS.get(line.element.tag, 0)
            kind, path = "heading" if level else "paragraph", element_path(line.element, self.paths)
            selector, reason = rules[line.covers]
            self.group += 1
            self._add(line.text, kind, level, line.link_chars, path, False, selector, reason)

    def _covering(self, covers: tuple[etree._Element, ...]) -> tuple[str | None, str | None]:
        """Id and reason of the rule of the first of these elements that counts."""
        rule = next((self.cover[e] for e in covers if e in self.cover and e not in self.above), None)
        return (rule.rule_id, rule.reason) if rule else (None, None)

    def body(self, lines: list[BodyLine]) -> None:
        """Lines of the article. What would take most of it away is not believed: hidden text that a script shows, a
        selector that means something else on this page."""
        most = BELIEVED * sum(len(line.text) for line in lines)
        covered = Counter()
        for line in lines:
            covered[line.rule and line.rule.rule_id] += len(line.text)
            covered[HIDDEN_RULE] += len(line.text) * line.hidden
        ignored = {rule for rule, chars in covered.items() if rule and chars > most}
        self.warnings += [f"{rule} covers most of the article and was ignored" for rule in sorted(ignored)]
        base, alone = self.group + 1, Counter(line.group for line in lines)
        for line in lines:
            path = f"{self.path} > {line.path}" if line.path else self.path
            stray = alone[line.group] == 1 and not any(c.isalnum() for c in line.text)  # "***", a row of lost emoji
            kind = "stray" if stray else line.kind
            selector = reason = None
            if line.rule and line.rule.rule_id not in ignored:
                selector, reason = line.rule.rule_id, line.rule.reason
            elif line.hidden and HIDDEN_RULE not in ignored:
                selector, reason = HIDDEN_RULE, "seo_spam" if is_spam(line.text) else "error_ui"
            self.group = base + line.group
            self._add(line.text, kind, line.level, line.link_chars, path, True, selector, reason)

    def finish(self) -> str:
        """The text of all lines, whose blocks get their matching form: folded in one piece, a line costs little."""
        text = "\n".join(self.texts)
        for block, form in zip(self.blocks, fold(text).split("\n"), strict=True):
            block.match = form = form.strip(ENDS)
            if block.link_chars > len(form):
                block.link_chars = len(form)
        return text

    def _add(self, text, kind, level, link_chars, path, inside, selector, reason) -> None:
        """One more block of the group, whose matching form `finish` fills in."""
        start, end = self.at, self.at + len(text)
        self.at = end + 1
        self.texts.append(text)
        self.blocks.append(Block(start, end, kind, self.group, "", level, link_chars, path, inside, selector, reason))
