"""The comparison form as arrays, for code that works on UTF-8 bytes instead of Python strings."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from cleaners.repeats.form import INVISIBLE, NUMERALS, is_dropped, simplified, special_codes

DROPPED = -1  # the character leaves the form and ends a number
NUMBER_BIT = 1 << 24  # set on characters that numbers are made of
JOIN_BIT = 1 << 25  # set on characters NFKC may join with the one before: their text must be normalized first
# Codes from here on map to themselves, but for the invisible ones at E0000, which are dropped.
TABLE_SIZE = 0x30000
# Letters, marks and symbols that neither leave the form nor are numbers, if nothing else changes them.
_PLAIN_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Sm", "Sc", "Sk", "So"})


class CharTable(NamedTuple):
    """What each code point becomes.

    `single[code]` is the character it becomes, perhaps with NUMBER_BIT or JOIN_BIT, or DROPPED, or -2 - k where it becomes
    several: `extra[starts[k] : starts[k + 1]]`, each of them again such a value.
    """

    single: np.ndarray  # int32[TABLE_SIZE]
    starts: np.ndarray  # int32
    extra: np.ndarray  # int32


@cache
def char_table() -> CharTable:
    """Built once per process, in a few hundredths of a second: whole blocks are normalized in one string."""
    simple = simplified()
    single = np.arange(TABLE_SIZE, dtype=np.int32)
    single[list(simple)] = list(simple.values())
    single[[ord(c) for c in NUMERALS]] |= NUMBER_BIT
    single[[traditional for traditional, character in simple.items() if chr(character) in NUMERALS]] |= NUMBER_BIT
    single[0xD800:0xE000] = DROPPED
    characters, categories = _assigned()
    seconds = _second_halves(characters)
    folded, parts = _each("NFKC", characters, str.casefold), _each("NFKD", characters)
    starts, extra = [0], []
    for character, category, fold, part in zip(characters, categories, folded, parts, strict=True):
        code, joins = ord(character), part[0] in seconds and character >= "\u0300"
        plain = category in _PLAIN_CATEGORIES and code not in simple and character not in INVISIBLE
        if plain and fold == character and not joins:
            continue
        values = [_value(c) for c in fold]
        if joins:
            values[0] |= JOIN_BIT
        if len(values) == 1:
            single[code] = values[0]
        elif values:
            single[code] = -1 - len(starts)
            extra += values
            starts.append(len(extra))
        else:
            single[code] = DROPPED
    return CharTable(single, np.array(starts, np.int32), np.array(extra, np.int32))


def _assigned() -> tuple[list[str], list[str]]:
    """The special characters and their categories. Those unassigned stand for themselves; surrogates are no text."""
    characters = [chr(code) for code in special_codes() if code < TABLE_SIZE]
    categories = list(map(unicodedata.category, characters))
    kept = [i for i, category in enumerate(categories) if category not in ("Cn", "Cs")]
    return [characters[i] for i in kept], [categories[i] for i in kept]


def _each(normal_form: str, characters: Iterable[str], change: Callable[[str], str] = str) -> list[str]:
    """Every character normalized by itself: between them stands one for private use, which joins with none."""
    return change(unicodedata.normalize(normal_form, "\ue000".join(characters))).split("\ue000")


@cache
def _value(character: str) -> int:
    code = simplified().get(ord(character), ord(character))
    character = chr(code)
    if is_dropped(character):
        return DROPPED
    return code | NUMBER_BIT if character.isdecimal() or character in NUMERALS else code


def _second_halves(characters: Iterable[str]) -> set[str]:
    """Those that canonical composition may join to the one before, and all combining marks."""
    found = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for character in characters:
        parts = unicodedata.decomposition(character).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
        if unicodedata.combining(character):
            found.add(character)
    return found
