"""Budgets: how much of the text rules may take before somebody has to look.

A rule that suddenly takes a third of a platform is a mistake in the rule or a change of the platform, and either must be
seen before readers see it. Shares are of the text within reach: lines inside the article's element in matching form, which has no
markup and no addresses: the address of a link is longer than what it says. What goes to metadata, repeats and learned chrome are not counted: no rule of a pack took them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile

from cleaners.chrome.packs import Packs
from schemas.records import CHROME_REASONS, CleanSource

# Shares of a platform's text in a run mean nothing for fewer documents than this: one odd document would decide.
MIN_DOCUMENTS = 20
# A document's share means nothing for less text than this: a short post may be an advertisement and nothing else.
MIN_CHARS = 600


@dataclass(frozen=True, slots=True)
class Taken:
    """What rules took of one source: characters within their reach, and how many each rule (without version) took."""

    platform: str | None
    reach: int
    rules: Mapping[str, int] = field(default_factory=dict)


def taken(source: CleanSource) -> Taken:
    """What rules took of a cleaned source."""
    removals = source.removals  # in the order of the text
    reach, rules, at = 0, Counter(), 0
    for block in source.segmented.blocks:
        if not block.inside or not block.match or block.kind in ("image", "stray", "front_matter"):
            continue
        reach += len(block.match)
        while at < len(removals) and removals[at].end <= block.start:
            at += 1
        for removal in takewhile(lambda r, end=block.end: r.start < end, islice(removals, at, None)):
            if removal.reason in CHROME_REASONS:
                share = (min(removal.end, block.end) - max(removal.start, block.start)) / (block.end - block.start)
                rules[removal.rule.partition("@")[0]] += round(share * len(block.match))
    return Taken(source.segmented.platform, reach, dict(sorted(rules.items())))


class Spending:
    """What rules took in a run, by platform, and which sources are over budget because of it.

    Where a share of the platform is over budget, so are the sources of which more than that share was taken: without
    them the rest is within it.
    """

    def __init__(self, packs: Packs):
        self._packs = packs
        self._sources: Counter[str | None] = Counter()
        self._reach: Counter[str | None] = Counter()
        self._chars: Counter[tuple[str | None, str]] = Counter()  # ALL for all rules together

    def add(self, source: Taken) -> None:
        """Count a source."""
        self._sources[source.platform] += 1
        self._reach[source.platform] += source.reach
        for rule, chars in source.rules.items():
            self._chars[source.platform, rule] += chars
            self._chars[source.platform, ALL] += chars

    def over(self, source: Taken) -> str | None:
        """Why a source is over budget, once all are counted: rule, share, budget, and what to do. None when it is not."""
        if source.reach < MIN_CHARS:
            return None
        pack = self._packs[source.platform]
        budget, own = pack.budget, pack.rule_budgets
        for rule, chars in source.rules.items():
            allowed, share = max(budget.document, own.get(rule, 0.0)), chars / source.reach
            if share > allowed:
                return f"rule {rule} takes {share:.0%} of it, the budget for one document is {allowed:.0%}; {_ADVICE}"
        if self._sources[source.platform] < MIN_DOCUMENTS:
            return None
        name = source.platform or "documents of no platform"
        taken = {**source.rules, ALL: sum(source.rules.values())}
        for rule, chars in taken.items():
            allowed = budget.removed if rule == ALL else own.get(rule, budget.rule)
            share = self._chars[source.platform, rule] / self._reach[source.platform]
            if share > allowed and chars / source.reach > allowed:
                who = "rules together take" if rule == ALL else f"rule {rule} takes"
                return f"{who} {share:.0%} of {name} in this run, the budget is {allowed:.0%}; {_ADVICE}"
        return None


ALL = "*"
_ADVICE = (
    "look at what goes with `winnow rules diff`, then correct the rule, or raise the budget in its pack when it is right: "
    "either way the input is tried again"
)
