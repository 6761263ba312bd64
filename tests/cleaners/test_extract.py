"""The choice of the article's element: what a line is worth, and each threshold just below and just above."""

from __future__ import annotations

import pytest

from cleaners import extract
from cleaners.segment.html_page import Page, Styles
from cleaners.segment.html_parse import parse
from cleaners.segment.html_select import Index

SENTENCE = "河水涨了三天，桥没有动，镇上的人照旧过河。"


def page_of(html: str, *selectors: str) -> Page:
    root, _ = parse(html.encode())
    index = Index(root)
    return Page(index, Styles(index), {e for css in selectors for e in index.select(css)})


def worth(html: str) -> float:
    (line,) = page_of(html).lines
    return extract.worth(line)


def chosen(html: str, *selectors: str) -> str | None:
    choice = extract.choose(page_of(html, *selectors))
    return choice and (choice.element.get("id") or choice.element.tag)


def test_running_text_pays_links_cost_and_crumbs_are_free():
    assert worth(f"<p>{SENTENCE}</p>") == pytest.approx(len(SENTENCE) * (1 - extract.SHORT_LINE))
    assert worth(f"<p>{SENTENCE * 3}</p>") == pytest.approx(len(SENTENCE) * 3 - extract.LINE_COST)
    assert worth(f"<p><a>{SENTENCE}</a></p>") == -(extract.LINK_COST + len(SENTENCE))
    assert worth("<p>某某日报</p>") == 0


def test_a_sentence_is_worth_more_than_a_row_of_words():
    assert worth("<p>The river rose for three days, and the bridge held.</p>") > 0
    assert worth("<p>river bridge ferry scales salt town council bridge</p>") == 0
    assert worth("<p>version 1.2 of the scales at the ferry of the town</p>") == 0  # a point inside a number


def test_a_word_of_a_spaced_script_counts_one_and_a_half():
    assert extract.size("one two three four five six") == 7.5
    assert extract.size("河水涨了三天") == 6
    assert extract.size("河水 涨了 三天") == 3.0


def test_one_line_is_bounded_either_way():
    assert worth(f"<p>{SENTENCE * 100}</p>") == extract.MAX_WORTH
    assert worth(f"<p><a>{SENTENCE * 100}</a></p>") == -extract.MAX_COST


def test_an_element_that_is_text_gives_way_to_the_one_around_it():
    assert chosen(f"<div id=a><p id=b>{SENTENCE}</p></div>") == "a"
    assert chosen(f"<div id=a><p id=b>{SENTENCE}</p><p>{'<a>另一篇文章的标题</a>' * 9}</p></div>") == "b"


def test_enough_is_enough():
    """What is left out below may be worth as much as ENOUGH leaves over."""
    body = f"<p>{SENTENCE * 5}</p>" * 7
    tail = f"<p>{SENTENCE * 5}</p>"
    assert chosen(f"<div id=a><div id=b>{body}</div>{tail * 3}</div>") == "b"
    assert chosen(f"<div id=a><div id=b>{body}</div>{tail * 4}</div>") == "a"


def test_only_a_standfirst_may_be_left_out_above():
    body = f"<p>{SENTENCE * 3}</p>" * 3
    standfirst = "<p>" + SENTENCE + "</p>"
    assert chosen(f"<div id=a>{standfirst}<div id=b>{body}</div></div>") == "b"
    assert chosen(f"<div id=a>{standfirst * 5}<div id=b>{body}</div></div>") == "a"


def test_covered_lines_are_worth_nothing_unless_they_are_the_article():
    comments = f"<div id=c class=comments>{f'<p>{SENTENCE * 2}</p>' * 4}</div>"
    assert chosen(f"<div id=a><p>{SENTENCE * 3}</p></div>{comments}", ".comments") == "a"
    assert chosen(f"<div id=a><p>甲，乙。</p></div>{comments}", ".comments") == "c"


def test_why_names_the_figures():
    choice = extract.choose(page_of(f"<div><p>{SENTENCE}</p><p>二〇二四年</p></div><div><a>首页</a></div>"))
    assert choice.why.startswith("its 2 of 3 lines are worth most together")
    assert "26 characters, 0% in links, 1 lines punctuated" in choice.why


def test_a_page_of_links_has_no_article():
    assert chosen("<ul>" + "<li><a>另一篇文章</a></li>" * 9 + "</ul>") is None


def test_a_link_that_shows_its_address_costs_nothing():
    assert worth("<p><a>https://river.example/boats/7</a></p>") == 0
    assert worth("<p><a>The boats at https://river.example/boats/7</a></p>") < 0


ARTICLES = (
    "<div id=all><article id={}><h1>渡口</h1><p>{}</p></article><article id=b><h{}>桥</h{}><p>{}</p></article></div>"
)


def test_of_several_articles_the_only_one_with_a_headline_is_taken():
    long, short = SENTENCE * 6, SENTENCE * 5
    assert chosen(ARTICLES.format("a", short, 2, 2, long)) == "a"
    assert chosen(ARTICLES.format("a", short, 1, 1, short)) != "a"  # two headlines: a page of two articles
    assert chosen(ARTICLES.format("a", "河水", 2, 2, long)) != "a"  # it holds nothing
