"""Text of documents where a reader or a terminal would obey it: what acts is made visible."""

from __future__ import annotations

import re2

# Control characters but tab and newline, and the direction overrides: they hide or reverse what stands on a page.
OBEYED = re2.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]")

# A terminal obeys more: every format character, and the Unicode line breaks.
OBEYED_BY_TERMINALS = re2.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\p{Cf}\x{2028}\x{2029}]")


def plain(text: str, obeyed=OBEYED_BY_TERMINALS) -> str:
    """`text` with every character of the pattern `obeyed` replaced by a visible one."""
    return obeyed.sub(lambda match: _visible(match.group()), text)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨{code:04X}⟩"
