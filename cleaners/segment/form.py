"""The matching form: what a line looks like to a rule.

Rules match whole lines, so everything that a writer varies without meaning it goes: width and case of letters,
white space, zero-width characters, emphasis marks, emoji, arrows, and ornaments at either end.
"""

from __future__ import annotations

import re
import unicodedata

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


def fold(text: str) -> str:
    """NFKC, lower case, no white space but newlines, no zero-width characters, emphasis marks or pictures."""
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
