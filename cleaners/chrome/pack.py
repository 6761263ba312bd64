"""A rule pack: one platform, how to recognize it, where its articles stand, and its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cleaners.chrome.patterns import PatternSet
from cleaners.chrome.rules import Budget, CutRule, LineRule, SectionRule, SelectorRule
from schemas.errors import RuleError


@dataclass
class Pack:
    """One platform: how to recognize it, where its articles stand, and its rules with those it inherits."""

    platform: str
    version: int
    about: str
    extends: list[str]
    match: dict[str, object]
    html: dict[str, list[str]]
    selectors: list[SelectorRule]
    lines: list[LineRule]
    sections: list[SectionRule]
    cuts: list[CutRule]
    metadata: dict[str, list[str]]
    words: dict[str, str] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)  # ids of the rules this file itself defines
    adds_to: list[str] = field(default_factory=list)  # packs that these rules are added to
    budget: Budget = field(default_factory=Budget)
    kept: list[tuple[str, str]] = field(default_factory=list)  # rule without version, and a text no rule may touch
    digest: str = ""  # of the file, where the pack is not one of the packaged ones

    # The sets are built when the first line asks for them: a run sees few of the packs, and building costs more than
    # reading all of them. Each pattern has been compiled on its own when the pack was read.

    @cached_property
    def line_set(self) -> PatternSet:
        """The line rules as one set. Raises RuleError when they are too large."""
        return self._set([rule.pattern for rule in self.lines])

    @cached_property
    def torn(self) -> list[LineRule]:
        """The rules for prompts that may be torn over several lines."""
        return [rule for rule in self.lines if rule.broken]

    @cached_property
    def torn_set(self) -> PatternSet:
        """Those rules as one set."""
        return self._set([rule.pattern for rule in self.torn])

    @cached_property
    def opens_set(self) -> PatternSet:
        """The headings that open sections as one set."""
        return self._set([rule.opens for rule in self.sections])

    @cached_property
    def cut_set(self) -> PatternSet:
        """The glued sentences as one set."""
        return self._set([rule.pattern for rule in self.cuts])

    def _set(self, patterns: list[str]) -> PatternSet:
        try:
            return PatternSet(patterns)
        except Exception as error:
            raise RuleError(f"the rules of pack {self.platform} do not compile together: {error}") from error

    @cached_property
    def rule_budgets(self) -> dict[str, float]:
        """The rules, without version, that have a budget of their own."""
        return {rule.rule_id.partition("@")[0]: rule.budget for rule in self.rules if rule.budget is not None}

    @property
    def rules(self) -> list[SelectorRule | LineRule | SectionRule | CutRule]:
        """All rules the pack applies."""
        return [*self.selectors, *self.lines, *self.sections, *self.cuts]

    def line_rules(self, form: str) -> list[LineRule]:
        """The line rules that match a whole line in matching form, in the order of the pack."""
        return self.line_rules_of([form])[0]

    def line_rules_of(self, forms: list[str]) -> list[list[LineRule]]:
        """`line_rules` of each form."""
        return [[self.lines[i] for i in found] for found in self.line_set.match_each(forms)]

    def section_rules_of(self, forms: list[str]) -> list[list[SectionRule]]:
        """The section rules that each line in matching form opens."""
        return [[self.sections[i] for i in found] for found in self.opens_set.match_each(forms)]

    def cut_rules(self, form: str) -> list[CutRule]:
        """The rules for a sentence glued to a line that stays."""
        return [self.cuts[i] for i in self.cut_set.match(form)]
