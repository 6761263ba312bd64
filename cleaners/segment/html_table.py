"""Tables of data in an article, read by BeautifulSoup: which tables are data, and their cells row by row."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from lxml import etree

# A cell longer than this, in characters, is running text: the table lays out the page and is no data.
LAYOUT_CELL = 300

Row = tuple[list[str], int]  # the texts of the cells, and how many characters of them stand in links

_NESTED = etree.XPath("boolean(.//table)")
_COLUMNS = etree.XPath("boolean(.//tr[count(td | th) > 1])")


def rows(element: etree._Element) -> list[Row] | None:
    """The rows of a table of data. None for a table that lays out the page: it holds a table, has one column, or a cell
    of running text."""
    if _NESTED(element) or not _COLUMNS(element):
        return None
    table = BeautifulSoup(etree.tostring(element, encoding="unicode", method="html", with_tail=False), "lxml").table
    if table is None or any(len(cell.get_text()) > LAYOUT_CELL for cell in table.find_all(("td", "th"))):
        return None
    return [_row(row) for row in table.find_all("tr")]


def _row(row: Tag) -> Row:
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(("td", "th"), recursive=False)]
    return cells, sum(len(a.get_text(strip=True)) for a in row.find_all("a"))
