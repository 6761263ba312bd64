"""Budgets: what stops a rule that takes too much, and what does not stop one that takes what is there."""

from __future__ import annotations

import pytest

from cleaners.chrome import load_packs
from cleaners.chrome.budget import MIN_CHARS, MIN_DOCUMENTS, Spending, Taken, taken
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.errors import RuleError
from schemas.records import RawInput
from tests.cleaners.chrome.test_packs import RULE, pack

OWN = RULE.replace("[[line]]", "[[line]]\nbudget = 0.9")


def spent(sources: list[Taken], packs=None) -> list[str | None]:
    spending = Spending(packs or load_packs())
    for source in sources:
        spending.add(source)
    return [spending.over(source) for source in sources]


def many(reach: int = 1000, count: int = MIN_DOCUMENTS, platform: str | None = "wechat", **rules: int) -> list[Taken]:
    return [Taken(platform, reach, {f"wechat.{name}": chars for name, chars in rules.items()})] * count


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        (many(1000, ui=200), None),  # the budget itself
        (many(1000, ui=201), "rule wechat.ui takes 20% of wechat in this run"),
        (many(1000, MIN_DOCUMENTS - 1, ui=201), None),  # too few documents to speak of a share
        (many(1000, platform=None, ui=201), "of documents of no platform"),
        (many(MIN_CHARS - 1, ui=500), None),  # short posts may be advertisements
        (many(1000, a=170, b=170, c=160), None),
        (many(1000, a=170, b=170, c=161), "rules together take 50% of wechat"),
        (many(1000, 1, ui=800), None),
        (many(1000, 1, ui=801), "rule wechat.ui takes 80% of it, the budget for one document is 80%"),
        (many(1000, 1, a=500, b=400), None),  # a document may lose most of its text to several rules
    ],
)
def test_thresholds(sources, why):
    for told in spent(sources):
        assert told is None if why is None else why in told and "what goes" in told


def test_only_the_documents_above_the_share_are_set_aside_and_the_rest_is_within_it():
    sources = many(1000, 10, ui=600) + many(1000, 20, ui=150)
    found = spent(sources)
    assert [why is not None for why in found] == [True] * 10 + [False] * 20
    assert spent(sources[10:]) == [None] * 20


def test_a_rule_and_a_pack_have_their_own_budgets(tmp_path):
    sources = [Taken("mine", 1000, {"mine.greeting": 850})] * MIN_DOCUMENTS
    pack(tmp_path, OWN)
    assert "rules together" in spent(sources, load_packs(tmp_path))[0]
    pack(tmp_path, OWN + "[budget]\nremoved = 0.9\n")
    assert spent(sources, load_packs(tmp_path)) == [None] * MIN_DOCUMENTS
    pack(tmp_path, RULE + "[budget]\nremoved = 0.9\nrule = 0.1\ndocument = 1\n")
    assert "rule mine.greeting takes 85% of mine" in spent(sources, load_packs(tmp_path))[0]


@pytest.mark.parametrize("line", ["removed = 2", "removed = true", 'rule = "all"', "chars = 0.5", "document = -0.1"])
def test_a_budget_that_is_no_share_is_refused(tmp_path, line):
    with pytest.raises(RuleError, match="holds shares between 0 and 1"):
        pack(tmp_path, RULE + f"[budget]\n{line}\n")
    with pytest.raises(RuleError, match=r"mine\.greeting: budget is a share"):
        pack(tmp_path, OWN.replace("0.9", "1.5"))


def test_what_is_counted_is_what_readers_would_have_read():
    """Addresses of links and pictures count for nothing, nor does what goes to metadata."""
    body = "码头的吊车昨夜停了，值班的人说是换钢索，要到后天才能再开，等船的货主在岸边支起桌子打牌。"
    text = (
        "# 吊车\n\n![](https://mmbiz.qpic.cn/" + "x" * 500 + ")\n\n"
        + "\n\n".join([body] * 3)
        + "\n\n点击下方关注我们\n\n[" + "旧书店搬家以后" + "](https://mp.weixin.qq.com/" + "y" * 500 + ")\n"
    )  # fmt: skip
    source = clean(RawInput("a.md", text.encode(), "0", "text/markdown"), load_packs(), RunConfig())
    found = taken(source)
    assert found.platform == "wechat" and 100 < found.reach < 200
    assert found.rules and 8 <= sum(found.rules.values()) <= 20
    assert not any("@" in rule or rule.startswith("metadata.title") for rule in found.rules)
