"""Bytes to text: which encoding, how sure, on what evidence.

Order: byte order mark, what the caller forces, valid UTF-8, what the document declares, statistics of common
Chinese characters over gb18030 and big5, and charset-normalizer for everything else. Labels are resolved as the WHATWG
Encoding Standard does (w3lib), so gb2312 is read as gb18030 and big5 as big5-hkscs.
"""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from schemas.errors import ConfigurationError, DecodeError
from schemas.records import Decoded

# The most frequent characters of running Chinese text, Simplified and Traditional. In real prose half of all Han
# characters are among them; in text decoded with the wrong table hardly any are.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通"
    "這個為來時們對過說會發動產種經進著電現實當體從業應開還與關個國學後點題見員華區報記網總長門問間書車東馬風飛語"
)

# Share of Han characters that must be COMMON before statistics are believed.
MIN_COMMON_SHARE = 0.2
# Share of bytes that may be invalid in an otherwise plain encoding (a torn character, a pasted fragment).
MAX_BROKEN_SHARE = 0.01
# Statistics look at this many bytes: enough for a firm answer, cheap on a large page.
SAMPLE_BYTES = 100_000
# So few multi-byte characters can be valid UTF-8 by accident, then a declaration decides.
ACCIDENTAL_UTF8 = 4
# Share of NUL bytes above which bytes are not text in any encoding without a byte order mark.
MAX_NUL_SHARE = 0.02

_MAGIC = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP (or an Office document)",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"PAR1": "Parquet",
    b"\x7fELF": "a program",
}
_HAN = re.compile("[\u4e00-\u9fff]")


def decode(data: bytes, *, charset: str | None = None, forced: str | None = None) -> Decoded:
    """Decode a whole input. `charset` is a hint from outside the bytes, `forced` an order.

    Raises DecodeError for bytes that are empty, binary or in no encoding we can tell, ConfigurationError when `forced`
    is no encoding.
    """
    if not data.strip():
        raise DecodeError("the input is empty: there is nothing to clean", "empty")
    if forced:
        return _forced(data, forced)
    bom_encoding, bom = read_bom(data)
    if bom_encoding:
        text = data[len(bom) :].decode(bom_encoding, errors="replace")
        return _settled(text, _plain_name(bom_encoding), 1.0, "byte order mark")
    _refuse_binary(data)
    declared = _declared(data, charset)
    return _utf8(data, declared) or _by_declaration(data, declared) or _by_statistics(data) or _by_library(data)


def codec_of(label: str) -> str:
    """The codec of an encoding's label. Raises ConfigurationError when there is none."""
    try:
        return resolve_encoding(label) or codecs.lookup(label).name
    except LookupError:
        raise ConfigurationError(f"--encoding {label}: no such encoding") from None


def _forced(data: bytes, forced: str) -> Decoded:
    name = codec_of(forced)
    return _settled(data.decode(name, errors="replace"), _plain_name(name), 1.0, "forced by the configuration")


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise DecodeError(
                f"the input is {what}, not text: convert it to HTML, Markdown or plain text first", "binary"
            )
    nuls = data.count(0) if 0 in data else 0  # looking for the first is thirty times faster than counting
    if nuls > MAX_NUL_SHARE * len(data):
        raise DecodeError(
            f"the input holds {nuls} NUL bytes in {len(data)}: it is binary, not text; if it is UTF-16 without a mark, name it with --encoding utf-16-le",
            "binary",
        )


def _declared(data: bytes, charset: str | None) -> tuple[str, str] | None:
    """(codec, evidence) of what the caller or the document's own head says."""
    if charset and (name := resolve_encoding(charset)):
        return name, f"declared from outside: {charset}"
    if name := html_body_declared_encoding(data[:4096]):
        return name, f"declared in the document: {_plain_name(name)}"
    return None


def _utf8(data: bytes, declared: tuple[str, str] | None) -> Decoded | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    wide = len(data) - len(text)  # zero for ASCII, one to three per multi-byte character
    if wide == 0:
        return _settled(text, "utf-8", 1.0, "plain ASCII")
    if declared and declared[0] != "utf-8" and wide <= 2 * ACCIDENTAL_UTF8:
        other = _by_declaration(data, declared)
        if other and other.confidence > 0.9:
            return other
    return _settled(text, "utf-8", 1.0 if wide > 2 * ACCIDENTAL_UTF8 else 0.9, "all bytes are valid UTF-8")


def _by_declaration(data: bytes, declared: tuple[str, str] | None) -> Decoded | None:
    if not declared:
        return None
    name, evidence = declared
    text = data.decode(name, errors="replace")
    broken = text.count("\ufffd") / max(1, len(text))
    if broken > MAX_BROKEN_SHARE:
        return None
    if name in ("gb18030", "big5hkscs") and _han(text) >= 20 and common_share(text) < MIN_COMMON_SHARE:
        return None
    suffix = "" if not broken else f", {text.count(chr(0xFFFD))} characters invalid"
    return _settled(text, _plain_name(name), 0.95 - min(0.2, 20 * broken), evidence + suffix)


def _by_statistics(data: bytes) -> Decoded | None:
    """utf-8 with damage, gb18030 or big5, whichever gives common characters and few invalid ones."""
    sample = data[:SAMPLE_BYTES]
    scored = []
    for name in ("utf-8", "gb18030", "big5hkscs"):
        text = sample.decode(name, errors="replace")
        # a character torn at the end of the sample is no evidence against the encoding
        broken = text[:-2].count("\ufffd") / max(1, len(text))
        scored.append((common_share(text) - 5 * broken, -broken, name, _han(text)))
    scored.sort(reverse=True)
    (best, _, name, han), second = scored[0], scored[1][0]
    if best < MIN_COMMON_SHARE or not han:
        return None
    confidence = round(min(0.99, 0.6 + (best - max(0.0, second))), 2)
    evidence = (
        f"{best:.0%} of its Han characters are common ones as {_plain_name(name)}, {max(0.0, second):.0%} as the next"
    )
    return _settled(data.decode(name, errors="replace"), _plain_name(name), confidence, evidence)


def _by_library(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(data[:SAMPLE_BYTES]).best()
    if best is None:
        raise DecodeError("the bytes are text in no encoding we can tell: name it with --encoding", "unknown-encoding")
    text = data.decode(best.encoding, errors="replace")
    return _settled(text, best.encoding, round(max(0.1, 0.8 - best.chaos), 2), "charset-normalizer's best guess")


def _settled(text: str, encoding: str, confidence: float, evidence: str) -> Decoded:
    if not text.strip():
        raise DecodeError("the input holds only white space: there is nothing to clean", "empty")
    return Decoded(text.removeprefix("\ufeff"), encoding, confidence, evidence)


def common_share(text: str) -> float:
    """Share of the Han characters of `text` that are COMMON; 0.0 without Han characters."""
    han = _HAN.findall(text)
    return sum(c in COMMON for c in han) / len(han) if han else 0.0


def _han(text: str) -> int:
    return len(_HAN.findall(text))


def _plain_name(codec: str) -> str:
    return {"big5hkscs": "big5", "utf_8": "utf-8", "utf-8-sig": "utf-8"}.get(codec, codec)
