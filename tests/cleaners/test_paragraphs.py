"""What nobody claimed becomes paragraphs; closing the books refuses to lose text without a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.books import Books, check_partition
from cleaners.paragraphs import assemble, close
from cleaners.segment.markdown import segment_plain
from schemas.errors import BooksError
from schemas.records import Article, Metadata, Segmented

TEXT = "第一段。\n\n第二段的前半，\n第二段的后半。\n\n\u200b\n\n菜单"


def article(segmented: Segmented, runs: list[list[int]] | None = None) -> Article:
    return Article(Metadata(), runs if runs is not None else [[n] for n in range(len(segmented.blocks))])


def texts(segmented: Segmented, articles: list[Article], books: Books) -> list[str]:
    return [p.text for p in assemble(segmented, articles, books)]


def test_a_run_of_blocks_is_one_paragraph_with_its_places():
    segmented = segment_plain(TEXT)
    books = Books(len(TEXT))
    first, *rest = assemble(segmented, [article(segmented, [[0], [1, 2], [3]])], books)
    assert (first.text, first.spans) == ("第一段。", [(0, 4)])
    assert rest[0].text == "第二段的前半，第二段的后半。"
    assert rest[0].spans == [(6, 21)]  # lines that stand together are one span, the line break inside
    assert rest[1].text == "菜单"


def test_blocks_that_do_not_stand_together_are_several_spans_of_one_paragraph():
    segmented = segment_plain(TEXT)
    (paragraph,) = assemble(segmented, [article(segmented, [[0, 2]])], Books(len(TEXT)))
    assert paragraph.spans == [(0, 4), (14, 21)] and paragraph.text == "第一段。第二段的后半。"


def test_what_was_claimed_is_no_paragraph_and_what_was_claimed_in_part_is_what_is_left():
    segmented = segment_plain(TEXT)
    books = Books(len(TEXT))
    books.remove(0, 4, "nav", "test.nav@1")
    books.remove(6, 9, "nav", "test.nav@1")
    assert texts(segmented, [article(segmented)], books)[0] == "的前半，"


def test_a_cut_in_the_middle_leaves_one_paragraph_of_two_spans():
    segmented = segment_plain("前一半广告后一半")
    books = Books(8)
    books.remove(3, 5, "ad", "test.ad@1")
    (paragraph,) = assemble(segmented, [article(segmented)], books)
    assert paragraph.spans == [(0, 3), (5, 8)] and paragraph.text.replace(" ", "") == "前一半后一半"


def test_each_article_has_its_own_paragraphs():
    segmented = segment_plain(TEXT)
    paragraphs = assemble(segmented, [article(segmented, [[0]]), article(segmented, [[1, 2]])], Books(len(TEXT)))
    assert [p.article_index for p in paragraphs] == [0, 1]


def test_closing_claims_white_space_and_nothing_else():
    segmented = segment_plain(TEXT)
    books = Books(len(TEXT))
    paragraphs = assemble(segmented, [article(segmented)], books)
    close(segmented, paragraphs, books, "a.txt")
    assert {r.reason for r in books.removals} == {"whitespace"}
    assert all(not TEXT[r.start : r.end].strip("\n\u200b") for r in books.removals)
    kept = [span for p in paragraphs for span in p.spans]
    check_partition(len(TEXT), kept, [(r.start, r.end) for r in books.removals], "a.txt")


def test_a_block_nobody_took_is_not_lost_in_silence():
    segmented = segment_plain(TEXT)
    books = Books(len(TEXT))
    paragraphs = assemble(segmented, [article(segmented, [[0]])], books)
    with pytest.raises(BooksError, match=r"the books of a\.txt do not close: nothing accounts for '\\n\\n第二段"):
        close(segmented, paragraphs, books, "a.txt")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", " ", "\u3000", "\u200b", "第一段。", "Second line", "**", "---", "a  b", "\ufeff标题", "\x85"]
        )
    ),
    max_size=12,
)


@given(LINES, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_whatever_was_claimed_before_the_books_close(lines, claims):
    text = "\n".join(lines)
    segmented = segment_plain(text)
    books = Books(len(text))
    for a, b in claims:
        start, end = sorted((min(a, len(text)), min(b, len(text))))
        books.remove(start, end, "nav", "test.nav@1")
    paragraphs = assemble(segmented, [article(segmented)], books)
    close(segmented, paragraphs, books, "a text")
    kept = [span for p in paragraphs for span in p.spans]
    check_partition(len(text), kept, [(r.start, r.end) for r in books.removals], "a text")
    assert all(p.text.strip() for p in paragraphs)
