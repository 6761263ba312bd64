"""Titles: cleaned, told apart from the site's name, and recognized where the text prints them again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import re2

# A headline is a line; a "title" of a megabyte is cut here, with a warning by the caller.
MAX_CHARS = 300
# A line repeats a title but for a tail (漏洞预警, 附工具) of at most so many letters ...
MAX_TAIL = 8
# ... if the shared beginning is at least so long, and so much of the longer of the two.
MIN_SHARED, MIN_SHARE = 10, 0.8
# A title this short is a word of the text as well: only a whole heading repeats it.
MIN_REPEAT = 6
# What follows the last separator of a <title> is the site's name if it is not longer than this.
MAX_SITE = 20
# Names of channels before the site's name (财经, 娱乐频道) are not longer than this.
MAX_CHANNEL = 6

_END = r"^(.*[^\s_|｜丨»–—-])"
_REST = rf"([^_|｜丨»–—-]{{1,{MAX_SITE}}})$"
# A hyphen without spaces also stands inside words: it ends the title only before a short rest in Han.
_SITE_TAIL = re2.compile(
    rf"{_END}(?:\s*[_|｜丨»]\s*|\s+[-–—]+\s*|\s*(?:--+|[–—]+)\s*){_REST}|{_END}\s*-\s*(\p{{Han}}[\p{{Han}}\w]{{1,11}})$"
)
_NOT_ALNUM = re.compile(r"[\W_]+")
_ALNUM = re.compile(r"[^\W_]")
# Marks that a line may begin with before its first letter. That letter stands for itself in the folded form: it is Han, or
# ASCII and not followed by a mark that could join it.
_BEGINS = re.compile(
    r"[\s!-/:-@\[-`{-~\u3001-\u3003\u3008-\u3011\u3014-\u301b“”‘’—…]*+(?:([\u4e00-\u9fff])|([0-9A-Za-z])(?![^\x00-\x7f\u3000-\u9fff]))"
)
_BREADCRUMB = re2.compile(r"\S\s+(?:>+|›|»)\s+\S|^(?:首页|当前位置|您(?:现)?在的?位置|您的位置)[:：\s]*.{0,10}[>›»]")
_SENTENCE_END = re2.compile(r"[。；;，,：:]$")


def tidy(title: str) -> str:
    """One line, white space closed up, at most MAX_CHARS long."""
    return " ".join(title[: 4 * MAX_CHARS].split())[:MAX_CHARS].strip()


@lru_cache(maxsize=64)  # one title is compared with every line of its document
def fold(text: str) -> str:
    """Letters and digits only, NFKC, lower case: the form in which titles are compared."""
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", text[: 4 * MAX_CHARS]).lower())


def first_letter(form: str) -> str:
    """The first letter or digit of a matching form, empty if it has none: lines that repeat a title begin alike."""
    found = _ALNUM.search(form)
    return found[0] if found else ""


def alike(lines: list[str], title: str) -> list[int]:
    """The numbers of the lines that may repeat `title`: their first letter is its first, or hard to tell."""
    first = fold(title)[:1]
    return [number for number, line in enumerate(lines) if not _begins_otherwise(line, first)]


def _begins_otherwise(line: str, first: str) -> bool:
    begins = _BEGINS.match(line)
    return begins is not None and begins[begins.lastindex].lower() != first


def repeats(line: str, title: str, *, exact: bool = False) -> bool:
    """`line` says what `title` says and nothing more but a short tail; with `exact` not even that."""
    b = fold(title)
    if _begins_otherwise(line, b[:1]):
        return False
    a = fold(line)
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


def without_site(title: str) -> str:
    """`<title>` without the site's and the channel's name behind it: cut at each separator before a short rest."""
    title = tidy(title)
    first = True
    while cut := _SITE_TAIL.match(title):
        head, rest = (cut[1], cut[2]) if cut[1] else (cut[3], cut[4])
        if len(fold(head)) < MIN_REPEAT or not (first or len(rest) <= MAX_CHANNEL):
            break
        title, first = head.strip(), False
    return title


def begins_site(rest: str) -> bool:
    """`rest`, what follows a title in <title>, begins with a separator: then the title was whole."""
    return rest[:1] in "_|｜丨» -–—\u3000" or rest[:1].isspace()


def is_breadcrumb(line: str) -> bool:
    """首页 > 频道 > 正文: the way to the page, not its title."""
    return bool(_BREADCRUMB.search(line))


def could_be(line: str) -> bool:
    """A line that may be a headline where no markup says so: short, and not ended like a clause."""
    return 4 <= len(fold(line)) <= 60 and not _SENTENCE_END.search(line)
