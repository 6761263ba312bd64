"""Metadata: who wrote what, when, where, in one normalized answer per field, each with where it came from.

Knows the forms in which pages, front matter, tables and text lines give these things, and which of them to trust.
Must never know where a source is stored, what time it is, or what a run does with the answer.

Start with `read.py`, the story of one source; `page.py` reads an HTML tree while it is alive; `bylines.py`, `dates.py`,
`names.py` and `urls.py` are pure functions for whoever meets a byline elsewhere.
"""

from cleaners.metadata.page import page_fields
from cleaners.metadata.read import read

__all__ = ["page_fields", "read"]
