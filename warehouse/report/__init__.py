"""What the reviewer sees: one self-contained page over the tables, and one about each document.

Knows: how to read the tables (`views`), what to count (`totals`, `changes`, `drift`), which rows to show when there are
too many (`samples`, `clusters`), how rows travel inside a page (`pieces`), one document's story (`explained`,
`document`, `terminal`). Must never know: how the tables were made. Nothing of a document is ever markup here:
server-side text passes Jinja's autoescape, everything else travels as data and is put on the page as text nodes. Start
reading at `page`.
"""

from warehouse.report.page import build_report

__all__ = ["build_report"]
