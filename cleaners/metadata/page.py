"""The fields an HTML page gives, read while its tree is alive: the pack's sources first, then the general ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import re2
from lxml import etree

from cleaners.metadata import titles, urls
from cleaners.metadata.candidates import field_table
from cleaners.metadata.sources import PageSources, text_of
from cleaners.segment.html_select import Index

# Origins of a pack's own sources begin so: they go before what the page prints in its header.
PACK = "pack"
# Elements that print headlines. Others are looked at only by their class (title, tit, headline).
_HEADLINES = ("h1", "h2", "h3", "h4", "h5")
_MAY_PRINT = frozenset(("div", "span", "p", "td", "strong", "font"))
# Headline elements looked at: pages of link lists have hundreds.
MAX_HEADLINES = 300
# A headline is broken into a few elements at most; an element with more is a block of the page.
MAX_PARTS = 20

# Browsers write where they saved a page from into a comment at its beginning.
SAVED_FROM_BYTES = 2000
_SAVED_FROM = re2.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")

# A share button carries the page's own address: behind one of these, as what follows says.
_SHARES = (
    b"service.weibo.com/share/share.php",
    b"cgi_qzshare_onekey",
    b"connect.qq.com/widget/shareqq",
    b"facebook.com/sharer",
)
_SHARED = re2.compile(r"(?i)[^\"'<>\s]{0,300}?[?&;](?:url|u)=(https?(?:%3a|:)[^\"'<>\s&]+)")

# The names packs use, and the fields they mean.
_FIELDS = {"author": "authors", "editor": "editors", "url": "canonical_url"}


def page_fields(index: Index, data: bytes, pack) -> dict[str, list[tuple[str, str]]]:
    """Candidates per field of `Metadata`, in order of trust, each with where it came from.

    index: the page's tree before scripts are taken out; data: its source in UTF-8; pack: the rule pack with its [metadata].
    Raises RuleError for a metadata source of the pack that cannot be read.
    """
    page = PageSources(index, data)
    found: dict[str, list[tuple[str, str]]] = {}

    def add(field: str, value: str, origin: str) -> None:
        found.setdefault(field, []).append((value, origin))

    for name, sources in pack.metadata.items():
        for number, source in enumerate(sources, 1):
            for value in page.ask(source):
                add(field_name(name), value, source_name(pack, name, number))
    tag = _title_tag(index)
    if headline := _headline(index, tag):
        add("title", headline, "headline, part of <title>")
    for link in index.tagged("link"):
        if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
            add("canonical_url", link.get("href"), "link canonical")
    for kind in ("meta", "jsonld"):
        for field, keys in field_table()[kind].items():
            for key in keys:
                for value in [page.meta[key]] if kind == "meta" and key in page.meta else ():
                    if field != "title" or not _is_cut(value, tag):
                        add(field, value, f"meta {key}")
                for value in page.jsonld(key) if kind == "jsonld" else ():
                    add(field, value, f"JSON-LD {key}")
    if saved := _SAVED_FROM.search(data[:SAVED_FROM_BYTES]):
        add("canonical_url", saved[1].decode("utf-8", "replace"), "comment of the browser that saved the page")
    if not any(urls.canonical(value) for value, _ in found.get("canonical_url", ())) and (link := _share_link(data)):
        add("canonical_url", link, "share link")
    if tag:
        add("title", titles.without_site(tag), "<title> without the site's name")
    return found


def _share_link(data: bytes) -> str | None:
    """The address that the page's first share button carries. Plain bytes are looked for much faster than a pattern."""
    ends = sorted(at + len(part) for part in _SHARES for at in _places(data, part))
    return next((link[1].decode() for end in ends if (link := _SHARED.match(data, end))), None)


def _places(data: bytes, part: bytes) -> Iterator[int]:
    at = data.find(part)
    while at >= 0:
        yield at
        at = data.find(part, at + 1)


def field_name(name: str) -> str:
    """The field of `Metadata` that a key of a pack's [metadata] means."""
    return _FIELDS.get(name, name)


def source_name(pack, name: str, number: int) -> str:
    """What evidence calls a pack's source: selectors as they are, patterns by their number."""
    source = pack.metadata[name][number - 1]
    kind = source.partition(":")[0]
    shown = source if kind in ("css", "meta", "jsonld") else f"{kind} pattern {number} for {name}"
    return f"{PACK} {pack.platform}, {shown}"


def _title_tag(index: Index) -> str:
    for element in index.tagged("title"):
        in_svg = element.getparent() is not None and element.getparent().tag == "svg"
        if not in_svg and (text := titles.tidy(text_of(element))):
            return text
    return ""


def _is_cut(value: str, tag: str) -> bool:
    """`value` ends in the middle of what <title> says: an unescaped quote cut the attribute."""
    value = titles.tidy(value)
    rest = tag[len(value) :] if tag.startswith(value) else ""
    return bool(rest) and not titles.begins_site(rest)


def _headline(index: Index, tag: str) -> str | None:
    """The text of the element that prints the headline: the longest that <title> begins or ends with."""
    whole = titles.fold(tag)
    best, best_size = None, titles.MIN_REPEAT - 1
    for element in _headline_elements(index, whole):
        text = titles.tidy(text_of(element))
        size = len(titles.fold(text))
        if size <= best_size or size > len(whole):
            continue
        folded = titles.fold(text)
        if whole.startswith(folded) or (whole.endswith(folded) and 2 * size > len(whole)):
            best, best_size = text, size
    return best


def _headline_elements(index: Index, whole: str) -> list[etree._Element]:
    """Headings, and elements whose class or id says that they print a headline, in the order of the page; none that
    begins with a word which does not stand in `whole`."""
    found = set(index.root.iter(*_HEADLINES))
    for names in (index.by_class, index.by_id):
        for name, elements in names.items():
            if "tit" in (lower := name.lower()) or "headline" in lower:
                found.update(element for element in elements if element.tag in _MAY_PRINT)
    found = {element for element in found if _first_word(element) in whole}
    return [element for element in index.sorted(found)[:MAX_HEADLINES] if not _has_many_parts(element)]


def _first_word(element: etree._Element) -> str:
    """The word an element begins with, folded; empty where an element in it begins with none."""
    while not (words := (element.text or "").split(None, 1)):
        if not len(element):
            return ""
        element = element[0]
    return titles.fold(words[0])


def _has_many_parts(element: etree._Element) -> bool:
    return next(islice(element.iterdescendants(), MAX_PARTS, None), None) is not None
