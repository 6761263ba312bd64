"""Which language a text is in, as BCP 47: zh-Hans and zh-Hant told apart by OpenCC's character tables."""

from __future__ import annotations

import re
from functools import cache

# Enough to tell a language; more text costs time and changes nothing.
SAMPLE_CHARS = 4000
# The model reads byte by byte in Python, and is as sure of the language after so many characters.
MODEL_CHARS = 600
# Below so many letters nothing is said.
MIN_LETTERS = 8
# Chinese articles are full of Latin names and code; a text is Chinese from this share of Han letters on.
HAN_SHARE = 0.2
# Japanese mixes Han with kana: from this share of kana among Han and kana on the text is not Chinese.
KANA_SHARE = 0.15
# Short texts may not hold one character that differs between the scripts; mainland pages are the rule.
DEFAULT_SCRIPT = "zh-Hans"
CHINESE = ("zh-Hans", "zh-Hant")
# Every sixth word of English or more is one of these, hardly one of any other language: that needs no model.
ENGLISH = frozenset(["the", "and", "of", "to", "that", "with", "this", "for", "are", "was", "were", "from"])
ENGLISH_SHARE = 0.1
MIN_WORDS = 40

# Runs of a class of characters are linear in any engine, and the standard one calls back fastest.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]+")
# Without one of these marks there is no such thing.
_CODE_MARKS = ("```", "http", "<", "](")
_CODE = re.compile(r"```(?s:.*?)```|https?://\S++|<[^<>]{1,200}+>|!?\[[^\[\]]*+\]\([^()]*+\)")


def detect(text: str) -> str | None:
    """The BCP 47 tag of `text`, or None if it holds too few letters to say."""
    sample = text[: 4 * SAMPLE_CHARS]
    if any(mark in sample for mark in _CODE_MARKS):
        sample = _CODE.sub(" ", sample)
    sample = sample[:SAMPLE_CHARS]
    han, kana = (sum(map(len, runs.findall(sample))) if runs.search(sample) else 0 for runs in (_HAN, _KANA))
    if not kana and han >= max(MIN_LETTERS, HAN_SHARE * len(sample)):
        return _script(sample)  # whatever else is a letter
    if not han and not kana and _is_english(sample):
        return "en"
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_LETTERS:
        return None
    if kana >= KANA_SHARE * (han + kana) and kana:
        return "ja"
    if han >= HAN_SHARE * letters:
        return _script(sample)
    if _is_english(sample):
        return "en"
    import py3langid  # loads a model; only texts that are not Chinese need it

    return py3langid.classify(sample[:MODEL_CHARS])[0]


def _is_english(sample: str) -> bool:
    """Words beyond doubt; a Chinese text has few of any language."""
    words = sample[:MODEL_CHARS].lower().split()
    return len(words) >= MIN_WORDS and "the" in words and sum(w in ENGLISH for w in words) >= ENGLISH_SHARE * len(words)


@cache
def _one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of the common block that simplified text does not use, and those that traditional text does not."""
    from opencc import OpenCC

    common = [chr(code) for code in range(0x4E00, 0xA000)]
    lines = "\n".join(common)
    simplified, traditional = (OpenCC(name).convert(lines).split("\n") for name in ("t2s", "s2t"))
    return (
        frozenset(c for c, other in zip(common, simplified, strict=True) if c != other),
        frozenset(c for c, other in zip(common, traditional, strict=True) if c != other),
    )


@cache
def _traditional() -> re.Pattern[str]:
    """One character that simplified text does not use: the simplified texts, nearly all, need no counting."""
    return re.compile(f"[{''.join(sorted(_one_sided()[0]))}]")


def _script(sample: str) -> str:
    """Count the characters only one of the scripts has: those that change towards the other."""
    if not _traditional().search(sample):
        return DEFAULT_SCRIPT
    used = set(sample)
    traditional, simplified = (sum(map(sample.count, used & only)) for only in _one_sided())
    return "zh-Hant" if traditional > simplified else DEFAULT_SCRIPT
