"""The matching form: what a line looks like to a rule.

Rules match whole lines, so everything that a writer varies without meaning it goes: width and case of letters,
white space, zero-width characters, emphasis marks, emoji, arrows, and ornaments at either end.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np

# Text that shows nothing: white space and format characters. One definition: what a segmenter passes over as nothing, the
# books take as white space, and a private character of an icon font is neither.
NOTHING = re.compile("[\\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff]*")

# Ornaments and separators that authors put around a line; inside a line they stay ("编辑|王五" needs its bar).
ENDS = "-–—―‐‑−_=~|¦·•‧∙.…、/\\+^'\"`´«»⁃ꔷ﹒・"

# Emphasis and heading marks of Markdown, dropped wherever they stand.
MARKS = "*#>`"

# Symbols that say something: whose the text is.
KEPT = "©®"

# Blocks of arrows, box drawing, geometric shapes and dingbat-like symbols. Some are category Sm, so the
# category alone would keep them.
SYMBOL_RANGES = ((0x2190, 0x21FF), (0x2300, 0x23FF), (0x2500, 0x27BF), (0x27F0, 0x27FF), (0x2900, 0x297F),
                 (0x2B00, 0x2BFF), (0xFE00, 0xFE0F), (0x1F000, 0x1FAFF))  # fmt: skip

# Categories that print nothing or print a picture: spaces, controls, formats, private use, unassigned,
# surrogates, symbols. Newlines survive, so that a whole document can be folded at once.
DROPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cn", "Cs", "So", "Sk"}


# A text with more different characters to drop than this is dropped in one translation instead of one by one.
MAX_REPLACED = 64


# A shorter text is folded at once without arrays.
MIN_TABLE = 200

# Most characters of a text fold to themselves or to their lower case; only the others are looked up.
_NOT_COMPOSED = re.compile("[^\x00-\x7f\u4e00-\u9fff\u3001\u3002“”‘’—]")
_MAY_DROP = re.compile("[^\u4e00-\u9fff0-9a-z!\"$%&'()+,./:;<=?@\\[\\]_{|}~“”、。\n-]")

# Blocks whose characters neither compose with the one before nor are marks: each is normalized by itself.
_ALONE = re.compile(
    "[\x80-\u02ff\u0370-\u0482\u048a-\u052f\u2000-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u3130\u3190-\u9fff"
    "\ue000-\ufaff\ufe00-\ufe0f\ufe30-\ufe6b\uff01-\uff9d\uffe0-\uffef\U0001f000-\U0001faff]"
)


class _Dropped(dict):
    """Which characters are dropped. Fills itself: each is looked up in the Unicode tables once."""

    def __missing__(self, char: str) -> bool:
        drop = (
            char not in KEPT
            and char != "\n"
            and (
                char in MARKS
                or any(a <= ord(char) <= b for a, b in SYMBOL_RANGES)
                or unicodedata.category(char) in DROPPED_CATEGORIES
            )
        )
        self[char] = drop
        return drop


class _Normal(dict):
    """The NFKC form of characters that are normalized by themselves, None for any other. Fills itself."""

    def __missing__(self, char: str) -> str | None:
        normal = unicodedata.normalize("NFKC", char) if _ALONE.match(char) else None
        self[char] = normal
        return normal


_DROPPED = _Dropped()
_NORMAL = _Normal()


# What a character becomes, by its code: the code it folds to, or one of these. The table fills itself.
_UNKNOWN, _DROP, _SEVERAL, _JOINS = -1, -2, -3, -4
_FORMS = np.full(0x20000, _UNKNOWN, np.int32)


def fold(text: str) -> str:
    """NFKC, lower case, no white space but newlines, no zero-width characters, emphasis marks or pictures."""
    if len(text) < MIN_TABLE:
        return _fold(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if codes.max() >= len(_FORMS):
        return _fold(text)
    forms = _FORMS[codes]
    special = set(codes[forms < _DROP].tolist())
    if new := set(codes[forms == _UNKNOWN].tolist()):
        for code in new:
            _FORMS[code] = _form_of(chr(code))
        return fold(text)
    if special:
        normal = {chr(code): _NORMAL[chr(code)] for code in special}
        if None in normal.values() or any(_FORMS[ord(c)] == _JOINS for form in normal.values() for c in form):
            return _fold(text)
        for char, form in normal.items():
            text = text.replace(char, form)
        return fold(text)
    return forms[forms >= 0].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _form_of(char: str) -> int:
    normal = _NORMAL[char] if _NOT_COMPOSED.match(char) else char
    if normal is None or char == "Σ":  # in lower case another one at the end of a word
        return _JOINS
    lower = normal.lower()
    if len(normal) != 1 or len(lower) != 1:
        return _SEVERAL if len(normal) != 1 else _JOINS
    return _DROP if lower == " " or _DROPPED[lower] else ord(lower)


def _fold(text: str) -> str:
    """`fold` of a text that is short, or holds characters that join with others or depend on them."""
    if not text.isascii():
        text = _nfkc(text)
    text = text.lower().replace(" ", "")
    dropped = [char for char in set(_MAY_DROP.findall(text)) if _DROPPED[char]]
    if len(dropped) > MAX_REPLACED:
        return text.translate(dict.fromkeys(map(ord, dropped)))
    for char in dropped:
        text = text.replace(char, "")
    return text


def _nfkc(text: str) -> str:
    """NFKC; a text without marks, which is nearly every one, character by character and each different one once."""
    found = set(_NOT_COMPOSED.findall(text))
    if len(found) > MAX_REPLACED or any(_NORMAL[char] is None for char in found):
        return unicodedata.normalize("NFKC", text)
    for char in found:
        if char != (normal := _NORMAL[char]):
            text = text.replace(char, normal)
    return text


def match_form(text: str) -> str:
    """Matching form of one line without link syntax: `fold` with the ornaments at both ends gone."""
    return fold(text).replace("\n", "").strip(ENDS)
