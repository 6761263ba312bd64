"""Names: what is one, how several are told apart, inner spaces closed (柳 禾 -> 柳禾)."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources

import re2

from cleaners.metadata.signed import Signed

# An article names a handful of people; a longer list is a list of something else, and its rest is dropped.
MAX_NAMES = 20
# Longest names that are still names: Han pen names, Latin names.
MAX_HAN, MAX_LATIN = 16, 40
# Kinds of text are told by their last word from so many characters on.
MIN_KIND = 4
# Text given to the splitter is cut here: MAX_NAMES names are never longer.
MAX_CHARS = 1000

_HAN = r"\p{Han}"
_IN_BRACKETS = re2.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# 甲某某_NB123, 甲某 PX45: numbers of the newsroom behind an editor's name.
_STAFF_CODE = re2.compile(r"(?:_[A-Z]{0,3}\d{2,8}|\s+[A-Z]{1,3}\d{2,6})$")
_SEPARATOR = re2.compile(r"[、,;/&|+]|\s(?:and|和|与)\s|\s{2,}")
_HAN_WORD = re2.compile(rf"{_HAN}+")
_NO_NAME = re2.compile(
    r"^\P{L}*$|\w@[\w-]+\.|\d{6,}|^[A-Z]{1,3}_?[A-Z]{0,2}\d{3,6}$|\d[-/.年月]\d|[。!?…:“”\"\n]|[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}]"
)
# A slogan that the platform cut off is no name: 值得信任的, 学习网络安全到.
_PARTICLES = ("的", "地", "到", "和", "与", "在", "就", "请", "把", "被")
_EDGES = "()[] \t\u00a0\u3000\ufeff\u200b:|/、,;.-_·*#~@"
_TRAILING_ROLE = Signed(
    r"\s", rf"^({_HAN}{{2,4}})\s+(?:整合|整理|综合|报道|摄影报道|文|摄|采写|撰文|编译|实习生|记者)$"
)
_LEADING_BY = Signed("yY", r"(?i)^(?:(?:written|analysis|story|text) )?by\s+(\S.*)$")
_LEADING_ROLE = Signed(
    "者人员", rf"^{_HAN}{{0,10}}?(?:记者|通讯员|撰稿人|撰稿|专栏作者|作者|评论员|研究员)\s*[:/|]?\s*(\S.*)$"
)


@cache
def _table() -> dict[str, frozenset[str] | tuple[str, ...]]:
    data = tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
    surnames = {character for character in data["surnames"] if not character.isspace()}
    return {
        "surnames": frozenset(surnames | set(data["compound_surnames"])),
        "nobody": frozenset(data["nobody"]),
        "prompts": frozenset(data["prompts"]),
        "bodies": frozenset(data["bodies"]),
        "kinds": tuple(data["kinds"]),
        "offices": frozenset(data["offices"]),
        "words": frozenset("".join(data["words"].split("\n")).split()),
    }


def is_person(name: str) -> bool:
    """A Chinese personal name by its form: a family name and one or two more characters (compound: up to four)."""
    if not _HAN_WORD.fullmatch(name) or not 2 <= len(name) <= 4 or _is_nobody(name) or is_word(name):
        return False
    surnames = _table()["surnames"]
    if name[:2] in surnames:
        return len(name) in (3, 4)
    return name[0] in surnames and len(name) <= 3 and not is_body(name)


def begins_like_person(text: str) -> bool:
    """False only if no person's name stands at the beginning of `text`."""
    surnames = _table()["surnames"]
    return text[:1] in surnames or text[:2] in surnames


def is_word(name: str) -> bool:
    """A common word that has the form of a name."""
    return name in _table()["words"]


def is_body(name: str) -> bool:
    """The name of an office, a paper, a company: something that is not a person."""
    return any(name.endswith(ending) for ending in _table()["bodies"])


def is_office(name: str) -> bool:
    """An office or a rank behind a name (某大学教授), or what the author belongs to (系某大学教授)."""
    return len(name) > 3 and (name.startswith("系") or name.endswith(tuple(_table()["offices"])))


def why_not(name: str) -> str | None:
    """Why `name` cannot be an author, or None if it can."""
    if not name or _is_nobody(name):
        return "nobody is named"
    if _NO_NAME.search(name):
        return "no name: digits, a date, a sentence or a symbol"
    if any(prompt in name.lower() for prompt in _table()["prompts"]):
        return "no name: a prompt"
    if _HAN_WORD.fullmatch(name) and not is_person(name):
        if len(name) > 2 and name.endswith(_PARTICLES):
            return "no name: the beginning of a phrase"
        if len(name) >= MIN_KIND and name.endswith(_table()["kinds"]):
            return "no name: a kind of text"
    han = sum(map(len, _HAN_WORD.findall(name)))
    if han > MAX_HAN or len(name) > MAX_LATIN:
        return "no name: too long"
    return None


def _is_nobody(name: str) -> bool:
    return "".join(name.lower().split()) in _table()["nobody"]


def split(text: str) -> list[str]:
    """The single names in a list such as 甲乙、丙丁 / 甲 乙 丙丁 / A and B, in order, each once, not yet checked."""
    text = _IN_BRACKETS.sub(" ", unicodedata.normalize("NFKC", text[:MAX_CHARS]))
    names: dict[str, None] = {}
    for part in _SEPARATOR.split(text):
        for name in _by_spaces(_without_role(part.strip(_EDGES))):
            if name := _without_role(name.strip(_EDGES)):
                names.setdefault(name)
    return list(names)


def _without_role(name: str) -> str:
    for pattern in (_TRAILING_ROLE, _LEADING_ROLE, _LEADING_BY):
        if match := pattern.match(name):
            return match[1].strip(_EDGES)
    return _STAFF_CODE.sub("", name) if name[-1:].isdigit() and _HAN_WORD.match(name) else name


def _by_spaces(part: str) -> list[str]:
    """Names with spaces between them or inside them. Only Han names are cut: Latin names contain spaces."""
    words = _STAFF_CODE.sub("", part).split()
    if len(words) < 2 or not all(_HAN_WORD.fullmatch(word) for word in words):
        return [part]
    names: list[str] = []
    half = ""
    for word in words:
        if half:
            names.append(half + word)
            half = ""
        elif len(word) == 1 or (word in _table()["surnames"] and len(words) == 2):
            half = word
        else:
            names.append(word)
    return [*names, half] if half else names


def clean(text: object) -> tuple[list[str], list[str]]:
    """The names of a list or of a text, and a warning for each part that is no name. Bounded by MAX_NAMES."""
    parts = text if isinstance(text, list | tuple) else [text]
    names: dict[str, None] = {}
    warnings: list[str] = []
    for part in parts[: MAX_NAMES + 1]:
        if not isinstance(part, str):
            continue
        for name in [part.strip()] if "://" in part[:MAX_CHARS] else split(part):
            reason = why_not(name)
            if reason is None:
                names.setdefault(name)
            elif len(warnings) < MAX_NAMES:
                warnings.append(f"{name[:40]!r} is not an author ({reason})")
    if len(names) > MAX_NAMES or len(parts) > MAX_NAMES:
        warnings.append(f"more than {MAX_NAMES} names: only the first {MAX_NAMES} are kept")
    return list(names)[:MAX_NAMES], warnings
