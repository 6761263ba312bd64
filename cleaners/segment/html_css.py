"""The CSS selectors that rule packs may use: tag, #id, .class, [attr], [attr=v], [attr~=v], [attr^=v], [attr*=v],
[attr$=v], descendant and child, commas. `html_select` looks them up in a tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import re2
from lxml import etree

from schemas.errors import RuleError

_NAME = r"[A-Za-z_一-鿿-][\w一-鿿-]*"
_TOKEN = re2.compile(
    rf"(?P<space>\s*[>,]\s*|\s+)|#(?P<id>{_NAME})|\.(?P<cls>{_NAME})|(?P<tag>\*|{_NAME})"
    r"""|\[\s*(?P<attr>[\w:-]+)\s*(?:(?P<op>[~^*$]?=)\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\]\s]+))\s*)?\]"""
)


@dataclass(slots=True)
class Compound:
    """What one element must be: `div#a.b[c^="d"]`, and how it stands to the compound before it."""

    tag: str | None = None
    ids: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)  # name, operator, value
    child: bool = False  # the compound before it is the parent, not just an ancestor

    def matches(self, element: etree._Element) -> bool:
        """The element alone satisfies the compound."""
        if self.tag and element.tag != self.tag:
            return False
        if self.ids and any(element.get("id") != i for i in self.ids):
            return False
        if self.classes:
            have = (element.get("class") or "").split()
            if any(c not in have for c in self.classes):
                return False
        return all(_attribute(element.get(name), op, value) for name, op, value in self.attributes)


def _attribute(have: str | None, op: str, value: str) -> bool:
    if have is None:
        return False
    if op == "":
        return True
    if op == "=":
        return have == value
    if op == "~=":
        return value in have.split()
    if not value:
        return False
    if op == "^=":
        return have.startswith(value)
    return have.endswith(value) if op == "$=" else value in have


@dataclass(frozen=True, slots=True)
class Selector:
    """One alternative of a selector: its text, and its compounds from the outermost to the element itself."""

    css: str
    chain: tuple[Compound, ...]
    bare: bool  # one tag, id, class or attribute and nothing else: what the index finds by it matches


@lru_cache(maxsize=4096)
def compile_css(css: str) -> tuple[Selector, ...]:
    """The alternatives of a selector. Raises RuleError for CSS outside the subset."""
    alternatives, chain, now, at = [], [], None, 0
    css = css.strip()
    child, begin = False, 0
    while at < len(css):
        found = _TOKEN.match(css, at)
        if not found:
            raise RuleError(f"selector {css!r}: {css[at : at + 20]!r} is beyond the selectors Winnow reads")
        at = found.end()
        if found["space"] is not None:
            mark = found["space"].strip()
            if now is None:
                raise RuleError(f"selector {css!r} has a combinator with nothing before it")
            chain.append(now)
            now = None
            child = mark == ">"
            if mark == ",":
                alternatives.append(_selector(css[begin : found.start()], chain))
                chain, child, begin = [], False, at
            continue
        if now is None:
            now, child = Compound(child=child), False
        _extend(now, found)
    if now is None:
        raise RuleError(f"selector {css!r} ends with a combinator")
    return (*alternatives, _selector(css[begin:], [*chain, now]))


def _selector(css: str, chain: list[Compound]) -> Selector:
    last = chain[-1]
    conditions = bool(last.tag) + len(last.ids) + len(last.classes) + len(last.attributes)
    contains = not last.attributes or last.attributes[0][1] in ("", "*=")
    return Selector(css.strip(), tuple(chain), len(chain) == 1 and conditions == 1 and contains)


def _extend(compound: Compound, found) -> None:
    if found["id"]:
        compound.ids.append(found["id"])
    elif found["cls"]:
        compound.classes.append(found["cls"])
    elif found["attr"]:
        value = next((found[k] for k in ("dq", "sq", "bare") if found[k] is not None), "")
        compound.attributes.append((found["attr"], found["op"] or "", value))
    elif found["tag"] != "*":
        compound.tag = found["tag"].lower()
