"""People named inside the text: datelines at its beginning, signatures at its end, notes on the author.

These lines stay in the text; only their names are read.
"""

from __future__ import annotations

from cleaners.metadata import bylines, datelines, names, titles
from cleaners.metadata.candidates import Candidates
from cleaners.metadata.lines import Line
from schemas.records import Metadata

# Bylines stand among the first lines, datelines and signatures in the first and last paragraphs.
FIRST_LINES = 15
LAST_PARAGRAPHS = 8
# Lines looked through to tell whether several articles stand in one source.
MAX_LINES = 2000


def read_people(lines: list[Line], candidates: Candidates, known: Metadata) -> None:
    """Add the authors the paragraphs name, the explicit ones first. A text with several datelines, or with several
    bylines of guests, is several articles: then nobody is the author of all."""
    for line in lines[:FIRST_LINES]:
        byline = None if line.is_body else bylines.parse_byline(line.text)
        if byline and byline.kind == "credit":
            candidates.add("authors", byline.authors, "byline in the text")
    texts = [line.text for line in lines[:MAX_LINES]]
    dated = [b for text in texts if (b := datelines.dateline(text.strip()))] if datelines.may_stand_in(texts) else []
    guests = [b for line in lines[:MAX_LINES] if (b := bylines.guest(line.text)) and not line.is_body]
    if len(dated) == 1:
        candidates.add("authors", dated[0].authors, "dateline")
    if len(guests) == 1:
        candidates.add("authors", guests[0].authors, "byline with office and name")
    if len(dated) > 1 or len(guests) > 1:
        return
    for line in lines[-LAST_PARAGRAPHS:]:
        if byline := datelines.signature(line.text.rstrip()):
            candidates.add("authors", byline.authors, "signature")
            candidates.add("editors", byline.editors, "signature")
    title = titles.fold(known.title or "")
    for line in lines[-LAST_PARAGRAPHS:] if names.begins_like_person(title) else ():
        for person in datelines.about_author(line.text):
            if title.startswith(person):
                candidates.add("authors", person, "note on the author, who begins the title")
