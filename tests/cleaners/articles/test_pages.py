"""Generated pages with known answers: articles, threads, joins."""

import pytest

from tests.cleaners.articles.measure import Marks, mark
from tests.cleaners.articles.typesetter import STORIES, interleaved_page, section_page

INTERLEAVED = range(40)
SECTIONS = range(16)
ASSIGNMENT_MIN = 0.97
JOIN_F1_MIN = 0.95


@pytest.fixture(scope="module")
def interleaved() -> Marks:
    return sum((mark(interleaved_page(seed)) for seed in INTERLEAVED), Marks())


@pytest.fixture(scope="module")
def sections() -> Marks:
    return sum((mark(section_page(seed)) for seed in SECTIONS), Marks())


def test_every_article_is_found_with_its_author(interleaved, sections):
    assert interleaved.titled == interleaved.signed == interleaved.articles
    assert sections.titled == sections.signed == sections.articles


def test_lines_stand_in_their_article(interleaved, sections):
    assert interleaved.assignment >= ASSIGNMENT_MIN
    assert sections.assignment >= ASSIGNMENT_MIN


def test_cut_sentences_are_joined(interleaved, sections):
    assert interleaved.joins > 100
    assert interleaved.join_f1 >= JOIN_F1_MIN
    assert sections.join_f1 >= JOIN_F1_MIN


def test_blank_lines_between_paragraphs_are_not_needed():
    marks = Marks()
    for sheet in [interleaved_page(seed) for seed in range(200, 216)] + [
        section_page(seed) for seed in range(200, 208)
    ]:
        sheet.gap = 1
        marks += mark(sheet)
    assert marks.titled == marks.signed == marks.articles
    assert marks.assignment >= ASSIGNMENT_MIN and marks.join_f1 >= JOIN_F1_MIN


# What a headline may end in, though a sentence ends so as well.
ENDINGS = ("，为何？", "，来了！", "，谁能想到……", "，“原来如此”", "，别让它停在纸上：三问三答")


@pytest.mark.parametrize("ending", ENDINGS)
def test_headlines_that_end_like_sentences(ending):
    stories = [{**story, "title": story["title"][:10] + ending} for story in STORIES["story"]]
    marks = sum((mark(interleaved_page(seed, stories)) for seed in range(100, 108)), Marks())
    assert marks.titled == marks.signed == marks.articles
    assert marks.assignment >= ASSIGNMENT_MIN
