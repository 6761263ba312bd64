"""What a text is written in: HTML, Markdown or plain text. The ending is a hint; the text decides when it lies."""

from __future__ import annotations

import re

HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"

# The head of a text is enough to tell: pages open with their skeleton.
HEAD_CHARS = 4096
# A page without <html> (a fragment a scraper cut out) shows at least this many block elements, and begins with a tag.
MIN_FRAGMENT_TAGS = 3

_SKELETON = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_FRAGMENT_TAG = re.compile(r"</(?:p|div|section|article|span|h[1-6]|li|ul|table)\s*>", re.I)
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>/]", re.I)
_MARKDOWN = re.compile(
    r"^(?:---\n.*?\n---\n|#{1,6} |```|> |[-*] |\d+\. )|!\[[^\]\n]*\]\(|\]\(https?://|\*\*[^*\n]+\*\*", re.M
)


def sniff(text: str, hint: str | None) -> str:
    """The media type of `text`: text/html, text/markdown or text/plain."""
    head = text[:HEAD_CHARS].lstrip("\ufeff \t\r\n")
    looks_html = bool(_SKELETON.search(head)) and head.startswith("<")
    if hint == HTML:
        if looks_html or _ANY_TAG.search(text):
            return HTML
    elif looks_html or (
        hint in (None, PLAIN) and head.startswith("<") and len(_FRAGMENT_TAG.findall(text[:65536])) >= MIN_FRAGMENT_TAGS
    ):
        return HTML
    if hint == MARKDOWN or _MARKDOWN.search(text):
        return MARKDOWN
    return PLAIN
