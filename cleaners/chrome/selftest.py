"""Rules test themselves: every example in a pack is tried, and every pattern against bait.

An example is a small Markdown document. What a rule removes is put over an article when the rule looks at the head, and
under one otherwise; what no rule may touch is tried alone, over and under an article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import re2

from cleaners.chrome.engine import find
from cleaners.chrome.packs import Pack
from cleaners.chrome.patterns import options
from cleaners.chrome.rules import PATTERNS, CutRule, SectionRule, SelectorRule
from cleaners.segment.markdown import segment_markdown

# Running text of an article, for examples that need one beside them.
ARTICLE = "\n\n".join(
    f"这是文章的第{n}段，讲述系统的构成与测试的步骤，句子完整，长度足以算作正文。" for n in "一二三四五六七八九十"
)
# RE2 matches in time linear in the text times the size of the automaton, so the budget is counted in both: the bait
# is this long, and a pattern's program may have so many instructions.
BAIT_CHARS = 10_000
MAX_PROGRAM = 100_000
# A pattern that takes this long for one bait would hold up a run; the slowest packaged one takes a twentieth of it.
BAIT_SECONDS = 0.1
BAITS = ("a", "免责声明", "关注", "点", "[", "（", "。", "“", "0", " ", "，", "a。", "\x00", "\U0001f600")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that went wrong: of which rule, in which list (removes, keeps, misses, bait), and how."""

    rule: str
    case: str
    example: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule} {self.case}: {self.message}: {self.example!r}"


def test_pack(pack: Pack) -> list[Failure]:
    """Try every rule that this pack's own file defines, with all rules the pack applies. No failure: an empty list."""
    own = set(pack.own)
    failures: list[Failure] = []
    for rule in pack.rules:
        if rule.rule_id not in own:
            continue
        for text in rule.removes:
            failures += _removes(pack, rule, text)
        for text in rule.keeps:
            failures += _keeps(pack, rule, text)
        for text in rule.misses:
            if not _removes(pack, rule, text):
                failures.append(Failure(rule.rule_id, "misses", text, "is removed now: make it an example of removes"))
        failures += _bait(rule)
    rules = {rule.rule_id.partition("@")[0]: rule for rule in pack.rules}
    for rule_id, text in pack.kept:
        if rule_id in rules:
            failures += _keeps(pack, rules[rule_id], text)
    return failures


def _removes(pack: Pack, rule, text: str) -> list[Failure]:
    if isinstance(rule, SelectorRule):
        found = {rule.rule_id} & _selected(pack, text)
    else:
        found = _rules(pack, rule, text)
    if found == {rule.rule_id} or (isinstance(rule, SectionRule) and rule.rule_id in found and None not in found):
        return []  # lines of a section may have rules of their own
    others = sorted(r or "nothing" for r in found - {rule.rule_id})
    return [Failure(rule.rule_id, "removes", text, f"a line is removed by {', '.join(others) or 'nothing'}")]


def _selected(pack: Pack, html: str) -> set[str]:
    """The selector rules that choose an element of a snippet of HTML."""
    from cleaners.segment.html_parse import parse  # lxml is not needed for the other rules
    from cleaners.segment.html_select import Index

    index = Index(parse(html.encode())[0])
    return {rule.rule_id for rule in pack.selectors if index.select(rule.css)}


def _rules(pack: Pack, rule, text: str) -> set[str | None]:
    """The rules that take the lines of an example put in its place; None for a line that stays."""
    where = getattr(rule, "where", "any")
    over = ARTICLE + "\n\n" if where != "head" else ""
    under = "\n\n" + ARTICLE if where == "head" else ""
    start, end = len(over), len(over) + len(text)
    page = find(segment_markdown(over + text + under), pack)
    if isinstance(rule, CutRule):
        return {cut.rule_id for _, _, cut, _ in page.cuts}
    inside = [k for k, block in enumerate(page.blocks) if start <= block.start < end]
    return {page.marks[k].rule if page.marks[k] else None for k in inside}


def _keeps(pack: Pack, rule, text: str) -> list[Failure]:
    """No rule of the pack may touch the text, alone or at either end of an article."""
    if isinstance(rule, SelectorRule):
        touched = _selected(pack, text)
        return [Failure(rule.rule_id, "keeps", text, f"is touched by {', '.join(sorted(touched))}")] if touched else []
    for over, under in (("", ""), (ARTICLE + "\n\n", ""), ("", "\n\n" + ARTICLE)):
        page = find(segment_markdown(over + text + under), pack)
        inside = [k for k, b in enumerate(page.blocks) if len(over) <= b.start < len(over) + len(text)]
        touched = {page.marks[k].rule for k in inside if page.marks[k]} | {c.rule_id for _, _, c, _ in page.cuts}
        if touched:
            return [Failure(rule.rule_id, "keeps", text, f"is touched by {', '.join(sorted(touched))}")]
    return []


def _patterns(rule) -> Iterator[tuple[str, re2._Regexp]]:
    for attribute in PATTERNS:
        if pattern := getattr(rule, attribute, ""):
            yield attribute, re2.compile(pattern, options())


def _bait(rule) -> list[Failure]:
    """The pattern's size times the length of the bait is within the budget, and it does not match bait."""
    failures = []
    for attribute, compiled in _patterns(rule):
        if compiled.programsize > MAX_PROGRAM:
            failures.append(Failure(rule.rule_id, "bait", attribute, f"{compiled.programsize} instructions"))
        for bait in BAITS:
            if attribute != "holds" and compiled.fullmatch(_bait_text(bait)) is not None:
                failures.append(Failure(rule.rule_id, "bait", bait, f"{attribute} matches 10,000 characters of it"))
    return failures


def slow_patterns(pack: Pack, clock: Callable[[], float]) -> list[Failure]:
    """Patterns of this pack's own file that take longer than BAIT_SECONDS for 10,000 characters of some bait.

    `clock` gives seconds. A slow turn is taken again: what a busy machine held up is not the pattern's fault.
    """
    failures = []
    own = set(pack.own)
    for rule in pack.rules:
        for attribute, compiled in _patterns(rule) if rule.rule_id in own else ():
            for bait in BAITS:
                seconds = min(_seconds(compiled, bait, clock), _seconds(compiled, bait, clock))
                if seconds > BAIT_SECONDS:
                    message = (
                        f"{attribute} takes {seconds:.2f} s for 10,000 characters of it, the budget is {BAIT_SECONDS} s"
                    )
                    failures.append(Failure(rule.rule_id, "time", bait, message))
    return failures


def _seconds(compiled: re2._Regexp, bait: str, clock: Callable[[], float]) -> float:
    text, start = _bait_text(bait), clock()
    compiled.search(text)
    compiled.fullmatch(text)
    return clock() - start


def _bait_text(bait: str) -> str:
    return bait * (BAIT_CHARS // len(bait))
