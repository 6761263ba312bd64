"""Texts that reviewers found wrongly removed, as a rule pack: `rules test` fails until no rule touches them any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.chrome.packs import Packs
from cleaners.drafts import toml_value

# A longer text is no example: its beginning is as good, and a file of rules is read by people.
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A text that stays, the rule (`wechat.follow@3`) that took it, and what a person should know of the verdict."""

    rule: str
    text: str
    about: str


def toml(kept: Iterable[Kept], name: str, packs: Packs) -> tuple[str, list[Kept]]:
    """A pack of the texts whose rules stand in `packs`, and the others: what no pack has a rule for cannot be tried."""
    known = {
        rule.rule_id.partition("@")[0]: pack.platform
        for pack in packs
        for rule in pack.rules
        if rule.rule_id in pack.own
    }
    tried, others = [], []
    for one in sorted(set(kept)):
        (tried if one.rule.partition("@")[0] in known else others).append(one)
    owners = sorted({known[one.rule.partition("@")[0]] for one in tried})
    head = (
        f"# Written by `winnow rules keeps`: texts that reviewers found wrongly removed. `winnow rules test --rules FOLDER` fails\n"
        "# until no rule touches them: mend the rule, and move the text to its own `keeps`.\n"
        f'platform = "{name}"\nversion = 1\nabout = "Texts that reviewers want kept."\nadds_to = {toml_value(owners)}\n'
    )
    return head + "".join(map(_entry, tried)), others


def _entry(kept: Kept) -> str:
    about = " ".join(kept.about.split())
    rule = kept.rule.partition("@")[0]
    return f"\n# {about}\n[[keep]]\nrule = {toml_value(rule)}\ntext = {toml_value(kept.text[:MAX_TEXT])}\n"
