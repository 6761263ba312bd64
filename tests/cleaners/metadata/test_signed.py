"""The sign of a pattern is a class of characters it cannot match without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import bylines, datelines, head, header, origins, said
from cleaners.metadata.signed import Signed

PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (bylines, datelines, head, header, origins, said)
    for name, value in vars(module).items()
    if isinstance(value, Signed)
}
# Lines of the forms the patterns read, whole, cut and put together.
FORMS = (
    "来源:某报", "本文转自:某报", "首发于:某报", "文章选自“某刊”", "原文链接:https://example.org/a", "来源地址:", "原标题:某事", "原题《某事》",
    "责任编辑:甲乙", "二审:甲乙", "责编/甲乙", "甲乙、丙丁/某报", "文/某报记者 甲乙", "某局 局长 甲乙丙", "作者:甲乙,系教授", "(甲乙丙)",
    "发布时间:2024-03-05", "更新于2024年", "刊登", "抓取", "好。", "is it; a sentence of more words", "PartⅡ",
)  # fmt: skip


def test_there_are_patterns_with_a_sign():
    assert len(PATTERNS) > 10


@pytest.mark.parametrize("name", PATTERNS)
def test_a_form_is_matched_with_its_sign(name):
    pattern = PATTERNS[name]
    assert any(pattern.search(form) for form in FORMS)


@given(st.lists(st.one_of(st.sampled_from(FORMS), st.text(max_size=8)), max_size=3), st.integers(0, 12))
def test_no_text_is_matched_without_the_sign(parts, cut):
    text = "".join(parts)[cut:].encode("utf-8", "replace").decode()
    for pattern in PATTERNS.values():
        assert bool(pattern.search(text)) == bool(pattern._pattern.search(text))
        assert bool(pattern.match(text)) == bool(pattern._pattern.match(text))
