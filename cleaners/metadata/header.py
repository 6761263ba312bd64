"""The header of an HTML page: the lines around the headline that print time, source and author.

They stand outside the article's element as often as inside it, and nothing marks them but their place and form.
"""

from __future__ import annotations

from cleaners.books import Books
from cleaners.metadata import bylines, publishers, titles
from cleaners.metadata.candidates import Candidates
from cleaners.metadata.lines import Line, claim, is_outside
from cleaners.metadata.said import MAX_HEADER_LINE, read_header
from cleaners.metadata.signed import Signed
from cleaners.segment.form import match_form

# Lines above and below the headline that belong to its header, if the text does not begin before.
ABOVE, BELOW = 4, 14
# A page without a visible headline: so many lines above the text are its header.
WITHOUT_HEADLINE = 14
BYLINE = "metadata.byline@1"
# A link with more characters than the name of a paper is a headline.
LINKED_NAME = 8
# Lines that are mostly link are navigation: their dates are other articles'.
MAX_LINK_SHARE = 0.6
# Some content systems print the time under the text: so many lines below it are looked at, for labelled ones.
BELOW_TEXT = 10

_LABELLED = Signed(":：", r"(?:发布|发表|刊发|时间|日期|来\s*源|责编|责任编辑)[^。]{0,6}[:：]")


def header_lines(lines: list[Line], title: str | None) -> list[Line]:
    """The lines of the header, those nearest below the headline first."""
    text = next((n for n, line in enumerate(lines) if line.block.inside and line.is_body), None)
    if text is None:
        text = next((n for n, line in enumerate(lines) if line.block.inside), len(lines))
    headline = _headline(lines, title, text)
    if headline is None:
        return lines[max(0, text - WITHOUT_HEADLINE) : text][::-1]
    below = lines[headline + 1 : min(headline + 1 + BELOW, max(text, headline + 1))]
    above = [line for line in lines[max(0, headline - ABOVE) : headline] if not _tells_of_another(line)]
    return below + above[::-1]


def _tells_of_another(line: Line) -> bool:
    """A line over the headline that links another article: the date beside the link is that one's."""
    return line.block.link_chars > LINKED_NAME and not _LABELLED.search(line.text[:MAX_HEADER_LINE])


def _headline(lines: list[Line], title: str | None, text: int) -> int | None:
    """The number of the line that prints the title, the last one before the text; after it if there is none."""
    if not title:
        return None
    begins = titles.first_letter(match_form(title))
    found = [
        n for n, line in enumerate(lines) if _begins_with(line.block.match, begins) and titles.repeats(line.text, title)
    ]
    before = [n for n in found if n <= text]
    headings = [n for n in before if lines[n].block.kind == "heading"]
    return max(headings or before, default=None) if before else (found[0] if found else None)


def _begins_with(form: str, letter: str) -> bool:
    """`letter` is the first letter of a matching form; mostly its first character tells."""
    return form.startswith(letter) if form[:1].isalnum() else titles.first_letter(form) == letter


def read_page_header(lines: list[Line], title: str | None, candidates: Candidates, books: Books) -> None:
    """Add what the header of a page says, and the labelled lines right below the text. Lines outside the article that
    say something are claimed as its byline."""
    loose: list[str] = []
    header = header_lines(lines, title)
    for number, line in enumerate(header):
        if not (title and titles.repeats(line.text, title)):
            following = header[number + 1] if number + 1 < len(header) else line
            below = following.text if following.block.start > line.block.start else ""
            if _add(line, below, candidates, loose, "a line of the header"):
                claim(line, books, "byline", BYLINE, "a line of the header: time, source, authors or editors")
    for name in loose:
        if title and titles.fold(name) in titles.fold(title):
            continue  # a headline beside a date is no publisher
        candidates.add("publisher", name, "a line of the header")
    for line in _footer(lines):
        labelled = _LABELLED.search(line.text[:MAX_HEADER_LINE])
        if labelled and _add(line, "", candidates, [], "a line below the text"):
            claim(line, books, "byline", BYLINE, "a line below the text: time, source, authors or editors")


def _add(line: Line, following: str, candidates: Candidates, loose: list[str], origin: str) -> bool:
    """Add what the line says. True if that is something and the line stands outside the article."""
    said = read_header(line.text)
    dated = said.published and line.block.link_chars <= MAX_LINK_SHARE * len(line.block.match or " ")
    if dated:
        candidates.add("published_at", said.published, origin)
    if said.publisher and not said.labelled:
        loose.append(said.publisher)
    elif said.labelled:  # 来源: in one element, the name in the next
        candidates.add("publisher", publishers.clean(following) if said.awaits else said.publisher, origin)
    candidates.add("original_publisher", said.original, origin)
    candidates.add("authors", said.authors, origin)
    candidates.add("editors", said.editors, origin)
    if "原" in line.text and bylines.normalize(line.text) in ("原创", "原創"):
        candidates.add("is_original", "原创", origin)
    says = dated or said.labelled or said.authors or said.editors
    return bool(says) and is_outside(line)


def read_marked(values: list[tuple[object, str]], candidates: Candidates) -> None:
    """Add what the header elements say that a pack names."""
    for value, origin in values:
        said = read_header(str(value), marked=True)
        candidates.add("published_at", said.published, origin)
        candidates.add("publisher", said.publisher, origin)
        candidates.add("original_publisher", said.original, origin)
        candidates.add("authors", said.authors, origin)
        candidates.add("editors", said.editors, origin)


def _footer(lines: list[Line]) -> list[Line]:
    last = max((n for n, line in enumerate(lines) if line.block.inside), default=len(lines))
    return lines[last + 1 : last + 1 + BELOW_TEXT]


def heading_over_date(lines: list[Line]) -> str | None:
    """The heading right above a labelled time: the headline of a page whose <title> names the column."""
    for number, line in enumerate(lines):
        if not _LABELLED.search(line.text[:MAX_HEADER_LINE]) or not read_header(line.text).published:
            continue
        for above in lines[max(0, number - 2) : number][::-1]:
            if above.block.kind == "heading" and titles.could_be(above.text):
                return above.text.strip()
    return None
