"""Rule packs: every rule of every pack tried on its own examples; what is wrong with a pack is said clearly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaners.chrome.packs import PatternSet, load_packs
from cleaners.chrome.selftest import Failure, slow_patterns, test_pack
from schemas.errors import RuleError

test_pack.__test__ = False  # a function of the product, not of the tests
PACKS = load_packs()

RULE = """
[[line]]
id = "greeting"
version = 1
reason = "follow"
pattern = '大家好.{0,8}'
removes = ["大家好呀"]
keeps = ["他说大家好。"]
"""


def pack(folder: Path, text: str, name: str = "mine", head: str = 'platform = "mine"\nversion = 1\n'):
    """The pack of one file in a folder of extra packs."""
    (folder / f"{name}.toml").write_text(head + text, encoding="utf-8")
    return load_packs(folder)[name]


@pytest.mark.parametrize("name", [p.platform for p in PACKS])
def test_every_rule_does_what_its_examples_say(name):
    assert [str(failure) for failure in test_pack(PACKS[name])] == []


def test_negative_examples_outnumber_neither_none_nor_hide():
    for p in PACKS:
        for rule in (*p.lines, *p.sections, *p.selectors, *p.cuts):
            assert rule.removes and rule.keeps, rule.rule_id


def test_an_extra_pack_is_read_and_inherits(tmp_path):
    mine = pack(tmp_path, RULE, head='platform = "mine"\nversion = 3\nextends = ["common_zh"]\n')
    assert [rule.rule_id for rule in mine.line_rules("大家好呀")] == ["mine.greeting@1"]
    assert any(rule.platform == "common_zh" for rule in mine.lines)
    assert load_packs(tmp_path).versions()["mine"] == 3
    assert test_pack(mine) == []


def test_words_stand_for_themselves_in_patterns(tmp_path):
    mine = pack(tmp_path, "[words]\nhi = '大家好|你好'\n" + RULE.replace("'大家好.{0,8}'", "'(?:{hi})呀{1,2}'"))
    assert mine.line_rules("你好呀呀") and not mine.line_rules("{hi}呀")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULE.replace("'大家好.{0,8}'", "'(大家好'"), "mine.greeting: pattern is no pattern of RE2"),
        (RULE.replace("'大家好.{0,8}'", r"'(大)\1'"), "mine.greeting: pattern is no pattern of RE2"),
        (RULE.replace("'大家好.{0,8}'", "'.*'"), "matches the empty line"),
        (RULE.replace("'大家好.{0,8}'", "'{nobody}'"), r"no \[words\] define \{nobody\}"),
        (RULE.replace('"follow"', '"because"'), "none of schemas.records.REASONS"),
        (RULE.replace("keeps", "keep"), "unexpected keyword argument 'keep'"),
        (RULE.replace('keeps = ["他说大家好。"]', "keeps = []"), "needs examples"),
        (RULE + 'where = "middle"\n', "where is one of"),
        (RULE + RULE, "stand twice: mine.greeting"),
        ("[[line]\n", "mine.toml cannot be read"),
    ],
)
def test_a_broken_rule_is_named(tmp_path, text, message):
    with pytest.raises(RuleError, match=message):
        pack(tmp_path, text)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('platform = "other"\nversion = 1\n', "must begin with platform"),
        ('platform = "mine"\n', "must begin with platform"),
        ('platform = "mine"\nversion = 1\nextends = ["nobody"]\n', "extends nobody, which does not exist"),
        ('platform = "mine"\nversion = 1\nextends = ["mine"]\n', "in a circle: mine -> mine"),
    ],
)
def test_a_broken_pack_is_named(tmp_path, head, message):
    with pytest.raises(RuleError, match=message):
        pack(tmp_path, "", head=head)


def test_no_folder_and_no_platform():
    with pytest.raises(RuleError, match="no folder"):
        load_packs(Path("/nonexistent"))
    with pytest.raises(RuleError, match=r"no rule pack for platform 'nobody'; there are: .*wechat"):
        PACKS["nobody"]


@pytest.mark.parametrize(
    ("change", "case"),
    [
        (("大家好呀", "你们好"), "removes"),
        (("他说大家好。", "大家好。"), "keeps"),
        (("keeps =", 'misses = ["大家好"]\nkeeps ='), "misses"),
        (("'大家好.{0,8}'", "'a.*'"), "removes"),
        (("'大家好.{0,8}'", "'大家好|a+'"), "bait"),
    ],
)
def test_the_self_test_finds_what_is_wrong(tmp_path, change, case):
    failures = test_pack(pack(tmp_path, RULE.replace(*change)))
    assert case in {failure.case for failure in failures}
    assert all(isinstance(f, Failure) and f.rule == "mine.greeting@1" for f in failures)


def test_known_failures_are_strict(tmp_path):
    mine = pack(tmp_path, RULE.replace("keeps =", 'misses = ["各位好"]\nkeeps ='))
    assert test_pack(mine) == []


def test_a_set_tells_all_patterns_that_match_the_whole_text():
    matcher = PatternSet(["关注.*", ".*我们", "[0-9]+", "."])
    assert matcher.match("关注我们") == [0, 1]
    assert matcher.match("请关注我们吧") == []
    assert matcher.match("7") == [2, 3]
    assert PatternSet([]).match("任何") == []


def test_recognition_takes_the_address_first_then_the_page():
    assert PACKS.recognize(url="https://mp.weixin.qq.com/s/x", html=b'<div id="endText">') == "wechat"
    assert PACKS.recognize(url="https://example.org/x", html=b'<div id="js_content">') == "wechat"
    assert PACKS.recognize(url="https://notmp.weixin.qq.com.example.org/") is None
    assert PACKS.recognize() is None


def test_a_pack_adds_its_rules_to_another_and_to_what_inherits_from_it(tmp_path):
    mine = pack(tmp_path, RULE, head='platform = "mine"\nversion = 1\nadds_to = ["common_zh"]\n')
    packs = load_packs(tmp_path)
    assert [rule.rule_id for rule in packs["wechat"].line_rules("大家好呀")] == ["mine.greeting@1"]
    assert PACKS["wechat"].line_rules("大家好呀") == []  # without the folder all is as it was
    assert "mine.greeting@1" not in packs["wechat"].own and mine.own == ["mine.greeting@1"]
    assert {"mine", "common_zh", "wechat"} <= set(packs.touched_by("mine"))
    assert packs.touched_by("newspaper") == ["newspaper"]


def test_packs_of_a_folder_are_named_by_what_stands_in_them(tmp_path):
    pack(tmp_path, RULE)
    first = load_packs(tmp_path).stamps()
    assert f"wechat@{PACKS['wechat'].version}" in first and any(
        re.fullmatch(r"mine@1\+[0-9a-f]{8}", stamp) for stamp in first
    )
    pack(tmp_path, RULE.replace("呀", "啊"))  # its version was not raised
    assert load_packs(tmp_path).stamps() != first


def test_a_pattern_that_is_slow_is_told(tmp_path):
    mine = pack(tmp_path, RULE)
    assert slow_patterns(mine, iter(range(1000)).__next__)[0].case == "time"  # every turn takes a second by this clock
    held_up = iter([0.0, 9.0, 9.0, 9.0] * 1000).__next__  # only the first of two turns is slow
    assert slow_patterns(mine, held_up) == []
