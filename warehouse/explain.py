"""One document explained: what was removed from it and by which rule, its metadata with evidence, its repeats.

`explain` reads the tables, `render_terminal` prints, `explain_html` makes a page.
"""

from warehouse.report.document import explain_html
from warehouse.report.explained import Explanation, explain
from warehouse.report.terminal import render_terminal

__all__ = ["Explanation", "explain", "explain_html", "render_terminal"]
