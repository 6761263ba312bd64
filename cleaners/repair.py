"""Repair of damaged characters. Never adds, removes or reorders a line, except CR LF to LF.

ftfy does the work on the lines that show a sign of damage, with the options that hurt Chinese off:
`fix_character_width` would turn ，！（） into ,!() and `uncurl_quotes` would flatten “”. Two damages ftfy does not
know are added: UTF-8 read as GBK, and CJK radicals typed in place of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import ftfy
from ftfy.badness import BADNESS_RE, is_bad

from schemas.records import Repaired

CHINESE_SAFE = ftfy.TextFixerConfig(
    unescape_html=False,  # entities are the segmenter's business; in code they are text
    uncurl_quotes=False,
    fix_character_width=False,
    fix_line_breaks=False,  # would add lines
    normalization="NFC",
    explain=True,
)

# Signs that make a line worth showing to ftfy: control characters, Latin, Greek and Cyrillic letters that mojibake is
# made of, combining marks, ligatures, half surrogates. Common typographic signs (no-break space, ·, ×, °, ±, ©, ®)
# alone are no sign.
_SUSPECTS = (
    "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xa1-\xa8\xaa-\xad\xaf\xb2-\xb6\xb8-\xd6\xd8-\u04ff"
    "\u201a\u221a\u206a-\u206f\ufb00-\ufb06\ufeff\ufff9-\ufffb\ud800-\udfff"
)
_SUSPECT = re.compile(f"[{_SUSPECTS}]")

# The GBK characters that the first two bytes of a Chinese character in UTF-8 (E4..E9, 80..BF) make: all of them are
# rare characters, while text that was read wrongly has one for every three bytes or so.
_GBK = "".join(
    bytes((lead, trail)).decode("gbk", errors="ignore") for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0)
)
_GBK_SIGNS = re.compile(f"[{_GBK}]")
# A line needs this many signs before the reversal is tried, and the whole line must then be valid UTF-8.
GBK_MIN_SIGNS = 2

# CJK Radicals Supplement to the unified ideograph each stands for (Unicode's EquivalentUnifiedIdeograph.txt): NFKC
# does not map them. Kangxi radicals are taken from NFKC itself.
_RADICALS = dict(
    zip(
        "⺁⺄⺅⺆⺈⺉⺊⺌⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺯⺰⺱⺲⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻冂刀刂卜小兀尣尢巳幺彑彐忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王疋罒示礻糹纟罓罒羊耂肀聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_RADICALS.update({chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)})
_RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_ANY_SIGN = re.compile(f"[{_SUSPECTS}{_GBK}\u2e80-\u2ef3\u2f00-\u2fd5]")
# What ftfy changes in a line whose letters are no mojibake: controls, ligatures, half surrogates.
_REPAIRED_ANYWAY = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u206a-\u206f\ufb00-\ufb06\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
# What ftfy calls bad holds two characters in a row that its pattern names, one of them no letter of running Greek or
# Russian, or one that needs no second. So ftfy need not look at the rest of a line; what it asks of the characters around
# them is within _AROUND_BAD. What is looked at without need costs time and changes nothing: ftfy decides.
_NAMED = set(re.findall("[^\x00-\x7f](?:-[^\x00-\x7f])?", BADNESS_RE.pattern)) | {"\xa0", "\xad"}  # also ranges
_MOJIBAKE = "".join(sorted(_NAMED))
_NO_LETTER = "".join(named for named in sorted(_NAMED) if not "\u0386" <= named[0] <= "\u048f")
_ALONE, _WITH_ONE_BETWEEN = "\x80-\x9fŒœÃÂЂ", "ВГРСΒΓΞΟ"
_MAY_BE_BAD = re.compile(  # one class first, which Python's engine finds fast
    f"[{_MOJIBAKE}{_ALONE}](?:(?<=[{_ALONE}])|(?<=[{_NO_LETTER}])[{_MOJIBAKE}]|[{_NO_LETTER}]"
    f"|(?<=[{_WITH_ONE_BETWEEN}]).[{_WITH_ONE_BETWEEN}])"
)
_AROUND_BAD = 8
_RADICAL_TABLE = str.maketrans(_RADICALS)
_SURROGATE = re.compile("[\ud800-\udfff]")


def repair(text: str) -> Repaired:
    """Repair a decoded text line by line. The plan names each repair with the number of lines it changed."""
    plan: Counter[str] = Counter()
    if "\r\n" in text:
        plan["line ends: CR LF to LF"] = text.count("\r\n")
        text = text.replace("\r\n", "\n")
    text = _repair_lines(text, plan)
    return Repaired(text, tuple(f"{step} ({count} lines)" for step, count in plan.items()))


def _repair_lines(text: str, plan: Counter[str]) -> str:
    """The text with each line repaired that shows a sign; the others are not looked at one by one."""
    parts, at = [], 0
    while sign := _ANY_SIGN.search(text, at):
        start = max(at, text.rfind("\n", at, sign.start()) + 1)
        end = text.find("\n", sign.end())
        end = len(text) if end < 0 else end
        parts += (text[at:start], _repair_line(text[start:end], plan))
        at = end
    return "".join((*parts, text[at:]))


def _repair_line(line: str, plan: Counter[str]) -> str:
    if _SUSPECT.search(line):
        line = _ftfy(line, plan)
    if len(_GBK_SIGNS.findall(line)) >= GBK_MIN_SIGNS and (read := _utf8_read_as_gbk(line)):
        plan["UTF-8 that had been read as GBK"] += 1
        line = read
    if _RADICAL.search(line):
        plan["CJK radicals to the characters they stand for"] += 1
        line = line.translate(_RADICAL_TABLE)
    return line


def _ftfy(line: str, plan: Counter[str]) -> str:
    if unicodedata.is_normalized("NFC", line) and not _REPAIRED_ANYWAY.search(line) and not _is_bad(line):
        return line  # what ftfy would find out too, at ten times the cost
    fixed, steps = ftfy.fix_and_explain(line, CHINESE_SAFE)
    if _SURROGATE.search(fixed):
        fixed = _SURROGATE.sub("\ufffd", fixed)
        steps = [*(steps or []), ("apply", "lone surrogate to U+FFFD")]
    if fixed == line or "\n" in fixed:
        return line
    for step in dict.fromkeys(f"ftfy {action} {what}" for action, what in steps or []):
        plan[step] += 1
    return fixed


def _is_bad(line: str) -> bool:
    """`is_bad`, asked only of the places where it could find something: it tries forty forms at each character."""
    return any(
        is_bad(line[max(0, found.start() - _AROUND_BAD) : found.end() + _AROUND_BAD])
        for found in _MAY_BE_BAD.finditer(line)
    )


def _utf8_read_as_gbk(line: str) -> str | None:
    """The line with the wrong reading undone, or None unless its bytes are UTF-8 again; the wrong reading may have eaten
    the end of the last character, which is then U+FFFD."""
    try:
        # Windows and browsers read the byte 80, which is nothing in GBK, as the euro sign
        data = b"\x80".join(part.encode("gb18030") for part in line.split("€"))
        return data.decode("utf-8")
    except UnicodeEncodeError:
        return None
    except UnicodeDecodeError as broken:
        if broken.start >= 4 and broken.reason == "unexpected end of data":
            return data[: broken.start].decode("utf-8") + "\ufffd"
        return None
