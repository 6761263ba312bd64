"""The books: whatever is claimed, in whatever order, kept and removed partition the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.books import Books, check_partition
from schemas.errors import BooksError

LENGTH = 60
SPANS = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted).map(tuple)


def _claimed(spans) -> Books:
    books = Books(LENGTH)
    for n, (start, end) in enumerate(spans):
        books.remove(start, end, "nav", f"test.rule@{n}")
    return books


@given(st.lists(SPANS, max_size=20))
def test_claims_in_any_order_and_what_is_left_partition_the_text(spans):
    books = _claimed(spans)
    removed = [(r.start, r.end) for r in books.removals]
    check_partition(LENGTH, books.free(0, LENGTH), removed, "a text")


@given(st.lists(SPANS, max_size=20), st.permutations(range(20)))
def test_the_order_of_claims_decides_who_not_what(spans, order):
    shuffled = [spans[i] for i in order if i < len(spans)]
    assert _claimed(spans).free(0, LENGTH) == _claimed(shuffled).free(0, LENGTH)


@given(st.lists(SPANS, max_size=20))
def test_the_first_claim_on_a_character_stands(spans):
    first: list[str | None] = [None] * LENGTH
    for n, (start, end) in enumerate(spans):
        for i in range(start, end):
            first[i] = first[i] or f"test.rule@{n}"
    booked: list[str | None] = [None] * LENGTH
    for removal in _claimed(spans).removals:
        booked[removal.start : removal.end] = [removal.rule] * (removal.end - removal.start)
    assert booked == first


@given(st.lists(SPANS, max_size=20), SPANS)
def test_free_is_what_nobody_claimed(spans, asked):
    claimed = {i for start, end in spans for i in range(start, end)}
    books = _claimed(spans)
    free = {i for start, end in books.free(*asked) for i in range(start, end)}
    assert free == set(range(*asked)) - claimed
    assert books.is_free(*asked) == (not claimed & set(range(*asked)) and asked[0] < asked[1])


@given(st.lists(SPANS, max_size=20), SPANS)
def test_a_claim_says_whether_it_got_anything(spans, asked):
    books = _claimed(spans)
    wanted = books.free(*asked)
    assert books.remove(*asked, "nav", "test.last@1") == bool(wanted)
    assert [(r.start, r.end) for r in books.removals if r.rule == "test.last@1"] == wanted


@pytest.mark.parametrize("span", [(-1, 3), (3, 2), (0, LENGTH + 1)])
def test_claims_outside_the_text_are_refused(span):
    with pytest.raises(BooksError, match=r"test\.rule@1"):
        Books(LENGTH).remove(*span, "nav", "test.rule@1")


@pytest.mark.parametrize(
    ("kept", "removed", "what"),
    [
        ([(0, 4)], [(5, 10)], "a gap at character 4"),
        ([(0, 6)], [(5, 10)], "an overlap at character 5"),
        ([(0, 5)], [(5, 9)], "a gap at character 9"),
        ([(1, 5)], [(5, 10)], "a gap at character 0"),
        ([(0, 5), (5, 5)], [(5, 10)], "an overlap at character 5"),
        ([(0, 10)], [(0, 10)], "an overlap"),
        ([], [], "a gap at character 0 of 10"),
        ([(0, 11)], [], "gap"),
    ],
)
def test_books_that_do_not_close_are_told(kept, removed, what):
    with pytest.raises(BooksError, match=f"books of page.html do not close: .*{what.split(' at ')[0]}"):
        check_partition(10, kept, removed, "page.html")


def test_books_that_close_pass():
    check_partition(10, [(0, 2), (7, 10)], [(2, 7)], "page.html")
    check_partition(0, [], [], "page.html")


def test_a_claim_that_only_says_outside_is_told_more_precisely():
    books = Books(20)
    books.remove(0, 10, "outside", "html.outside@1", "div.top")
    books.remove(10, 15, "nav", "test.nav@1")
    assert books.specify(2, 5, "title", "metadata.title@1", "the title", instead_of="outside")
    assert not books.specify(11, 12, "title", "metadata.title@1", "", instead_of="outside")  # of another reason
    assert not books.specify(8, 12, "title", "metadata.title@1", "", instead_of="outside")  # over the edge of the claim
    assert not books.specify(16, 18, "title", "metadata.title@1", "", instead_of="outside")  # nobody claimed it
    assert [(r.start, r.end, r.reason) for r in books.removals] == [
        (0, 2, "outside"),
        (2, 5, "title"),
        (5, 10, "outside"),
        (10, 15, "nav"),
    ]
    assert books.specify(0, 2, "byline", "metadata.byline@1", "", instead_of="outside")  # a whole claim
    assert [r.reason for r in books.removals] == ["byline", "title", "outside", "nav"]
    assert books.free(0, 20) == [(15, 20)]
