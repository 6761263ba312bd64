"""The rules of a pack as values, read from TOML and checked: each with its id, its reason and its examples."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace

import re2

from schemas.errors import RuleError
from schemas.records import REASONS

WHERE = ("any", "head", "tail", "edge", "end")


@dataclass(slots=True)
class _Rule:
    """What every rule has. `removes`: texts it must remove; `keeps`: texts no rule may touch; `misses`: known failures."""

    platform: str
    id: str
    version: int
    reason: str
    removes: list[str] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    note: str = ""
    budget: float | None = None  # share of its platform's text in a run that it may take; None: what the pack says

    @property
    def rule_id(self) -> str:
        """`wechat.follow-head@3`: what a removal carries."""
        return f"{self.platform}.{self.id}@{self.version}"


@dataclass(slots=True)
class SelectorRule(_Rule):
    """HTML elements that are chrome, by CSS selector. Examples are snippets of HTML."""

    css: str = ""


@dataclass(slots=True)
class LineRule(_Rule):
    """A line whose whole matching form matches `pattern`. Examples are lines.

    `where` limits it to the head or the tail of the document. `broken`: the line may be cut over several short
    lines, which are then matched joined.
    """

    pattern: str = ""
    where: str = "any"
    broken: bool = False


@dataclass(slots=True)
class SectionRule(_Rule):
    """A section of chrome: the line `opens` matches and what follows, to its end. Examples are several lines.

    `runs` says what may follow: see `cleaners.chrome.sections`. `until` ends it before the line that matches, `holds`
    is found in the paragraphs of a section of text. `alone`: the line goes even when nothing follows that belongs to it.
    """

    opens: str = ""
    until: str = ""
    holds: str = ""
    runs: str = "text"
    alone: bool = False
    where: str = "any"


@dataclass(slots=True)
class CutRule(_Rule):
    """A sentence of chrome glued to a line that stays: at its beginning or its end. Examples are lines."""

    pattern: str = ""


@dataclass(slots=True)
class Rules:
    """The rules one file defines."""

    selectors: list[SelectorRule]
    lines: list[LineRule]
    sections: list[SectionRule]
    cuts: list[CutRule]

    def ids(self) -> list[str]:
        """Rule ids in the order of the file."""
        return [r.rule_id for r in (*self.selectors, *self.lines, *self.sections, *self.cuts)]


KINDS = {"selector": SelectorRule, "line": LineRule, "section": SectionRule, "cut": CutRule}
RUNS = ("text", "links", "short", "block", "end", "all")
PATTERNS = ("pattern", "opens", "until", "holds")


# A word in a pattern: {number}. Quantifiers hold digits, Unicode classes follow \p.
_WORD = re.compile(r"(?<!\\p)(?<!\\P)\{([a-z_]+)\}")


def read_rules(platform: str, table: dict, words: dict[str, str], options: re2.Options) -> Rules:
    """The rules of one pack's TOML table, `{word}` in a pattern replaced by what `words` has for it.

    Raises RuleError naming the rule and what is wrong with it.
    """
    read = {
        kind: [_rule(platform, kind, _spelled(platform, entry, words), options) for entry in table.get(kind, [])]
        for kind in KINDS
    }
    rules = Rules(read["selector"], read["line"], read["section"], read["cut"])
    ids = [rule_id.partition("@")[0] for rule_id in rules.ids()]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise RuleError(f"rule ids stand twice: {', '.join(twice)}")
    return rules


def _spelled(platform: str, entry: dict, words: dict[str, str]) -> dict:
    def word(match: re.Match) -> str:
        if match[1] not in words:
            raise RuleError(f"rule {platform}.{entry.get('id', '?')}: no [words] define {{{match[1]}}}")
        return words[match[1]]

    return {key: _WORD.sub(word, value) if key in PATTERNS else value for key, value in entry.items()}


def _rule(platform: str, kind: str, entry: dict, options: re2.Options):
    name = f"{platform}.{entry.get('id', '?')}"
    try:
        rule = KINDS[kind](platform=platform, **entry)
    except TypeError as error:
        raise RuleError(f"rule {name}: {str(error).partition('() ')[2] or error}") from None
    if rule.reason not in REASONS:
        raise RuleError(f"rule {name}: reason {rule.reason!r} is none of schemas.records.REASONS")
    if not rule.removes or not rule.keeps:
        raise RuleError(f"rule {name}: it needs examples of what it removes and of what it must keep")
    if getattr(rule, "where", "any") not in WHERE or getattr(rule, "runs", "text") not in RUNS:
        raise RuleError(f"rule {name}: where is one of {WHERE}, runs one of {RUNS}")
    if kind == "selector" and not rule.css:
        raise RuleError(f"rule {name}: it has no css")
    if rule.budget is not None and not is_share(rule.budget):
        raise RuleError(f"rule {name}: budget is a share between 0 and 1")
    for attribute in PATTERNS:
        _check_pattern(name, attribute, getattr(rule, attribute, None), options)
    return rule


@dataclass(frozen=True, slots=True)
class Budget:
    """Shares of text that rules may take before documents are set aside. See `cleaners.chrome.budget`.

    The defaults are about eight times what rules take of a platform in measured corpora (6 % all together, 1 % by the
    one that takes most), so that they stop a mistake and no habit.
    """

    removed: float = 0.5  # by all rules together, of the platform's text in a run
    rule: float = 0.2  # by one rule, of the platform's text in a run
    document: float = 0.8  # by one rule, of one document


def read_budget(platform: str, table: dict[str, float], inherited: Budget) -> Budget:
    """The [budget] of a pack; what it does not say is as its parents have it. Raises RuleError."""
    known = {f.name for f in fields(Budget)}
    for name, share in table.items():
        if name not in known or not is_share(share):
            raise RuleError(
                f"rule pack {platform}: [budget] holds shares between 0 and 1 called {', '.join(sorted(known))}"
            )
    return replace(inherited, **table)


def is_share(value: object) -> bool:
    """Whether the value is a number between 0 and 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _check_pattern(name: str, attribute: str, pattern: str | None, options: re2.Options) -> None:
    if pattern is None or (attribute in ("until", "holds") and not pattern):
        return
    if not pattern:
        raise RuleError(f"rule {name}: it has no {attribute}")
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise RuleError(f"rule {name}: {attribute} is no pattern of RE2: {error}") from None
    if compiled.fullmatch("") is not None:
        raise RuleError(f"rule {name}: {attribute} matches the empty line")
