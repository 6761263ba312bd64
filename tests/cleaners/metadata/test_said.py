"""What lines around and inside an article tell of it, in the many forms pages print them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from cleaners.chrome.packs import load_packs
from cleaners.clean import clean
from cleaners.metadata.dates import CHINA
from schemas.config import RunConfig
from schemas.records import Metadata, RawInput

SAID = tomllib.loads((Path(__file__).parent / "cases" / "said.toml").read_text(encoding="utf-8"))
CASES = SAID["case"]
FETCHED = {"fetched_at": "2024-03-09T12:00:00+08:00"}
TITLE = "渡口的船还有两年就要停了"
BODY = (
    "<p>渡口的船每天开两班，早上六点和傍晚五点，船工老何记得每一位常客的名字，也记得他们在哪里下船，几十年来从没有弄错过一次。</p>"
    "<p>镇里去年修了新码头，石阶换成了缓坡，推着自行车也能上船，老人们说这是几十年来头一回，孩子们也不用再让大人抱着过跳板了。</p>"
    "<p>老何说，再过两年桥就修好了，渡口也许会停，他打算把船留下来，给来看河的人讲讲从前的故事。</p>"
)


@cache
def packs():
    return load_packs()


def read(text: str, media_type: str) -> Metadata:
    raw = RawInput("page", text.encode(), "0" * 64, media_type, fields=FETCHED)
    return clean(raw, packs(), RunConfig()).articles[0].metadata


def as_page(case: dict) -> str:
    places = ("over", "head", "top", "tail")
    over, head, top, tail = (case["html"] if case["where"] == place else "" for place in places)
    return (
        f"<html><head><title>{TITLE}_河湾新闻网</title></head><body><div class='nav'><a href='/'>首页</a> <a href='/n'>新闻</a></div>"
        f"{over}<h1>{TITLE}</h1>{head}<div class='content'>{top}{BODY}{tail}</div><div class='foot'>版权所有 河湾新闻网</div></body></html>"
    )


def as_markdown(case: dict) -> str:
    parts = [case["html"], BODY] if case["where"] == "top" else [BODY, case["html"]]
    text = re.sub(r"</?strong>", "**", "".join(parts)).replace("<p>", "").replace("</p>", "\n\n").replace("&amp;", "&")
    return f"# {TITLE}\n\n{text}"


def check(case: dict, known: Metadata) -> None:
    assert known.title == TITLE
    fields = set(Metadata.__dataclass_fields__) - {"evidence", "warnings", "published_raw", "published_precision"}
    assert {field for field in fields if getattr(known, field) not in (None, [])} == known.evidence.keys()
    for field in case.keys() - {"where", "html", "line"}:
        value = getattr(known, field)
        if field == "published_at" and value:
            value = value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        assert value == (None if case[field] == "none" else case[field]), known.evidence.get(field)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["html"][:40])
def test_on_a_page(case):
    check(case, read(as_page(case), "text/html"))


@pytest.mark.parametrize("case", [c for c in CASES if c["where"] in ("top", "tail")], ids=lambda c: c["html"][:40])
def test_in_markdown(case):
    check(case, read(as_markdown(case), "text/markdown"))


@pytest.mark.parametrize("where", ["head", "tail"])
@pytest.mark.parametrize("case", SAID["repost"], ids=lambda c: c["line"][:40])
def test_of_a_repost(case, where):
    body = BODY.replace("<p>", "").replace("</p>", "\n\n")
    parts = [case["line"] + "\n\n", body] if where == "head" else [body, case["line"]]
    known = read(f"\n#  {TITLE}   \n河湾安全   2024-03-05 08:30  \n\n" + "".join(parts), "text/markdown")
    check(case, known)
    assert known.account == known.publisher == "河湾安全"


def test_a_headline_and_a_byline_outside_the_article_go_as_what_they_are():
    text = as_page({"where": "head", "html": "<div>2024-03-05 08:30 来源：河湾晚报</div><div>天气 多云</div>"})
    source = clean(RawInput("page", text.encode(), "0" * 64, "text/html"), packs(), RunConfig())
    reasons = {source.segmented.source_text[r.start : r.end].strip(): r.reason for r in source.removals}
    assert reasons[TITLE] == "title"
    assert reasons["2024-03-05 08:30 来源：河湾晚报"] == "byline"
    assert reasons["天气 多云"] == "outside"
