"""Every split and every join says on which signs it was made."""

from __future__ import annotations

import pytest

from cleaners.articles.evidence import why_joined
from cleaners.articles.fit import Page
from cleaners.articles.lines import Line
from cleaners.articles.sentences import read_numbers
from cleaners.chrome.packs import load_packs
from cleaners.clean import clean
from schemas.config import RunConfig
from schemas.records import RawInput
from tests.cleaners.articles.measure import read
from tests.cleaners.articles.typesetter import interleaved_page, section_page

USUAL = "渡口的船每天开两班，早上六点和傍晚五点，船工老何记得每一位常客的名字和他们在哪里下船。"


def body(text: str) -> Line:
    return Line([0], text, "paragraph", 0, "body", False, list(read_numbers(text)))


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        ("船工老何说，渡口的灯", "光要亮到最后一个人上岸。", "unfinished"),
        ("船工老何说，渡口的灯", "，要亮到最后一个人上岸。", "begins in mid-sentence"),
        ("船工老何说，渡口的", "船要等到最后一个人。", "stand together elsewhere"),
        ("镇里把新修的码头叫“老", "何码头”，图个顺口。", "“ opens above and ” closes below"),
        ("镇里把新修的码头叫", "老何的码头。", "shorter than a paragraph"),
        ("镇里把新修的码头叫", "此外，桥也修好了。", "against it: the line below begins like a sentence"),
        ("一是修码头，先从南岸修起。", "北岸的石阶留到明年。", "between item 1 and item 2"),
    ],
)
def test_a_join_names_its_signs(above, below, said):
    page = Page([body(above), body(below), *[body(USUAL)] * 3])
    (sentence,) = why_joined(page, [0, 1])
    assert said in sentence
    assert above[-6:] in sentence and below[:6] in sentence


def test_every_join_and_every_article_of_a_page_has_its_evidence():
    joined = 0
    for seed in range(12):
        for sheet in (interleaved_page(seed), section_page(seed)):
            for article in read(sheet.text)[0]:
                assert article.evidence
                several = {n: run for n, run in enumerate(article.reading) if len(run) > 1}
                assert {n: len(sentences) for n, sentences in article.joins.items()} == {
                    n: len(run) - 1 for n, run in several.items()
                }
                joined += len(several)
    assert joined > 30


def test_a_joined_paragraph_has_a_span_for_each_line_and_says_why():
    sheet = interleaved_page(3)
    raw = RawInput("page.txt", sheet.text.encode(), "0" * 64)
    source = clean(raw, load_packs(), RunConfig())
    joined = [p for p in source.paragraphs if p.joins]
    assert joined
    assert all(len(p.spans) == len(p.joins) + 1 for p in joined if not p.removed)
    assert all("\n" not in p.text for p in joined)


def test_one_article_has_no_evidence_of_a_split():
    (article,), _, _ = read(f"## 渡口\n\n{USUAL}\n\n{USUAL}再说一遍。\n")
    assert article.evidence is None and article.joins == {}
