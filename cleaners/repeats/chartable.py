"""The comparison form as arrays, for code that works on UTF-8 bytes instead of Python strings."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np

from cleaners.repeats.form import NUMERALS, is_dropped, simplified, special_codes

DROPPED = -1  # the character leaves the form and ends a number
NUMBER_BIT = 1 << 24  # set on characters that numbers are made of
JOIN_BIT = 1 << 25  # set on characters NFKC may join with the one before: their text must be normalized first
# Codes from here on map to themselves, but for the invisible ones at E0000, which are dropped.
TABLE_SIZE = 0x30000


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
    """Built once per process, in about a tenth of a second."""
    simple = simplified()
    single = np.arange(TABLE_SIZE, dtype=np.int32)
    single[list(simple)] = list(simple.values())
    single[[ord(c) for c in NUMERALS]] |= NUMBER_BIT
    for traditional, character in simple.items():
        if chr(character) in NUMERALS:
            single[traditional] |= NUMBER_BIT
    seconds = _second_halves()
    starts, extra = [0], []
    for code in special_codes():
        if code >= TABLE_SIZE:
            break
        character = chr(code)
        normal = unicodedata.normalize("NFKC", character)
        if code >= 0x300 and normal == character and unicodedata.category(character) == "Cn":
            continue  # unassigned: stands for itself
        values = [_value(ord(c), simple) for c in normal.casefold()]
        if code >= 0x300 and unicodedata.normalize("NFKD", character)[0] in seconds:
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


def _value(code: int, simple: dict[int, int]) -> int:
    code = simple.get(code, code)
    character = chr(code)
    if is_dropped(character):
        return DROPPED
    return code | NUMBER_BIT if character.isdecimal() or character in NUMERALS else code


def _second_halves() -> set[str]:
    """Characters that canonical composition may join to the one before, and all combining marks."""
    found = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for code in special_codes():
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
        if unicodedata.combining(chr(code)):
            found.add(chr(code))
    return found
