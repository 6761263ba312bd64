"""People named inside the text: datelines at its beginning, signatures at its end, notes on the author.

These lines stay in the text; only their names are read.
"""

from __future__ import annotations

from cleaners.metadata import bylines, titles
from cleaners.metadata.candidates import Candidates
from cleaners.metadata.lines import Line
from schemas.records import Metadata

# Bylines stand among the first lines, datelines and signatures in the first and last paragraphs.
FIRST_LINES = 15
FIRST_PARAGRAPHS, LAST_PARAGRAPHS = 4, 8


def read_people(lines: list[Line], candidates: Candidates, known: Metadata) -> None:
    """Add the authors the paragraphs name, the explicit ones first."""
    body = [line for line in lines if line.is_body]
    for line in body[:FIRST_PARAGRAPHS]:
        if byline := bylines.dateline(line.text.strip()):
            candidates.add("authors", byline.authors, "dateline")
    for line in lines[:FIRST_LINES]:
        byline = None if line.is_body else bylines.parse_byline(line.text)
        if byline and byline.kind == "credit":
            candidates.add("authors", byline.authors, "byline in the text")
    for line in lines[-LAST_PARAGRAPHS:]:
        if byline := bylines.signature(line.text.rstrip()):
            candidates.add("authors", byline.authors, "signature")
            candidates.add("editors", byline.editors, "signature")
    for line in lines[-LAST_PARAGRAPHS:]:
        for person in bylines.about_author(line.text):
            if known.title and titles.fold(known.title).startswith(person):
                candidates.add("authors", person, "note on the author, who begins the title")
