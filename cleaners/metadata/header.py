"""The header of an HTML page: the lines around the headline that print time, source and author.

They stand outside the article's element as often as inside it, and nothing marks them but their place and form.
"""

from __future__ import annotations

from cleaners.metadata import bylines, publishers, titles
from cleaners.metadata.candidates import Candidates
from cleaners.metadata.lines import Line, read_header

# Lines above and below the headline that belong to its header, if the text does not begin before.
ABOVE, BELOW = 4, 14
# A page without a visible headline: so many lines above the text are its header.
WITHOUT_HEADLINE = 14
# Lines that are mostly link are navigation: their dates are other articles'.
MAX_LINK_SHARE = 0.6


def header_lines(lines: list[Line], title: str | None) -> list[Line]:
    """The lines of the header, those nearest below the headline first."""
    text = next((n for n, line in enumerate(lines) if line.block.inside and line.is_body), None)
    if text is None:
        text = next((n for n, line in enumerate(lines) if line.block.inside), len(lines))
    headline = _headline(lines, title, text)
    if headline is None:
        return lines[max(0, text - WITHOUT_HEADLINE) : text][::-1]
    below = lines[headline + 1 : min(headline + 1 + BELOW, max(text, headline + 1))]
    above = [line for line in lines[max(0, headline - ABOVE) : headline]]
    return below + above[::-1]


def _headline(lines: list[Line], title: str | None, text: int) -> int | None:
    """The number of the line that prints the title, the last one before the text; after it if there is none."""
    if not title:
        return None
    found = [n for n, line in enumerate(lines) if titles.repeats(line.text, title)]
    before = [n for n in found if n <= text]
    headings = [n for n in before if lines[n].block.kind == "heading"]
    return max(headings or before, default=None) if before else (found[0] if found else None)


def read_page_header(lines: list[Line], title: str | None, candidates: Candidates) -> None:
    """Add what the header of a page says: time, publisher, authors, editors. Claims nothing."""
    header = header_lines(lines, title)
    origin = "a line of the header"
    labelled, loose = [], []
    for number, line in enumerate(header):
        if title and titles.repeats(line.text, title):
            continue
        said = read_header(line.text)
        if said.published and line.block.link_chars <= MAX_LINK_SHARE * len(line.block.match or " "):
            candidates.add("published_at", said.published, origin)
        if said.publisher:
            (labelled if said.labelled else loose).append(said.publisher)
        elif said.labelled and number + 1 < len(header) and (name := publishers.clean(header[number + 1].text)):
            labelled.append(name)  # 来源: in one element, the name in the next
        if said.authors:
            candidates.add("authors", said.authors, origin)
        candidates.add("editors", said.editors, origin)
        if bylines.normalize(line.text) in ("原创", "原創"):
            candidates.add("is_original", "原创", origin)
    for name in labelled + loose:
        candidates.add("publisher", name, origin)
