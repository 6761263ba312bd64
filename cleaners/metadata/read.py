"""The metadata of one source, from everything that gives any: row columns, front matter, page fields, its own lines."""

from __future__ import annotations

from cleaners.books import Books
from cleaners.metadata import body, bylines, front_matter, head, header, language, titles
from cleaners.metadata.candidates import (
    Candidates,
    choose_original,
    choose_people,
    choose_publishers,
    choose_times,
    choose_title,
    choose_url,
    complete_title,
    from_mapping,
)
from cleaners.metadata.lines import TELLING, Line, is_free, telling, visible_lines
from cleaners.metadata.page import PACK, field_name, source_name
from cleaners.metadata.said import MAX_HEADER_LINE, time_of_publication
from cleaners.metadata.sources import of_lines
from cleaners.metadata.subtitles import read_subtitle
from schemas.records import Metadata, RawInput, Segmented

# A name is looked for in so many of the places where the page prints it.
MAX_PRINTED = 50
FRONT_MATTER = "metadata.front-matter@1"
# Platforms of no country: every other pack is of a Chinese site, whose clock shows China time in any language.
ANYWHERE = (None, "web", "webcms")
# Accounts are what these platforms' publishers are: a source given without a label is the account.
ACCOUNT_PLATFORMS = ("wechat",)


def read(raw: RawInput, segmented: Segmented, packs, books: Books) -> Metadata:
    """Resolve every field and claim the lines whose value now stands in a column.

    Runs after the rules for chrome: lines they claimed are read, but not claimed again. Never raises on bad input:
    what cannot be read becomes a warning.
    """
    known, candidates = Metadata(), Candidates()
    is_page = segmented.media_type == "text/html"
    lines = visible_lines(segmented)

    # What is given from outside the text, the most trusted first.
    _front_matter(segmented, candidates, known, books)
    from_mapping(candidates, raw.fields, "column")
    _pack_lines(packs[segmented.platform], lines, candidates)
    general = _page(segmented, candidates)
    _accounts(segmented, candidates)

    # The title, and with it where the header is.
    if is_page:
        header.read_marked(candidates.pop("header", []), candidates)
        _page_title(general, lines, candidates)
    else:
        _title_line(lines, candidates, books)
    choose_title(candidates, known)
    if is_page:
        header.read_page_header(lines, known.title, candidates, books)
    alike = titles.alike([line.text for line in lines], known.title) if known.title else []
    head.read_title(lines, alike, known, books)
    read_subtitle(lines, segmented.source_text, known, books)

    # What the lines of the article say, and what of it is claimed.
    of_article = _of_page(lines) if is_page else _but_title(lines, alike, known)
    article = telling(of_article, books)
    head.read_head(article, candidates, known, books)
    head.read_tail(article, candidates, books)
    complete_title(candidates, known)
    body.read_people(article, candidates, known)
    _language(known, article)
    _add_general(general, candidates, known, lines)
    for weaker, field in (("credited", "publisher"), ("paper", "original_publisher")):
        for value, origin in candidates.of(weaker):
            candidates.add(field, value, origin)

    choose_people(candidates, known)
    choose_publishers(candidates, known)
    choose_url(candidates, known, _base(raw))
    choose_times(candidates, known, in_china=segmented.platform not in ANYWHERE)
    choose_original(candidates, known)
    return known


def _of_page(lines: list[Line]) -> list[Line]:
    """What stands in the article's element of a page and under no selector but those of credits."""
    return [
        line
        for line in lines
        if line.block.inside and (not line.block.selector or line.block.selector_reason in TELLING)
    ]


def _but_title(lines: list[Line], alike: list[int], known: Metadata) -> list[Line]:
    """All lines but those that are the title."""
    printed = {n for n in alike if titles.repeats(lines[n].text, known.title, exact=True)}
    return [line for n, line in enumerate(lines) if n not in printed]


def _accounts(segmented: Segmented, candidates: Candidates) -> None:
    """On a platform of accounts the source that front matter or a column names is the account."""
    if segmented.platform in ACCOUNT_PLATFORMS:
        for value, origin in candidates.of("publisher"):
            candidates.add("account", value, origin)


def _base(raw: RawInput) -> str | None:
    return raw.source_uri if raw.source_uri.startswith(("http://", "https://")) else None


def _page(segmented: Segmented, candidates: Candidates) -> Candidates:
    """Add what the pack's own sources gave; the general sources come back, to be asked after the visible lines."""
    general = Candidates()
    for field, values in (segmented.fields.get("page") or {}).items():
        for value, origin in values:
            if field == "published_at" and origin.startswith(PACK) and ", css:" in origin:
                value = time_of_publication(value)
            (candidates if origin.startswith(PACK) else general).add(field, value, origin)
    return general


def _page_title(general: Candidates, lines: list[Line], candidates: Candidates) -> None:
    """Add the general titles; if no headline stands in <title>, the heading over the time goes before them."""
    given = general.of("title")
    if not any(origin.startswith("headline") for _, origin in given):
        candidates.add("title", header.heading_over_date(lines), "heading over the time of publication")
    for value, origin in given:
        candidates.add("title", value, origin)


def _add_general(general: Candidates, candidates: Candidates, known: Metadata, lines: list[Line]) -> None:
    """Add the general sources. A meta element names the author only where the page prints the name or is not
    Chinese: Chinese sites put an id, the site or the web editor there."""
    if not general:
        return
    printed = "\n".join(line.text for line in lines if len(line.text) < MAX_HEADER_LINE)
    chinese = known.language in language.CHINESE
    for field, values in general.items():
        for value, origin in values:
            if field == "title":
                continue
            if field == "authors" and chinese and not _is_printed(str(value), printed):
                continue
            if field == "site_name":
                if not chinese:
                    candidates.add("publisher", value, origin)
                continue
            candidates.add(field, value, origin)


def _is_printed(name: str, printed: str) -> bool:
    """A line of the page credits this name as author."""
    at = printed.find(name)
    for _ in range(MAX_PRINTED):
        if at < 0:
            break
        line = printed[printed.rfind("\n", 0, at) + 1 : (printed.find("\n", at) + 1 or len(printed) + 1) - 1]
        byline = bylines.parse_byline(line)
        if byline and name in byline.authors:
            return True
        at = printed.find(name, at + len(name) + 1)
    return False


def _front_matter(segmented: Segmented, candidates: Candidates, known: Metadata, books: Books) -> None:
    blocks = [block for block in segmented.blocks if block.kind == "front_matter"]
    if not blocks:
        return
    data = segmented.fields.get("front_matter")
    if not isinstance(data, dict):
        text = segmented.source_text[blocks[0].start : blocks[-1].end]
        try:
            data, warnings = front_matter.parse(text)
        except front_matter.NotFrontMatter as error:
            known.warnings.append(str(error))
            if not front_matter.looks_like_it(text):
                for block in blocks:  # then it is text, and text stays
                    block.kind = "paragraph"
                return
            data, warnings = {}, []
        known.warnings += warnings
    from_mapping(candidates, data, "front matter")
    books.remove(blocks[0].start, blocks[-1].end, "front_matter", FRONT_MATTER, "YAML block on top of the file")


def _title_line(lines: list[Line], candidates: Candidates, books: Books) -> None:
    """The first line as title, where it is clear: the only heading of its level, or a short line over the text."""
    free = [line for line in lines if is_free(line, books)]
    while (
        free and free[0].block.kind != "heading" and (titles.is_breadcrumb(free[0].text) or head.says_credit(free[0]))
    ):
        free.pop(0)
    if not free:
        return
    first = free[0]
    if first.block.kind == "heading":
        rivals = sum(line.block.kind == "heading" and line.block.level == first.block.level for line in free)
        if first.block.level == 1 or rivals == 1:
            candidates.add("title", first.text.strip(), "first heading")
    elif len(free) > 1 and titles.could_be(first.text) and not first.is_body:
        candidates.add("title", first.text.strip(), "first line")


def _pack_lines(pack, lines: list[Line], candidates: Candidates) -> None:
    """Add what the pack's "lines:" sources find in the visible lines."""
    text = None
    for name, sources in pack.metadata.items():
        for number, source in enumerate(sources, 1):
            if source.startswith("lines:"):
                text = "\n".join(line.text.strip() for line in lines) if text is None else text
                value = of_lines(source.removeprefix("lines:"), text)
                candidates.add(field_name(name), value, source_name(pack, name, number))


def _language(known: Metadata, article: list[Line]) -> None:
    tag = language.detect("\n".join(line.text for line in article[:200]) or (known.title or ""))
    if tag:
        known.language, known.evidence["language"] = tag, "letters of the text"
