"""HTML text to one lxml tree, whatever the text is, in bounded time and memory."""

from __future__ import annotations

import re

import re2
from lxml import etree

from schemas.errors import SegmentError

# A page with more tags than this is no article (the largest of our samples has 20,000); its tree would take more
# than half a gigabyte and a minute.
MAX_TAGS = 500_000

# lxml compares each attribute of a tag with all before it; no element has this many.
MAX_ATTRIBUTES = 1_000
LONG_TAG = 20_000  # bytes; shorter tags are not counted, they cannot hold that many

# Deeper trees are parsed again without formatting tags, which pile up where nobody closes them. BeautifulSoup's parser
# loses what stands deeper than 256 elements, lxml's own what stands deeper than 2,048.
MAX_DEPTH = 200

# Never shown to a reader. `textarea` holds templates on Sina pages; video and audio hold what old browsers show.
INVISIBLE = (
    "head", "script", "style", "noscript", "template", "textarea", "iframe", "svg", "video", "audio", "canvas",
    "datalist", "link", "meta", "title", "object",
)  # fmt: skip

# Each reads a character once.
_ENDINGS = re.compile(rb"(?i)</(?:html|body)[ \t\r\n]{0,9}>")
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % LONG_TAG)
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_FORMATTING = re2.compile(r"(?i)</?(?:b|i|u|s|em|strong|font|span|small|big|sub|sup|ins|del|tt|center|a)(?:\s[^<>]*)?>")
_ANY_TAG = re2.compile(r"(?i)<(/?)(script|style|title|textarea|[a-z][\w:-]*)(?:[\s/][^<>]*)?>")
_KEPT = frozenset(("script", "style", "title", "textarea"))
_QUOTED = re2.compile(rb"\"[^\"]*\"|'[^']*'")


def parse(data: bytes) -> tuple[etree._Element, list[str]]:
    """The tree of the page, which comes in UTF-8, and warnings of what had to be given up for it.

    `</html>` and `</body>` inside the page (portals glue two pages together) would put the rest into a second
    tree, where nobody looks; they end the page anyway, so they all go. Raises SegmentError when there is no
    element, and for more than MAX_TAGS tags or MAX_ATTRIBUTES in one of them.
    """
    data = data.replace(b"\0", b"")
    _check(data)
    if len(_ENDINGS.findall(data)) > 2:
        data = _ENDINGS.sub(b"", data)
    root = _tree(data)
    if root is not None:
        return root, []
    html = data.decode()
    root = _tree(_FORMATTING.sub("", html).encode())
    if root is not None:
        return root, [f"nested deeper than {MAX_DEPTH} elements: read without formatting tags"]
    root = _tree(_ANY_TAG.sub(_flat, html).encode())
    if root is None:
        raise SegmentError(f"the page is nested deeper than {MAX_DEPTH} elements, whatever is left out", "too-deep")
    return root, [f"nested deeper than {MAX_DEPTH} elements: read as a row of lines"]


def _check(data: bytes) -> None:
    if len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS:
        raise SegmentError(f"the page has more than {MAX_TAGS} tags; no article has", "too-many-tags")
    if not _may_hold_long_tag(data):
        return
    for tag in _LONG_TAG.finditer(data):
        if len(tag[0].split()) > MAX_ATTRIBUTES and len(_QUOTED.sub(b"", tag[0]).split()) > MAX_ATTRIBUTES:
            raise SegmentError(f"a tag has more than {MAX_ATTRIBUTES} attributes; no element has", "bad-tag")


def _may_hold_long_tag(data: bytes) -> bool:
    """A stretch of half a long tag holds no angle bracket. Looked for stretch by stretch, each read to its first one."""
    half = LONG_TAG // 2
    return any(
        data.find(b"<", at, at + half) < 0 and data.find(b">", at, at + half) < 0
        for at in range(0, len(data) - half + 1, half)
    )


def _tree(data: bytes) -> etree._Element | None:
    """The tree, or None when it is too deep. Raises SegmentError when there is none."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise SegmentError(f"the page cannot be parsed as HTML: {error}", "no-html") from error
    if root is None:
        raise SegmentError("the page holds no HTML element and no text", "no-html")
    return None if _TOO_DEEP(root) or any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log) else root


def _flat(tag) -> str:
    """A tag of a hopeless page: formatting goes, anything else ends the line."""
    return tag[0] if tag[2].lower() in _KEPT else "<br>"
