"""The comparison form, case by case, and the promise its table makes for all of Unicode."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repeats.form import _FOLDED, comparison_form, is_dropped, numbers, special_codes, written_numbers


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", ""),
        ("Ｗｉｎｎｏｗ １２", "winnow12"),
        ("《臺灣》，萬里。", "台湾万里"),
        ("零\u200b宽\ufeff字\u00ad符\ufe0f", "零宽字符"),
        ("STRASSE straße", "strassestrasse"),
        ("e\u0301té", "été"),
        ("1+1=2 <b>", "1+1=2<b>"),
        ("①㊂½", "1三1⁄2"),
        ("ﾊﾟ", "パ"),
        ("\ud800半", "半"),
    ],
)
def test_form(text, form):
    assert comparison_form(text) == form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年营收12.5万", ["2023", "12", "5万"]),
        ("二〇二三年 十五日", ["二〇二三", "十五"]),
        ("⑴⑵", ["1", "2"]),
        ("萬", ["万"]),
        ("没有", []),
    ],
)
def test_numbers(text, found):
    assert numbers(text) == found


def test_only_special_codes_change():
    special = set(special_codes())
    for code in range(sys.maxunicode + 1):
        if code not in special:
            character = chr(code)
            assert unicodedata.normalize("NFKC", character).casefold() == character, hex(code)
            assert not is_dropped(character), hex(code)


def test_characters_taken_by_themselves_are_those_of_the_whole_text():
    for before in ("", "a", "か", "\uac00", "\u1100", "\u0995"):  # what marks, vowels and finals join with
        for text in (before + chr(code) for code in special_codes()):
            assert comparison_form(text) == unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED), ascii(
                text
            )


@given(st.text(alphabet="年12３①六½，．.,:-：⒈\u0301亿萬\uf9d1⼀٣", max_size=12))
def test_numbers_as_written_are_those_of_the_normal_form(text):
    assert written_numbers(text) == written_numbers(unicodedata.normalize("NFKC", text))
