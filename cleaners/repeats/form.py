"""The comparison form: what is left of a text when only its wording counts.

Two paragraphs are compared by this form, never by their text: NFKC, case folded, without white space, punctuation
and invisible characters, Traditional folded to Simplified character by character. Digits are never folded: a
paragraph whose numbers changed says something else, so `numbers` reads them apart.

Every step but NFKC maps single characters, and NFKC does too unless a character joins with the one before it
(combining marks, Hangul jamo). That is why one table can serve Python and compiled code alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain

import numpy as np

# Variation selectors choose a glyph, not a character, and tags (E0000 to E0FFF) show nothing; NFKC leaves both in.
INVISIBLE = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))))
# Z* white space, P* punctuation, Cc and Cf control and invisible characters, Cs lone surrogates.
# Symbols (+, =, <, emoji) stay: they can carry meaning.
_DROPPED_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc", "Cf", "Cs"})

# Only characters of these blocks can change under NFKC and case folding or be dropped; all others (ideographs, Yi,
# Hangul syllables, private use, unassigned) stand for themselves. A test goes through all of Unicode.
SPECIAL_BLOCKS = (
    (0x0, 0x3400),
    (0x4DC0, 0x4E00),
    (0xA48D, 0xAC00),
    (0xD7A4, 0xE000),
    (0xF900, 0x12480),
    (0x12FF0, 0x13440),
    (0x16A00, 0x17000),
    (0x18D00, 0x20000),
    (0x2F800, 0x2FA20),
    (0xE0000, 0xE1000),
)
_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0), (0x2A700, 0x2EBF0))

# A shingle of five characters spans two or three Chinese words, but one English word: unrelated English texts share
# thirty times as many. One that begins with letters only therefore is this much longer. The rule looks at the shingle
# alone, so that a copy with a Chinese heading before it, say, still has the shingles of its English.
ALPHABET_LONGER = 4
# Latin to Georgian and what else there is before the punctuation at U+2000; ideographs, kana and Hangul come later.
ALPHABETS = ((ord("a"), ord("z") + 1), (0xC0, 0x2000))
_LETTERS = "[" + "".join(f"{chr(low)}-{chr(high - 1)}" for low, high in ALPHABETS) + "]"

NUMERALS = "〇零一二三四五六七八九十百千万亿两"
NUMBER = re.compile(rf"[\d{NUMERALS}]+")


def is_dropped(character: str) -> bool:
    """The character has no place in the comparison form."""
    return unicodedata.category(character) in _DROPPED_CATEGORIES or character in INVISIBLE


def special_codes() -> Iterator[int]:
    """All code points of `SPECIAL_BLOCKS`."""
    return chain.from_iterable(range(low, high) for low, high in SPECIAL_BLOCKS)


@cache
def simplified() -> dict[int, int]:
    """Traditional to Simplified, single characters only, from OpenCC's t2s dictionaries."""
    import opencc

    # each on a line of its own, for the dictionaries hold words too
    lines = np.concatenate([np.arange(low, high, dtype="<u4") for low, high in _IDEOGRAPHS])
    lines = np.stack([lines, np.full_like(lines, ord("\n"))], axis=1)
    converted = opencc.OpenCC("t2s").convert(lines.tobytes().decode("utf-32-le"))
    ours, theirs = lines[:, 0], np.array([ord(c) if len(c) == 1 else 0 for c in converted.split("\n")[:-1]], "<u4")
    changed = (ours != theirs) & (theirs != 0)
    return dict(zip(ours[changed].tolist(), theirs[changed].tolist(), strict=True))


class _Folded(dict):
    """For `str.translate`, after NFKC and case folding: ideographs simplified, dropped characters gone. Fills itself."""

    def __missing__(self, code: int) -> int | None:
        self[code] = found = None if is_dropped(chr(code)) else simplified().get(code, code)
        return found


class _Form(dict):
    """For `str.translate`: what each character becomes by itself, MAY_JOIN where that depends on the one before it.
    Fills itself: each character is looked up in the Unicode tables once."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        first = unicodedata.normalize("NFKD", char)[0]
        if char in INVISIBLE:
            found = None
        elif unicodedata.category(first)[0] == "M" or "\u1160" <= first < "\u1200":
            found = MAY_JOIN  # marks, and vowels and finals of Hangul
        else:
            found = unicodedata.normalize("NFKC", char).casefold().translate(_FOLDED) or None
        self[code] = found
        return found


MAY_JOIN = "\0"  # no form holds it
PARTS = "\0"  # nor does it hold what stands between forms
_FOLDED, _FORM = _Folded(), _Form()

# What a character becomes, by its code: the code of another, or one of these. The table fills itself.
_UNKNOWN, _DROP, _OTHER = -1, -2, -3
_CODES = np.full(0x20000, _UNKNOWN, np.int32)
_CODES[ord(PARTS)] = ord(PARTS)


def comparison_form(text: str) -> str:
    """The text as it is compared. Linear in its length; equal forms mean equal wording."""
    form = text.translate(_FORM)
    if MAY_JOIN in form:
        form = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    return form


def comparison_forms(texts: list[str]) -> list[str]:
    """`comparison_form` of each text, all at once."""
    joined = PARTS.join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    if not texts or joined.count(PARTS) >= len(texts) or codes.max() >= len(_CODES):
        return list(map(comparison_form, texts))
    forms = _CODES[codes]
    least = forms.min()
    if least == _UNKNOWN or (least < _UNKNOWN and (forms == _UNKNOWN).any()):
        for code in set(codes[forms == _UNKNOWN].tolist()):
            _CODES[code] = _code_of(_FORM[code])
        return comparison_forms(texts)
    if least == _OTHER:
        return list(map(comparison_form, texts))
    return forms[forms >= 0].astype("<u4").tobytes().decode("utf-32-le").split(PARTS)


def _code_of(form: str | None) -> int:
    if form is None:
        return _DROP
    return ord(form) if len(form) == 1 and form != MAY_JOIN else _OTHER


def form_and_numbers(text: str) -> tuple[str, tuple[str, ...]]:
    """`comparison_form` and `numbers` of a text."""
    return comparison_form(text), tuple(numbers(text))


@cache
def letters_pattern(least: int) -> re.Pattern[str]:
    """Runs of at least so many letters of an alphabet."""
    return re.compile(f"{_LETTERS}{{{least},}}")


def numbers(text: str) -> list[str]:
    """The numbers of a text in order: runs of digits and Chinese numerals, ended by any other character.

    A numeral counts wherever it stands, also in 一个 or 统一: a text that differs there is kept, which is cheap.
    """
    return _found(_number_patterns()[0], unicodedata.normalize("NFKC", text))


def written_numbers(text: str) -> list[str]:
    """The numbers of a text as a reader writes them: 12.5, 1,000, 2024-03-01."""
    digits, mark = _become_numbers()
    # most texts have the same numbers before NFKC, which takes longer than looking
    plain = digits.isdisjoint(text) and not mark.search(text)
    return _found(_number_patterns()[1], text if plain else unicodedata.normalize("NFKC", text))


def _found(pattern: re.Pattern[str], normal: str) -> list[str]:
    found = pattern.findall(normal)
    joined = " ".join(found)
    return found if _traditional().isdisjoint(joined) else joined.translate(_numerals()).split(" ")


@cache
def _number_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of number characters, Traditional ones too; with what holds the parts of one number together."""
    numerals = NUMERALS + "".join(map(chr, _numerals()))
    return re.compile(rf"[\d{numerals}]+"), re.compile(rf"[\d{numerals}]+(?:[.,:/-]\d+)*")


@cache
def _become_numbers() -> tuple[frozenset[str], re.Pattern[str]]:
    """Characters that NFKC makes part of a number, and those it makes a mark inside one, before a digit."""
    digits, marks = [], []
    for character in map(chr, special_codes()):
        if unicodedata.decomposition(character):
            normal = unicodedata.normalize("NFKC", character)
            if NUMBER.search(normal) or not _traditional().isdisjoint(normal):
                digits.append(character)
            elif any(mark in normal for mark in ".,:/-"):
                marks.append(character)
    return frozenset(digits), re.compile(rf"[{re.escape(''.join(marks))}]\d")


@cache
def _traditional() -> frozenset[str]:
    """Traditional numerals."""
    return frozenset(map(chr, _numerals()))


@cache
def _numerals() -> dict[int, int]:
    """Traditional numerals and what they are in Simplified."""
    return {a: b for a, b in simplified().items() if chr(b) in NUMERALS}
