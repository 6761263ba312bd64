"""Which encoding, and on what evidence: cases on both sides of each threshold."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.decode import MAX_BROKEN_SHARE, MAX_NUL_SHARE, common_share, decode
from schemas.errors import ConfigurationError, DecodeError

SIMPLIFIED = "老街的尽头有一家修表铺，掌柜姓方，话不多。他在这里坐了三十年，看着对面的国营饭店变成旅馆，旅馆又变成手机店，只有自己的招牌没有换过。"
TRADITIONAL = "老街的盡頭有一家修錶鋪，掌櫃姓方，話不多。他在這裡坐了三十年，看著對面的國營飯店變成旅館，旅館又變成手機店，只有自己的招牌沒有換過。"
ENGLISH = "The clock shop at the end of the old street has not changed its sign in thirty years."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode("utf-8"), "utf-8"),
        (SIMPLIFIED.encode("gb18030"), "gb18030"),
        (SIMPLIFIED.encode("gbk"), "gb18030"),
        (TRADITIONAL.encode("big5"), "big5"),
        (TRADITIONAL.encode("gb18030"), "gb18030"),
        (ENGLISH.encode("ascii"), "utf-8"),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-16-be"),
        ("“好”，他说。".encode("gb18030") + SIMPLIFIED.encode("gb18030"), "gb18030"),
    ],
)
def test_undeclared_encodings_are_told_by_their_bytes(data, encoding):
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert "\ufffd" not in decoded.text and not decoded.text.startswith("\ufeff")
    assert 0.5 < decoded.confidence <= 1 and decoded.evidence


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_survives_the_way_there_and_back(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "GB_2312-80"])
def test_a_declaration_is_read_as_browsers_read_it(label):
    page = f'<html><head><meta charset="{label}"></head><body><p>{SIMPLIFIED}镕喆</p></body></html>'
    decoded = decode(page.encode("gb18030"))
    assert decoded.encoding == "gb18030" and "镕喆" in decoded.text
    assert "declared in the document" in decoded.evidence


def test_big5_declared_reads_the_hong_kong_characters():
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>{TRADITIONAL}佢哋喺度</p>'
    assert "佢哋喺度" in decode(page.encode("big5hkscs")).text


@pytest.mark.parametrize("lie", ["gb2312", "big5", "iso-8859-1", "no-such-charset"])
def test_a_declaration_that_lies_about_utf8_is_not_believed(lie):
    page = f'<meta charset="{lie}"><p>{SIMPLIFIED}</p>'
    decoded = decode(page.encode("utf-8"))
    assert decoded.encoding == "utf-8" and SIMPLIFIED in decoded.text


def test_a_declaration_that_lies_about_gb18030_is_not_believed():
    page = f'<meta charset="utf-8"><p>{SIMPLIFIED}</p>'
    decoded = decode(page.encode("gb18030"))
    assert decoded.encoding == "gb18030" and SIMPLIFIED in decoded.text
    assert "declared" not in decoded.evidence


def test_the_byte_order_mark_beats_the_declaration():
    page = '<meta charset="gb2312"><p>修伞的老丁</p>'
    assert decode(codecs.BOM_UTF8 + page.encode("utf-8")).text == page


def test_the_caller_knows_better_than_the_bytes():
    assert decode(SIMPLIFIED.encode("gb18030"), forced="gb2312").text == SIMPLIFIED
    assert decode("café".encode("latin-1"), forced="latin-1").text == "café"
    with pytest.raises(ConfigurationError, match="klingon"):
        decode(b"text", forced="klingon")


def test_a_hint_from_outside_settles_what_bytes_cannot():
    short = "啊咯".encode("gb18030")
    assert decode(short, charset="gb2312").text == "啊咯"


def test_a_torn_last_character_does_not_change_the_encoding():
    assert decode(SIMPLIFIED.encode("utf-8")[:-1]).encoding == "utf-8"
    assert decode(SIMPLIFIED.encode("gb18030")[:-1]).encoding == "gb18030"


def test_one_broken_byte_in_a_long_text_is_marked_not_fatal():
    data = SIMPLIFIED.encode("utf-8") * 20
    decoded = decode(data[:300] + b"\xff" + data[300:])
    assert decoded.encoding == "utf-8" and decoded.text.count("\ufffd") == 1


def test_a_declaration_holds_up_to_the_share_of_broken_bytes_and_not_beyond():
    head = b'<meta charset="gb18030">'
    body = (SIMPLIFIED * 40).encode("gb18030")
    characters = len(head) + len(SIMPLIFIED) * 40
    few, many = int(characters * MAX_BROKEN_SHARE * 0.5), int(characters * MAX_BROKEN_SHARE * 8)
    assert "declared" in decode(head + body + b"\xff " * few).evidence
    assert "declared in the document: gb18030" not in decode(head + body + b"\xff " * many).evidence


@pytest.mark.parametrize("data", [b"", b"   \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n", "\u3000\n".encode()])
def test_nothing_to_read(data):
    with pytest.raises(DecodeError) as caught:
        decode(data)
    assert caught.value.code == "empty" and caught.value.stage == "decode"


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7\n...", "PDF"), (b"PK\x03\x04rest", "ZIP"), (b"\x89PNG\r\n", "PNG"), (b"\x1f\x8b\x08text", "gzip")],
)
def test_other_formats_are_named(data, what):
    with pytest.raises(DecodeError, match=what) as caught:
        decode(data)
    assert caught.value.code == "binary"


def test_nul_bytes_up_to_the_limit_are_text_and_beyond_it_binary():
    text = ENGLISH.encode() * 10
    allowed = int(len(text) * MAX_NUL_SHARE * 0.9)
    assert decode(text + b"\0" * allowed).encoding == "utf-8"
    with pytest.raises(DecodeError) as caught:
        decode(text + b"\0" * (allowed * 2))
    assert caught.value.code == "binary"


def test_common_characters_tell_prose_from_a_wrong_table():
    assert common_share(SIMPLIFIED) > 0.3
    assert common_share(SIMPLIFIED.encode("utf-8").decode("gb18030", errors="replace")) < 0.1
    assert common_share("no Han at all") == 0.0


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_clear_refusal(data):
    try:
        decoded = decode(data)
    except DecodeError as error:
        assert str(error) and error.code in ("empty", "binary", "not-text", "unknown-encoding")
    else:
        assert decoded.text.strip() and 0 <= decoded.confidence <= 1
        decoded.text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=5))
def test_utf8_text_is_never_mistaken(text):
    if text.strip() and not text.startswith("\ufeff"):
        assert decode(("好" * 4 + text).encode("utf-8")).text == "好" * 4 + text
