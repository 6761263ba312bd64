"""The sources a rule pack names in [metadata], and the general ones: meta elements, JSON-LD, page variables.

A pack's source is "css:SELECTOR", "css:SELECTOR@attribute", "meta:NAME", "js:REGEX" with one group, "jsonld:KEY" (dots go
down), or "lines:REGEX" with one group, matched on the visible lines joined by newlines (see `of_lines`). What follows
" -> " is a template for the value: "js:id=(\\d+) -> https://example.org/{}".
"""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterator
from functools import lru_cache

import re2
from lxml import etree

from cleaners.segment.html_select import Index
from schemas.errors import RuleError

# A value in a page is shorter; the rest is not read.
MAX_VALUE = 2000
# JSON-LD blocks beyond this size or number are not metadata of one article.
MAX_JSON_CHARS, MAX_JSON_BLOCKS, MAX_JSON_NODES = 200_000, 20, 2_000
# Elements of one selector that are looked at.
MAX_ELEMENTS = 5

_JS_ESCAPE = re2.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")


class PageSources:
    """One page, asked for the values its pack and the general lists name."""

    def __init__(self, index: Index, data: bytes):
        self.index, self.root = index, index.root
        self.data = data
        self._meta: dict[str, str] | None = None
        self._json: list[dict] | None = None

    def ask(self, source: str) -> Iterator[str]:
        """The values of one source of a pack, in page order. Raises RuleError for a source of no known kind."""
        source, _, template = source.partition(" -> ")
        kind, _, rest = source.partition(":")
        if template:
            yield from (template.replace("{}", value) for value in self.ask(source))
            return
        if kind == "css":
            css, at, attribute = rest.rpartition("@")
            yield from self.css(css if at else rest, attribute if at else None)
        elif kind == "meta":
            yield from filter(None, [self.meta.get(rest.strip().lower())])
        elif kind == "js":
            for match in compiled(rest).finditer(self.data):
                if value := unescape_js((match[1] or b"").decode()).strip():
                    yield value[:MAX_VALUE]
                    return
        elif kind == "jsonld":
            yield from self.jsonld(rest)
        elif kind != "lines":
            raise RuleError(f"metadata source {source!r}: it begins with none of css, meta, js, jsonld, lines")

    def css(self, css: str, attribute: str | None = None) -> Iterator[str]:
        """The text, or an attribute, of the elements a selector names."""
        for element in self.index.select(css)[:MAX_ELEMENTS]:
            if value := (element.get(attribute) if attribute else text_of(element)):
                yield value.strip()[:MAX_VALUE]

    @property
    def meta(self) -> dict[str, str]:
        """The first content of every meta element, by its name, property or itemprop."""
        if self._meta is None:
            self._meta = {}
            for element in self.index.tagged("meta"):
                name = element.get("name") or element.get("property") or element.get("itemprop") or ""
                content = (element.get("content") or "").strip()
                if name and content:
                    self._meta.setdefault(name.strip().lower(), content[:MAX_VALUE])
        return self._meta

    def jsonld(self, key: str) -> Iterator[str]:
        """The values under a key of the page's JSON-LD objects; lists give each of their texts."""
        if self._json is None:
            self._json = list(_json_objects(self.root))
        for data in self._json:
            for value in _down(data, key.split(".")):
                if isinstance(value, str) and value.strip():
                    yield value.strip()[:MAX_VALUE]


@lru_cache(maxsize=512)
def compiled(pattern: str):
    """A pack's pattern. Raises RuleError for one that is no pattern of RE2 or has not one group."""
    try:
        regex = re2.compile(pattern)
    except re2.error as error:
        raise RuleError(f"metadata source {pattern!r} is no pattern of RE2: {error}") from None
    if regex.groups != 1:
        raise RuleError(f"metadata source {pattern!r} needs exactly one group")
    return regex


def text_of(element: etree._Element) -> str:
    """The text under an element, white space closed up, gaps between elements kept as two spaces."""
    parts = (" ".join(part.split()) for part in element.itertext() if part.strip())
    return "  ".join(parts)


def unescape_js(value: str) -> str:
    """A string literal of a script as text: \\u4e2d, \\x26, \\/ and HTML entities."""

    def one(match) -> str:
        if code := match[1] or match[2]:
            return chr(int(code, 16))
        return {"n": "\n", "t": "\t", "r": ""}.get(match[3], match[3])

    if "\\" in value:
        value = _JS_ESCAPE.sub(one, value)
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return entities.unescape(value)


def _json_objects(root: etree._Element) -> Iterator[dict]:
    blocks = [s for s in root.iter("script") if "ld+json" in (s.get("type") or "")][:MAX_JSON_BLOCKS]
    for block in blocks:
        text = "".join(block.itertext())
        if len(text) > MAX_JSON_CHARS:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        stack, seen = [data], 0
        while stack and seen < MAX_JSON_NODES:
            node = stack.pop(0)
            seen += 1
            if isinstance(node, dict):
                yield node
                stack += [v for v in (node.get("@graph"),) if v]
            elif isinstance(node, list):
                stack += node[:MAX_JSON_NODES]


def _down(data: object, keys: list[str]) -> Iterator[object]:
    if isinstance(data, list):
        for item in data[:MAX_ELEMENTS]:
            yield from _down(item, keys)
    elif not keys:
        yield data
    elif isinstance(data, dict) and keys[0] in data:
        yield from _down(data[keys[0]], keys[1:])


def of_lines(pattern: str, text: str) -> str | None:
    """The group of the last match of a "lines:" source in the visible lines joined by newlines."""
    found = None
    for match in compiled(pattern).finditer(text):
        found = match[1]
    return found.strip() if found else None
