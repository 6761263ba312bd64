"""Inline markup of one line: links, images, tags. Every pattern is linear: classes exclude what opens them again,
and repeats are possessive."""

from __future__ import annotations

import re
from html import unescape

# A target is empty or looks like an address (`a[i](x)` is code); it may hold one level of parentheses, and a title.
_TARGET = r"\((?=[ \t]*(?:\)|#|[^\s()./:]*+[./:]))(?:[^()\n]++|\([^()\n]*+\))*+\)"
IMAGE = re.compile(r"!\[(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+\]" + _TARGET)
LINK = re.compile(r"\[((?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+)\]" + _TARGET)
TAG = re.compile(r"</?[A-Za-z!][^<>]*+>")
ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def without_links(line: str) -> tuple[str, str, bool]:
    """The line as shown: images gone, links replaced by their text. Also the text of the links, and whether there
    was an image."""
    shown = IMAGE.sub("", line) if "![" in line else line
    pictured = len(shown) != len(line)
    if "](" not in shown:
        return shown, "", pictured
    linked: list[str] = []

    def text_of(match: re.Match) -> str:
        linked.append(match[1])
        return match[1]

    return LINK.sub(text_of, shown), "".join(linked), pictured


def without_tags(line: str) -> str:
    """Text of a line of HTML, cells set apart by a space."""
    return unescape(TAG.sub(" ", line))
