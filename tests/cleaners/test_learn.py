"""Learned chrome: what stands at the end of article after article, and all that does so and stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.learn import REMOVED, Line, fingerprint, habits, learn_account, line

SLOGAN, ADDRESS = (
    line("河边杂记每晚八点更新", "paragraph", "河边杂记，每晚八点更新"),
    line("渡口路三号", "paragraph", "渡口路三号"),
)
ADVICE = line("安装补丁后重启", "paragraph", "安装补丁后重启")
HEADING = line("修复建议如下", "heading", "修复建议如下")
LABEL = line("修复建议如下", "paragraph", "修复建议如下：")
TABLE = line("河边杂记每晚八点更新", "table", "| 河边杂记，每晚八点更新 |")


def body(n: int) -> Line:
    return line(f"第{n}篇的正文", "paragraph", f"第{n}篇的正文。")


def documents(count: int, *end: Line, start: int = 0) -> list[list[Line]]:
    return [[body(n), *end] for n in range(start, start + count)]


def learned(docs: list[list[Line]], earlier: list[list[Line]] = ()) -> set[tuple[int, int]]:
    return set(learn_account(docs, earlier))


@pytest.mark.parametrize(
    ("docs", "found"),
    [
        (documents(5, SLOGAN), {(n, 1) for n in range(5)}),
        (documents(5, SLOGAN, REMOVED), {(n, 1) for n in range(5)}),  # behind it only what is chrome already
        (documents(5, SLOGAN, ADDRESS), {(n, at) for n in range(5) for at in (1, 2)}),
        (documents(4, SLOGAN), set()),  # a coincidence as well as a habit
        (documents(8, SLOGAN) + documents(2, start=8), {(n, 1) for n in range(8)}),
        (documents(7, SLOGAN) + documents(3, start=7), set()),  # under four fifths of the documents
        ([*documents(19, SLOGAN), [body(90), SLOGAN, body(91)]], {(n, 1) for n in range(19)}),
        ([*documents(18, SLOGAN), [body(90), SLOGAN, body(91)]], set()),  # in the middle of more than one in twenty
        (documents(5, SLOGAN) + documents(1, start=5), set()),  # five of six may be half of all it will print
        (documents(6, SLOGAN) + documents(1, start=6), {(n, 1) for n in range(6)}),  # six of seven are more
        (documents(6, TABLE, line("数据来自渡口登记簿", "paragraph", "注：数据来自渡口登记簿。")), set()),
        (documents(6, TABLE), set()),
        (documents(6, line("未完待续", "paragraph", "（未完待续）")), set()),  # a label, four characters
        (documents(6, line("明天八点见", "paragraph", "明天八点见！")), {(n, 1) for n in range(6)}),  # five
        (documents(6, HEADING, ADVICE), set()),  # the content of a heading that stays
        (documents(6, HEADING), set()),
        ([[body(n), LABEL, ADVICE] for n in range(6)], set()),
        ([[body(n), ADVICE, body(50 + n)] for n in range(6)], set()),  # as frequent as a slogan, and in the middle
        (documents(6, line("", "paragraph", "——")), set()),
    ],
)
def test_what_is_learned(docs, found):
    assert learned(docs) == found


def test_a_heading_that_is_printed_every_time_stays_with_its_content_and_a_person_is_asked():
    headed = documents(6, HEADING, ADVICE)
    assert learned(headed) == set() and habits(headed, 5, 0.8) == {}
    assert [h.at_end for h in habits(headed, 5, 0.8, headings=True).values()] == [6, 6]


def test_documents_of_earlier_runs_count_and_only_new_ones_change():
    assert learned(documents(3, SLOGAN, start=4), documents(4, SLOGAN)) == {(n, 1) for n in range(3)}
    assert learned(documents(1, SLOGAN, start=4), documents(4, SLOGAN)) == {(0, 1)}
    assert learned(documents(3, SLOGAN, start=4), documents(1, SLOGAN)) == set()
    assert learned(documents(3, SLOGAN, start=4), documents(4)) == set()
    (why,) = set(learn_account(documents(3, SLOGAN, start=4), documents(4, SLOGAN)).values())
    assert why == (
        "stands at the end of 7 of the account's 7 documents, so in 72 % or more of all it prints (confidence 95 %), "
        "4 of them of earlier runs"
    )


LINES = st.sampled_from([SLOGAN, ADDRESS, ADVICE, HEADING, LABEL, TABLE, REMOVED, body(1), body(2)])


@given(st.lists(st.lists(LINES, max_size=5), min_size=5, max_size=8), st.integers(0, 8), st.randoms())
def test_neither_the_order_nor_the_cut_into_runs_changes_what_is_learned(docs, cut, random):
    whole = learned(docs)
    order = list(range(len(docs)))
    random.shuffle(order)
    assert {(order[n], at) for n, at in learned([docs[n] for n in order])} == whole
    # the documents of a second run are learned from as if all had come at once
    assert {(n + cut, at) for n, at in learned(docs[cut:], docs[:cut])} == {(n, at) for n, at in whole if n >= cut}


def test_no_form_is_zero_and_texts_of_one_form_are_one_line():
    assert 0 < fingerprint("") < 2**32 and line("", "paragraph", "…").form == 0
    assert line("hellothere", "paragraph", "Hello there") == line("hellothere", "quote", "hello, there")
