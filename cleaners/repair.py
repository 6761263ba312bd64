"""Repair of damaged characters. Never adds, removes or reorders a line, except CR LF to LF.

ftfy does the work on the lines that show a sign of damage, with the options that hurt Chinese off:
`fix_character_width` would turn ，！（） into ,!() and `uncurl_quotes` would flatten “”. Two damages ftfy does not
know are added: UTF-8 read as GBK, and CJK radicals typed in place of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

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
# So many characters are read back first: text that was read wrongly has no two Chinese ones that are right.
GBK_PROBE = 16

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
# ASCII that shows no damage.
_PLAIN = bytes(code for code in range(128) if not _SUSPECT.match(chr(code)))
_BLANKED = bytes.maketrans(_PLAIN + b"\v", b" " * len(_PLAIN) + b"\0")  # `split` would take \v away
# So few different signs are looked for one by one, which is the faster way.
FEW_SIGNS = 16
_RADICAL_TABLE = str.maketrans(_RADICALS)
_SURROGATE = re.compile("[\ud800-\udfff]")


def repair(text: str) -> Repaired:
    """Repair a decoded text line by line. The plan names each repair with the number of lines it changed."""
    plan: Counter[str] = Counter()
    if "\r" in text and "\r\n" in text:  # one character is looked for thirty times faster than two
        plan["line ends: CR LF to LF"] = text.count("\r\n")
        text = text.replace("\r\n", "\n")
    text = _repair_lines(text, plan)
    return Repaired(text, tuple(f"{step} ({count} lines)" for step, count in plan.items()))


def _repair_lines(text: str, plan: Counter[str]) -> str:
    """The text with each line repaired that shows a sign; the others are not looked at one by one."""
    parts, at = [], 0
    for start, end in _lines_with_signs(text):
        parts += (text[at:start], _repair_line(text[start:end], plan))
        at = end
    return "".join((*parts, text[at:])) if parts else text


def _lines_with_signs(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines stand that show a sign. A few different signs are looked for one by one, which is faster."""
    signs: set[str] = set()
    odd = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    for sign in _ANY_SIGN.finditer(odd):
        signs.add(sign[0])
        if len(signs) > FEW_SIGNS:
            break
    nearest = dict.fromkeys(signs, -1) if len(signs) <= FEW_SIGNS else {}
    end = 0
    while signs:
        if nearest:
            nearest = {sign: place if place >= end else text.find(sign, end) for sign, place in nearest.items()}
            nearest = {sign: place for sign, place in nearest.items() if place >= 0}
            at = min(nearest.values(), default=-1)
        else:
            at = found.start() if (found := _ANY_SIGN.search(text, end)) else -1
        if at < 0:
            return
        start = text.rfind("\n", end, at) + 1 or end
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield start, end


def _odd(text: str) -> str:
    """What of a text may be damaged: all but plain ASCII, of which a space stands for each stretch."""
    data = text.encode("utf-8", "surrogatepass").translate(_BLANKED)
    return b" ".join(data.split()).decode("utf-8", "surrogatepass")


def _repair_line(line: str, plan: Counter[str]) -> str:
    odd = _odd(line)
    if _SUSPECT.search(odd):
        line = _ftfy(line, odd, plan)
        odd = _odd(line)
    if len(_GBK_SIGNS.findall(odd)) >= GBK_MIN_SIGNS and (read := _utf8_read_as_gbk(line, odd)):
        plan["UTF-8 that had been read as GBK"] += 1
        line = odd = read
    if _RADICAL.search(odd):
        plan["CJK radicals to the characters they stand for"] += 1
        line = line.translate(_RADICAL_TABLE)
    return line


def _ftfy(line: str, odd: str, plan: Counter[str]) -> str:
    may_be_bad = _REPAIRED_ANYWAY.search(odd) or (_MAY_BE_BAD.search(odd) and _is_bad(line))
    if not may_be_bad and unicodedata.is_normalized("NFC", line):
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


def _utf8_read_as_gbk(line: str, odd: str) -> str | None:
    """The line with the wrong reading undone, or None unless its bytes are UTF-8 again; the wrong reading may have eaten
    the end of the last character, which is then U+FFFD."""
    first = odd.strip()[:GBK_PROBE].partition(" ")[0]  # mostly tells, whatever else stands in a long line
    return None if _reversed(first) is None else _reversed(line)


def _reversed(text: str) -> str | None:
    try:
        # Windows and browsers read the byte 80, which is nothing in GBK, as the euro sign
        data = b"\x80".join(part.encode("gb18030") for part in text.split("€"))
        return data.decode("utf-8")
    except UnicodeEncodeError:
        return None
    except UnicodeDecodeError as broken:
        if broken.start >= 4 and broken.reason == "unexpected end of data":
            return data[: broken.start].decode("utf-8") + "\ufffd"
        return None
