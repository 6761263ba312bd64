"""Titles: cleaned, told apart from the site's name, and recognized where the text prints them again."""

from __future__ import annotations

import unicodedata

import re2

# A headline is a line; a "title" of a megabyte is cut here, with a warning by the caller.
MAX_CHARS = 300
# A line repeats a title but for a tail (漏洞预警, 附工具) of at most so many letters ...
MAX_TAIL = 8
# ... if the shared beginning is at least so long, and so much of the longer of the two.
MIN_SHARED, MIN_SHARE = 10, 0.7
# A title this short is a word of the text as well: only a whole heading repeats it.
MIN_REPEAT = 6
# What follows the last separator of a <title> is the site's name if it is not longer than this.
MAX_SITE = 20

_LETTERS = re2.compile(r"[^\p{L}\p{N}]+")
_SITE_TAIL = re2.compile(rf"^(.*\S)(?:\s*[_|｜丨»]\s*|\s+[-–—]+\s*|\s*[-–—]{{1,2}}\s*)([^_|｜丨»–—-]{{1,{MAX_SITE}}})$")
_SENTENCE_END = re2.compile(r"[。；;，,：:]$")


def tidy(title: str) -> str:
    """One line, white space closed up, at most MAX_CHARS long."""
    return " ".join(title[: 4 * MAX_CHARS].split())[:MAX_CHARS].strip()


def fold(text: str) -> str:
    """Letters and digits only, NFKC, lower case: the form in which titles are compared."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text[: 4 * MAX_CHARS]).lower())


def repeats(line: str, title: str, *, exact: bool = False) -> bool:
    """`line` says what `title` says and nothing more but a short tail; with `exact` not even that."""
    a, b = fold(line), fold(title)
    if a == b:
        return len(a) >= MIN_REPEAT
    if exact:
        return False
    short, long = sorted((a, b), key=len)
    return (
        len(short) >= MIN_SHARED
        and len(long) - len(short) <= MAX_TAIL
        and len(short) >= MIN_SHARE * len(long)
        and long.startswith(short)
    )


def without_site(title: str, site_names: tuple[str, ...] = ()) -> str:
    """`<title>` without the site's and the channel's name behind it: cut at each separator before a short rest.

    The first cut is always made (title tags nearly always end with the site), further ones only where the rest is
    a known site name or holds no more than a few letters of Latin or Han (频道, 新闻).
    """
    title = tidy(title)
    cut = _SITE_TAIL.match(title)
    while cut and len(fold(cut[1])) >= MIN_REPEAT:
        title = cut[1].strip()
        cut = _SITE_TAIL.match(title)
        if cut and not (len(cut[2]) <= 6 or any(name in cut[2] for name in site_names)):
            break
    return title


def could_be(line: str) -> bool:
    """A line that may be a headline where no markup says so: short, and not ended like a clause."""
    return 4 <= len(fold(line)) <= 60 and not _SENTENCE_END.search(line)
