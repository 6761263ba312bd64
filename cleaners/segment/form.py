"""The matching form: what a line looks like to a rule.

Rules match whole lines, so everything that a writer varies without meaning it goes: width and case of letters,
white space, zero-width characters, emphasis marks, emoji, arrows, and ornaments at either end.
"""

from __future__ import annotations

import unicodedata

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


_DROPPED = _Dropped()


def fold(text: str) -> str:
    """NFKC, lower case, no white space but newlines, no zero-width characters, emphasis marks or pictures."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    dropped = [char for char in set(text) if _DROPPED[char]]
    if len(dropped) > MAX_REPLACED:
        return text.translate(dict.fromkeys(map(ord, dropped)))
    for char in dropped:
        text = text.replace(char, "")
    return text


def match_form(text: str) -> str:
    """Matching form of one line without link syntax: `fold` with the ornaments at both ends gone."""
    return fold(text).replace("\n", "").strip(ENDS)
