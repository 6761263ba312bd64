"""Drafts of rules: lines an account prints under its articles, as a rule pack for a person to accept.

A draft takes one line, whole and at the end of a document, so it can take nothing else. Its examples come from the texts
themselves: the line, and lines of the same account that stay and are most like it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleaners.chrome.packs import BASE, read_packs
from cleaners.chrome.selftest import Failure, test_pack
from cleaners.learn import Habit
from cleaners.segment.markdown import segment_markdown

REASON = "account_bio"
# Lines that must stay, of which a draft shows up to so many; so many are tried.
MOST_KEEPS = 2
TRIED_KEEPS = 8
# A paragraph longer than this is no example of a line.
MAX_EXAMPLE = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that may be chrome: whose it is, how often it stands at the end, how it reads, and what is like it and stays."""

    platform: str | None
    account: str
    habit: Habit
    text: str
    learned: bool  # sure enough to go as learned chrome before anybody accepts it
    keeps: list[str] = field(default_factory=list)

    @property
    def rule(self) -> str:
        """The id of its rule, without the pack."""
        return f"line-{self.habit.form:08x}"

    @property
    def pattern(self) -> str:
        """The line and nothing else, in matching form."""
        return re.escape("".join(block.match for block in segment_markdown(self.text).blocks))


def most_like(text: str, others: Sequence[str]) -> list[str]:
    """The few of `others` that share most pairs of characters with `text`, most first; never the text itself."""

    def pairs(line: str) -> set[str]:
        return {line[n : n + 2] for n in range(len(line) - 1)}

    own = pairs(text)
    lines = {line for line in others if line != text and 2 < len(line) <= MAX_EXAMPLE}
    return sorted(lines, key=lambda line: (-len(own & pairs(line)), line))[:TRIED_KEEPS]


def accept_by_test(drafts: Sequence[Draft], name: str, extra: dict[str, str]) -> list[Draft]:
    """The drafts that pass `rules test` beside all packs and those of `extra` (name: TOML), with the examples that do.

    A draft whose line another rule takes already, or of which no example stays, is left out; of drafts of one line the first
    stands.
    """
    left: dict[str, Draft] = {}
    for draft in drafts:
        if draft.pattern and draft.keeps:
            left.setdefault(draft.rule, draft)
    while left:
        packs = read_packs({**extra, name: toml(list(left.values()), name)})
        failures = test_pack(packs[name])
        if not failures:
            break
        for failure in failures:
            _give_way(left, failure)
    return [replace(draft, keeps=draft.keeps[:MOST_KEEPS]) for draft in left.values()]


def _give_way(left: dict[str, Draft], failure: Failure) -> None:
    rule = failure.rule.partition(".")[2].partition("@")[0]
    draft = left.get(rule)
    keeps = [line for line in draft.keeps if line != failure.example] if draft else []
    if keeps and failure.case == "keeps":
        left[rule] = replace(draft, keeps=keeps)
    else:
        left.pop(rule, None)


def toml(drafts: Sequence[Draft], name: str) -> str:
    """The drafts as a rule pack."""
    platforms = sorted({draft.platform or BASE for draft in drafts})
    head = (
        f"# Drafts: lines that accounts print under their articles. Save as {name}.toml in a folder of rules, delete what is\n"
        f"# no chrome, then `winnow rules test --rules FOLDER`, `winnow rules diff {name} --rules FOLDER --out OUT` and\n"
        "# `winnow run ... --rules FOLDER`.\n"
        f'platform = "{name}"\nversion = 1\nabout = "Lines that accounts repeat, accepted from drafts."\n'
        f"adds_to = {toml_value(platforms)}\n"
    )
    return head + "".join(map(_rule, drafts))


def _rule(draft: Draft) -> str:
    applied = "new documents lose it as learned chrome already" if draft.learned else "it stays until a rule takes it"
    where = " ".join(f"{draft.account} ({draft.platform or 'no platform'})".split())
    return (
        f"\n# {where}: {draft.habit}; {applied}.\n"
        f"[[line]]\nid = {toml_value(draft.rule)}\nversion = 1\nreason = {toml_value(REASON)}\n"
        f'where = "end"\npattern = {toml_value(draft.pattern)}\nremoves = {toml_value([draft.text])}\nkeeps = {toml_value(draft.keeps)}\n'
    )


def toml_value(value: str | list[str]) -> str:
    """A TOML value: strings as JSON writes them, and DEL, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
