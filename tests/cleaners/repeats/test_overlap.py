"""What is ruled out before the search for repeats: nothing that the search would find."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.repeats import (
    Reading,
    contained,
    glued_copies,
    overlap,
    read,
    sentences,
    within_document,
    within_paragraph,
)
from schemas.config import RepeatOptions
from schemas.records import Paragraph

OPTIONS = RepeatOptions()
CHINESE = [
    "桥上的灯在七点亮起，",
    "渡口只剩两只旧船。",
    "他说明年还会再来看潮水。",
    "2023年有12人报名。",
    "账本放在抽屉里，",
]
ENGLISH = [
    "The ferry leaves at nine, ",
    "two boats were mended. ",
    "Nobody counted the lamps on the bridge. ",
    "In 2024 ",
]
WORDS = st.lists(st.sampled_from(CHINESE + ENGLISH), min_size=1, max_size=8).map("".join)
# A text, without some of its beginning, and with a character changed somewhere.
TEXTS = st.builds(
    lambda text, cut, at, char: (text[:at] + char + text[at + 1 :])[cut:], WORDS, st.integers(0, 9), st.integers(0, 99),
    st.sampled_from(["", "的", "x", "，"]),
)  # fmt: skip
DOCUMENTS = st.lists(TEXTS | WORDS, max_size=8)


def paragraphs_of(texts: list[str]) -> list[Paragraph]:
    return [Paragraph([(0, len(text))], "paragraph", text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_nothing_that_repeats_is_ruled_out(texts):
    paragraphs = paragraphs_of(texts)
    everything = Reading(read(paragraphs, OPTIONS).forms, [True] * len(texts), [True] * len(texts))
    assert within_document(paragraphs) == within_document(paragraphs, OPTIONS, everything)
    assert glued_copies(paragraphs) == glued_copies(paragraphs, OPTIONS, everything)


def test_a_document_that_repeats_nothing_is_not_searched():
    reading = read(paragraphs_of([*CHINESE, *ENGLISH, "", "。"]), OPTIONS)
    assert not any(reading.alike) and not any(reading.copied)


def test_shingles_that_stand_once_rule_out_a_paragraph_below_the_threshold():
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 104)))  # 100 shingles, no two the same
    changed = ["".join(chr(0x6E00 + i) if i < edits else c for i, c in enumerate(text)) for edits in (20, 30)]
    assert [read(paragraphs_of([text, other]), OPTIONS).alike for other in changed] == [[True, True], [False, False]]


def test_in_a_document_of_endless_text_only_equal_paragraphs_are_found(monkeypatch):
    line, other = "".join([*CHINESE[:3], CHINESE[4], CHINESE[1]]), CHINESE[2] * 3 + CHINESE[1]
    twice = (CHINESE[0] + CHINESE[4] + CHINESE[1]) * 2
    near = line[:-2] + "了。"
    paragraphs = paragraphs_of(
        [line, other, "他们等到天黑才散，没有人说话，第二天又来了。", line, near, other[5:] + "\n"]
    )
    found = {repeat.member for repeat in within_document(paragraphs, OPTIONS)}
    assert found == {3, 4, 5}
    assert within_paragraph(twice, OPTIONS)
    for module in (overlap, contained, sentences):
        monkeypatch.setattr(module, "SEARCHED_CHARS", 40)
    assert {repeat.member for repeat in within_document(paragraphs, OPTIONS)} == {3}
    assert read(paragraphs, OPTIONS).copied == [False] * 6 and glued_copies(paragraphs, OPTIONS) == []
    assert within_paragraph(twice, OPTIONS) == []
