"""What a reviewer found wrongly removed stays, whatever rule wants it, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.books import Books
from cleaners.chrome import load_packs
from cleaners.clean import clean
from cleaners.protection import places, told
from schemas.config import RunConfig
from schemas.errors import InputError
from schemas.records import RawInput, Removal
from schemas.verdicts import Protected, Verdicts
from tests.conftest import SEEDS

LEAD = "河口的老桥在雨季之前修好了，两岸的人又可以走着去集市，木匠说桥板能用二十年。"
BODY = "镇上的账目写得很清楚：木料来自上游的林场，石料是拆下来的旧桥墩，一共花了四个月的工夫。"
FOLLOW = "点击上方蓝字关注我们"
SHARE = "觉得有用就点个赞"


def cleaned(text: str, *protected: Protected, uri: str = "a.md", name: str = "a.md", kind: str = "text/markdown"):
    config = RunConfig(verdicts=Verdicts({"a.md": tuple(protected)} if protected else {}), platform="wechat")
    return clean(RawInput(uri, text.encode(), "0" * 64, kind), load_packs(), config)


def kept(source) -> list[str]:
    return [p.text for p in source.paragraphs if not p.removed]


def test_a_protected_line_stays_and_is_told():
    text = f"{FOLLOW}\n\n{LEAD}\n\n{BODY}\n"
    assert FOLLOW not in kept(cleaned(text))
    source = cleaned(text, Protected(FOLLOW))
    assert kept(source)[0] == FOLLOW
    took = next(r.rule for r in cleaned(text).removals if r.start == 0)
    assert f"kept by review: {took} would take what stays in 1 places" in source.segmented.warnings


def test_only_in_its_own_source():
    text = f"{FOLLOW}\n\n{LEAD}\n\n{BODY}\n"
    assert FOLLOW not in kept(cleaned(text, Protected(FOLLOW), uri="b.md"))


def test_the_line_is_protected_wherever_it_moved():
    text = f"{LEAD}\n\n{BODY}\n\n{FOLLOW}\n"
    assert FOLLOW in kept(cleaned(text, Protected(FOLLOW)))


def test_a_line_that_only_holds_the_text_is_not():
    other = f"{FOLLOW}，回复数字"
    plain, protected = (kept(cleaned(f"{other}\n\n{LEAD}\n\n{BODY}\n", *p)) for p in ((), (Protected(FOLLOW),)))
    assert plain == protected


@pytest.mark.parametrize("line", ["****", "---", "![](a.png)", "# ", "\u200b"])
def test_the_books_close_over_what_shows_nothing(line):
    cleaned(f"{line}\n\n{LEAD}\n\n{line}\n\n{BODY}\n", Protected(line))


def test_front_matter_and_title_can_be_protected():
    text = f"---\ntitle: 老桥\nnote: 抄自旧报\n---\n\n# 老桥\n\n{LEAD}\n\n{BODY}\n"
    source = cleaned(text, Protected("note: 抄自旧报"), Protected("# 老桥"))
    assert "note: 抄自旧报" in kept(source) and "老桥" in kept(source)


def test_a_copy_that_is_protected_is_kept_by_review():
    text = f"{LEAD}\n\n{BODY}\n\n{LEAD}\n\n{BODY}\n"
    assert len(kept(cleaned(text))) == 2
    source = cleaned(text, Protected(BODY))
    assert kept(source).count(BODY) == 2 and kept(source).count(LEAD) == 1
    assert {repeat.decision for repeat in source.repeats} == {"removed", "kept_by_review"}


def test_a_pair_that_was_judged_different_is_no_repeat():
    text = f"{LEAD}\n\n{BODY}\n\n{LEAD}\n\n{BODY}\n"
    config = RunConfig(verdicts=Verdicts(apart=((BODY, BODY),)))
    source = clean(RawInput("a.md", text.encode(), "0" * 64, "text/markdown"), load_packs(), config)
    assert [repeat.decision for repeat in source.repeats] == ["removed"] and kept(source).count(BODY) == 2


def test_a_part_of_a_line_is_found_beside_what_it_stood_beside():
    part = Protected("点个赞", "看完", "再走")
    assert places("看完点个赞再走吧\n点个赞", [part]) == [(2, 5)]
    assert places("看完就点个赞再走吧", [part]) == []


def test_every_line_of_a_longer_text_is_protected():
    assert places("一\n甲乙\n\n丙丁\n二", [Protected("甲乙\n\n丙丁")]) == [(2, 4), (6, 8)]


@given(
    st.text("甲乙 \n", max_size=30), st.lists(st.builds(Protected, *[st.text("甲乙 \n", max_size=6)] * 3), max_size=3)
)
def test_places_are_in_order_inside_and_apart(text, protected):
    at = 0
    for start, end in places(text, protected):
        assert at <= start < end <= len(text)
        at = end


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6),
    st.sets(st.integers(0, 4), max_size=3),
)
def test_no_claim_reaches_protected_text(claims, fifths):
    protected = [(5 * n, 5 * n + 3) for n in sorted(fifths) if 5 * n + 3 <= 20]
    books = Books(20, protected)
    for a, b in claims:
        books.remove(min(a, b), max(a, b), "ad", "x.y@1")
    taken = {i for r in books.removals for i in range(r.start, r.end)}
    shielded = {i for a, b in protected for i in range(a, b)}
    wanted = {i for a, b in claims for i in range(min(a, b), max(a, b))}
    assert not taken & shielded and taken == wanted - shielded
    assert {i for r in books.refused for i in range(r.start, r.end)} == wanted & shielded


def test_refusals_are_told_by_rule():
    assert told([Removal(0, 1, "ad", "b@1"), Removal(2, 3, "ad", "a@1"), Removal(4, 5, "ad", "b@1")]) == [
        "kept by review: a@1 would take what stays in 1 places",
        "kept by review: b@1 would take what stays in 2 places",
    ]


SEEDED = sorted(path for path in SEEDS.iterdir() if path.suffix in (".md", ".html", ".txt") and path.stat().st_size)


@pytest.mark.parametrize("path", SEEDED, ids=lambda path: path.name)
def test_whatever_is_judged_wrong_stays_and_the_books_close(path):
    """Every removal of a sample judged wrong at once: the lines stay, but for what shows nothing."""
    raw = RawInput("a", path.read_bytes(), "0" * 64, None)
    try:
        before = clean(raw, load_packs(), RunConfig())
    except InputError:
        return
    text = before.segmented.source_text
    wrong = [r for r in before.removals if r.reason not in ("whitespace", "image", "repeat")]
    around = [
        Protected(
            text[r.start : r.end], text[: r.start].rpartition("\n")[2][-40:], text[r.end :].partition("\n")[0][:40]
        )
        for r in wrong
    ]
    config = RunConfig(verdicts=Verdicts({"a": tuple(around)}))
    after = clean(raw, load_packs(), config)
    left = {text[r.start : r.end].strip() for r in after.removals if r.rule != "winnow.nothing-visible@1"}
    for removal in wrong:
        for line in text[removal.start : removal.end].split("\n"):
            if any(c.isalnum() for c in line) and removal.reason != "title_repeat":
                assert line.strip() not in left, removal
