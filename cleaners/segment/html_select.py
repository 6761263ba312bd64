"""CSS selectors on an lxml tree, through an index: only elements that carry the selector's last name are looked at.

Rule packs choose the article's element and name the furniture around it by selector (`html_css`). A test holds the answers
to those of soupsieve.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import re2
from lxml import etree

from cleaners.segment.html_css import Compound, Selector, compile_css

# More elements than these are not asked one by one what stands above them, if what must stand there is rarer.
MANY = 16


class Index:
    """The elements of a tree by id, class attribute, tag and attribute, in document order."""

    def __init__(self, root: etree._Element):
        self.root = root
        self.elements = list(root.iter())  # also keeps the proxies alive, so `is` and hashing hold
        self.by_id: dict[str, list] = defaultdict(list)
        self.by_class: dict[str, list] = defaultdict(list)  # whole class attributes: pages repeat them
        self.names: dict[str, list[str]] = defaultdict(list)  # one class -> the class attributes that hold it
        self._having: dict[str, list] = defaultdict(list)
        self._tagged: dict[str, list] = {}  # filled as selectors ask
        self._gone: set = set()
        for element in self.elements:
            attributes = element.keys()
            for attribute in attributes:
                self._having[attribute].append(element)
        for attribute, place in (("class", self.by_class), ("id", self.by_id)):
            for element in self.having(attribute):
                if value := element.get(attribute):
                    place[value].append(element)
        for classes in self.by_class:
            for name in classes.split():
                self.names[name].append(classes)

    def strip(self, tags: tuple[str, ...]) -> None:
        """Take the elements of these tags out of the tree and out of the index, with all they hold."""
        etree.strip_elements(self.root, *tags, with_tail=False)
        left = list(self.root.iter())
        self._gone |= set(self.elements).difference(left)
        self.elements, self._tagged = left, {}
        for attribute, place in (("class", self.by_class), ("id", self.by_id)):
            gone = [element for element in self._having[attribute] if element in self._gone]
            for value in {element.get(attribute) for element in gone} & place.keys():
                place[value] = [element for element in place[value] if element not in self._gone]

    def select(self, css: str) -> list:
        """Elements that match, in document order."""
        return self.sorted({e for selector in compile_css(css) for e in self.matching(selector)})

    def class_prefix(self, prefix: str) -> list:
        """Elements one of whose classes begins with `prefix`: hashed class names keep their beginning."""
        attributes = {a for name, having in self.names.items() if name.startswith(prefix) for a in having}
        return self.sorted({e for a in attributes for e in self.by_class[a]})

    def matching(self, selector: Selector) -> list:
        """Elements that match one alternative."""
        if selector.bare:
            return self._candidates(selector.chain[-1])
        chain, known = selector.chain, {}
        if not all(map(self._has, chain)):
            return []
        candidates = self._candidates(chain[-1])
        if len(chain) > 1 and len(candidates) > MANY:
            candidates = self._below(chain[-2], candidates)
        return [e for e in candidates if chain[-1].matches(e) and _above(e, chain, len(chain) - 1, known)]

    def _below(self, above: Compound, candidates: list) -> list:
        """Those of many candidates, such as all links of the page, that stand below an element which may be `above`."""
        tops = self._candidates(above)
        if len(tops) > MANY:
            return candidates
        inner = {e for top in tops for e in top.iterdescendants()}
        return [e for e in candidates if e in inner]

    def hits(self, rules: list) -> list[tuple[Selector, object, list]]:
        """The alternatives of the rules' selectors that match anything, the rule, the elements."""
        plan = _plan(tuple(rule.css for rule in rules))
        self._tagged |= {tag: [] for tag in plan.tags}
        for element in self.root.iter(*plan.tags) if plan.tags else ():  # one look for all of them
            self._tagged[element.tag].append(element)
        found = []
        for number, selector in plan.look_at(self):
            if elements := self.matching(selector):
                found.append((selector, rules[number], elements))
        return found

    def rules_within(self, top: etree._Element, hits: list[tuple[Selector, object, list]]) -> dict:
        """The elements below `top` that hits name, with the rule. A selector sees `top` and what it holds, nothing above
        it. Where two rules name one element the later one decides: a pack's own rules come last."""
        below, rules, above = set(top.iterdescendants()), {}, top.getparent()
        for selector, rule, elements in hits:
            known: dict = {}
            for element in elements:
                if element in below and _above(element, selector.chain, len(selector.chain) - 1, known, above):
                    rules[element] = rule
        return rules

    def _has(self, compound: Compound) -> bool:
        """Some element has the compound's ids, some one its classes."""
        return all(i in self.by_id for i in compound.ids) and all(c in self.names for c in compound.classes)

    def having(self, attribute: str) -> list:
        """The elements with an attribute."""
        found = self._having.get(attribute, [])
        return [element for element in found if element not in self._gone] if self._gone else found

    def tagged(self, tag: str) -> list:
        """The elements of a tag."""
        if tag not in self._tagged:
            self._tagged[tag] = list(self.root.iter(tag))
        return self._tagged[tag]

    def sorted(self, elements: set) -> list:
        """The elements in document order."""
        return [e for e in self.elements if e in elements] if len(elements) > 1 else list(elements)

    def _candidates(self, last: Compound) -> list:
        if last.ids:
            return self.by_id.get(last.ids[0], [])
        if last.classes:
            return [e for a in dict.fromkeys(self.names.get(last.classes[0], ())) for e in self.by_class[a]]
        name, op, value = last.attributes[0] if last.attributes else ("", "", "")
        if op and name in ("class", "id"):
            have = self.by_class if name == "class" else self.by_id
            return [e for text in have if value in text for e in have[text]]
        if not name:
            return self.tagged(last.tag) if last.tag else self.elements
        return self.having(name)


class _Plan:
    """The alternatives of many selectors by the name they ask for first, so that a page is asked for all at once."""

    def __init__(self, selectors: tuple[str, ...]):
        self.named: dict[str, dict[str, list]] = {"id": {}, "class": {}}
        self.parts: list[tuple[str, str, tuple]] = []  # "class" or "id", the substring, the alternative
        self.others: list = []
        self.tags: set[str] = set()  # of alternatives that ask for a tag and nothing else
        for number, css in enumerate(selectors):
            for place, selector in enumerate(compile_css(css)):
                self._add((number, place, selector), selector.chain[-1])
        self.substrings = re2.Set.SearchSet(_literal())
        for _, value, _ in self.parts:
            self.substrings.Add(value)
        if self.parts:
            self.substrings.Compile()

    def _add(self, entry: tuple, last: Compound) -> None:
        if last.ids or last.classes:
            kind, name = ("id", last.ids[0]) if last.ids else ("class", last.classes[0])
            self.named[kind].setdefault(name, []).append(entry)
        elif last.attributes and last.attributes[0][1] and last.attributes[0][0] in ("class", "id"):
            self.parts.append((last.attributes[0][0], last.attributes[0][2], entry))
        else:
            self.others.append(entry)
            if not last.attributes and last.tag:
                self.tags.add(last.tag)

    def look_at(self, index: Index) -> list[tuple[int, Selector]]:
        """The alternatives whose name the page has, in the order of the rules."""
        found = list(self.others)
        for kind, names in (("class", index.names), ("id", index.by_id)):
            for name in self.named[kind].keys() & names.keys():
                found += self.named[kind][name]
        # All of them in one string: most substrings a selector asks for are nowhere, and one look tells.
        for kind, text in (("class", "\n".join(index.by_class)), ("id", "\n".join(index.by_id))):
            parts = self.substrings.Match(text) if self.parts and text else None
            found += [self.parts[n][2] for n in parts or () if self.parts[n][0] == kind]
        found.sort(key=lambda entry: entry[:2])
        return [(number, selector) for number, _, selector in found]


def _literal() -> re2.Options:
    options = re2.Options()
    options.literal = True
    return options


@lru_cache(maxsize=64)
def _plan(selectors: tuple[str, ...]) -> _Plan:
    return _Plan(selectors)


def _above(element: etree._Element, chain: tuple[Compound, ...], at: int, known: dict, outside=None) -> bool:
    """The ancestors of `element` below `outside` satisfy chain[:at]; backtracks, so `a > b c` finds any b above c.

    `known` remembers the answer per parent, for all that were passed: their descendants ask the same question.
    """
    if at == 0:
        return True
    parent, found, passed = element.getparent(), False, []
    while parent is not outside:
        if (parent, at) in known:
            found = known[parent, at]
            break
        passed.append((parent, at))
        found = chain[at - 1].matches(parent) and _above(parent, chain, at - 1, known, outside)
        if found or chain[at].child:
            break
        parent = parent.getparent()
    known.update(dict.fromkeys(passed, found))
    return found
