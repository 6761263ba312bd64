"""Selectors on the lxml tree: the same answers as soupsieve, and every pack's selectors keep their own examples."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from cleaners.chrome import load_packs
from cleaners.segment.html_css import compile_css
from cleaners.segment.html_parse import parse
from cleaners.segment.html_select import Index
from schemas.errors import RuleError

PACKS = load_packs()
RULES = {rule.rule_id: rule for pack in PACKS for rule in pack.selectors}
PAGE = """<body class="page a-b"><div id="x" class="one two"><p class="one" data-k="v w">1</p><section><p id="y">2</p>
<a class="two three" href="/u.html">3</a></section></div><div class="one"><div><p class="text-9f">4</p></div></div>
<ul class="comment-list"><li>5</li><li class="one">6</li></ul></body>"""


@pytest.mark.parametrize(
    "css",
    [
        "p", "*", ".one", "#x", "p.one", "div.one.two", "#x p", "#x > p", "div > div > p", "div p, li", ".one, .two, #y",
        "[data-k]", '[data-k="v w"]', "[data-k~=w]", '[class^="text-"]', '[class*="comment"]', '[class$="list"] li',
        '[href$=".html"]', "ul > .one", "body.a-b .one", "section p#y", "p.none", "#none, .none", '[data-k^=""]',
        "div .one p", "body div p", 'a[href*="u"].two', "  p ,\n li ",
    ],
)  # fmt: skip
def test_the_same_elements_as_soupsieve(css):
    root, _ = parse(PAGE.encode())
    soup = BeautifulSoup(PAGE, "lxml")
    ours = [(e.tag, e.get("id"), "".join(e.itertext())) for e in Index(root).select(css)]
    theirs = [(t.name, t.get("id"), t.get_text()) for t in soup.select(css)]
    assert ours == theirs


@pytest.mark.parametrize("css", ["", "p >", ", p", "p:first-child", "p + p", "p ~ p", "p{", "[a=b", "#"])
def test_css_beyond_the_subset_says_so(css):
    with pytest.raises(RuleError, match="selector"):
        compile_css(css)


def test_class_prefix_finds_hashed_names():
    root, _ = parse(PAGE.encode())
    assert [e.text for e in Index(root).class_prefix("text-")] == ["4"]
    assert Index(root).class_prefix("ext-") == []


def test_hits_are_those_of_one_by_one():
    """The plan that asks for all names at once finds what each selector finds on its own, in the order of the rules."""
    root, _ = parse((PAGE + "".join(html for rule in RULES.values() for html in rule.removes)).encode())
    index, rules = Index(root), list(RULES.values())
    hits = [(rule.rule_id, selector.css, elements) for selector, rule, elements in index.hits(rules)]
    singly = [(r.rule_id, s.css, index.matching(s)) for r in rules for s in compile_css(r.css)]
    assert hits == [hit for hit in singly if hit[2]]


def covered_share(html: str, css: str) -> float:
    """Share of the snippet's characters that stand in elements the selector names."""
    soup = BeautifulSoup(html, "lxml")
    total = len(soup.get_text(strip=True))
    for tag in soup.select(css):
        tag.decompose() if tag.parent else None
    return 1 - len(soup.get_text(strip=True)) / total


@pytest.mark.parametrize("rule", [pytest.param(r, id=i) for i, r in RULES.items()])
def test_a_rule_removes_and_keeps_what_it_says(rule):
    for html in rule.removes:
        assert covered_share(html, rule.css) > 0, html
    for html in rule.keeps:
        assert covered_share(html, rule.css) == 0, html


@pytest.mark.parametrize("pack", [pytest.param(p, id=p.platform) for p in PACKS])
def test_a_packs_selectors_are_in_the_subset(pack):
    for css in pack.html.get("content", []) + pack.html.get("markup", []) + [r.css for r in pack.selectors]:
        assert compile_css(css)


def test_siblings_and_depth_cost_no_more_than_the_page():
    """Two thousand candidates below two hundred elements that do not match: the question is asked once per parent."""
    root = etree.fromstring("<a>" + "<b>" * 200 + "<c class='k'/>" * 2000 + "</b>" * 200 + "</a>")
    assert Index(root).select(".none .k") == []


def test_a_selector_within_the_article_sees_nothing_above_it():
    root, _ = parse(b'<div class="a"><div id="top" class="b"><p class="c">1</p><p class="c d">2</p></div></div>')
    index = Index(root)
    (top,) = index.select("#top")
    for css, found in ((".c", ["1", "2"]), (".b .c", ["1", "2"]), (".b > .d", ["2"]), (".a .c", []), ("#top", [])):
        hits = [(selector, "rule", index.matching(selector)) for selector in compile_css(css)]
        assert [element.text for element in index.rules_within(top, hits)] == found
