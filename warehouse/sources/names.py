"""Names in archives: bytes in whatever encoding their maker used, and as the part of an address behind `#`.

pages.zip#member=2024/年终.html          a member
pages.zip#member=2024/年终.html&copy=2   the second of that name
pages.zip#member=rows.jsonl&row=7       a row of a member
crawl.warc.gz#record=12                 a record, counted from 0
rows.jsonl.gz#row=7                     a row of a file
"""

from __future__ import annotations

import re

# What has a meaning in an address, or none on a screen: written as %XX.
_QUOTED = re.compile(r"[%#&\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLACE = re.compile(r"#(?:row=\d+|record=\d+|members=\d+-\d+|member=[^#&]*(?:&copy=\d+)?(?:&row=\d+)?)\Z")
_MEMBER_ROW = re.compile(r"(#member=[^#&]*(?:&copy=\d+)?)&row=\d+\Z")
_HAN = re.compile("[\u4e00-\u9fff]")
# First bytes of punctuation, full-width letters and the common half of the Han characters: what names are made of.
_COMMON_LEADS = {"gb2312": {0xA1, 0xA3, *range(0xB0, 0xD8)}, "big5": {0xA1, 0xA2, *range(0xA4, 0xC7)}}


def file_of(uri: str) -> str:
    """The file that holds the input `uri`: the address without the place in the file."""
    return _PLACE.sub("", uri)


def member_of(uri: str) -> str:
    """The member of an archive that holds the row `uri`; an address of anything else as it is."""
    return uri[: found.end(1)] if (found := _MEMBER_ROW.search(uri)) else uri


def split_row(uri: str) -> tuple[str, int | None]:
    """The file and the number of a row of a file; an address of anything else, also of a row in an archive, and None."""
    path, mark, number = uri.rpartition("#row=")
    return (path, int(number)) if mark and number.isascii() and number.isdecimal() else (uri, None)


def member_place(name: bytes | str, copy: int) -> str:
    """The place of a member, `member=...`; `copy` counts members of one name from 1."""
    told = f"member={quoted(name)}"
    return told if copy == 1 else f"{told}&copy={copy}"


def quoted(name: bytes | str) -> str:
    """A name as it stands in an address. Bytes in no encoding we can tell are written as %XX."""
    if isinstance(name, bytes):
        text = decoded(name)
        if text is None:
            return "".join(chr(b) if 32 < b < 127 and b not in b"%#&" else f"%{b:02X}" for b in name)
        name = text
    return _QUOTED.sub(lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), name)


def decoded(name: bytes) -> str | None:
    """The text of a name by evidence: UTF-8 where it is valid, GBK or Big5 where all its characters are common there.

    None where nothing fits. Names of ZIP files made in China are GBK as a rule, without any mark.
    """
    try:
        return name.decode()
    except UnicodeDecodeError:
        pass
    for encoding, leads in _COMMON_LEADS.items():
        text = _strict(name, encoding)
        if text and _HAN.search(text) and all(c.isascii() or c.encode(encoding)[0] in leads for c in text):
            return text
    text = _strict(name, "gb18030")
    return text if text and _HAN.search(text) else None


def _strict(name: bytes, encoding: str) -> str | None:
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return None
