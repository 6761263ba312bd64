"""Text that a page shows but does not carry as elements: in a variable of its script, or as escaped markup.

Packs say where: `page_text` under [html] lists patterns whose group is a JSON list of texts (galleries of Toutiao),
`markup` lists selectors of elements whose text is markup (Huanqiu keeps the article in a textarea).
"""

from __future__ import annotations

import json
from functools import lru_cache

import re2
from lxml import etree

from cleaners.chrome.packs import Pack
from cleaners.segment.html_parse import parse
from cleaners.segment.html_select import Index
from schemas.errors import SegmentError

# A reader sees the text of a gallery; the element that then holds it has this class.
PAGE_TEXT = "page-text"


def unpacks(pack: Pack) -> bool:
    """Pages of the pack may keep text elsewhere."""
    return "markup" in pack.html or "page_text" in pack.html


def unpack(index: Index, data: bytes, pack: Pack) -> etree._Element | None:
    """Make elements of what the page keeps elsewhere; the index does not know them. The element with the texts of a page
    variable, if there is one."""
    root = index.root
    for selector in pack.html.get("markup", ()):
        for element in index.select(selector):
            _unescape(element)
    for pattern in pack.html.get("page_text", ()):
        if texts := _texts(data, pattern):
            body = root.find("body")
            holder = etree.SubElement(root if body is None else body, "div", {"class": PAGE_TEXT})
            for text in texts:
                etree.SubElement(holder, "p").text = text
            return holder
    return None


def _unescape(element: etree._Element) -> None:
    markup = "".join(element.itertext())
    if "<" not in markup:
        return
    try:
        inner, _ = parse(markup.encode())
    except SegmentError:
        return
    body = inner.find("body")
    element[:] = []
    element.tag, element.text = "div", None
    element.extend(inner if body is None else body)


@lru_cache(maxsize=64)
def _compiled(pattern: str):
    return re2.compile(pattern)


def _texts(data: bytes, pattern: str) -> list[str]:
    """The texts a pattern finds: a JSON list, as it is or quoted once more as a string of script."""
    found = _compiled(pattern).search(data)
    if not found:
        return []
    text = found[1].decode()
    for candidate in (text, _unquoted(text)):
        try:
            value = json.loads(candidate)
        except ValueError:
            continue
        if isinstance(value, list):
            texts = [v for v in value if isinstance(v, str)]
            # lxml takes no control characters; they print nothing
            return [clean for t in texts if (clean := "".join(c for c in t if c.isprintable() or c.isspace()).strip())]
    return []


def _unquoted(text: str) -> str:
    try:
        return json.loads(f'"{text}"')
    except ValueError:
        return ""
