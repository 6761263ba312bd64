"""The public tables, in the order in which they refer to each other. `TABLES` is the whole contract."""

from schemas.tables.documents import DOCUMENTS
from schemas.tables.paragraphs import PARAGRAPHS
from schemas.tables.rejects import REJECTS
from schemas.tables.removals import REMOVALS
from schemas.tables.repeats import REPEATS
from schemas.tables.reviews import REVIEWS
from schemas.tables.runs import RUNS
from schemas.tables.sources import SOURCES
from schemas.tables.table import Check, Table, column

CONTRACT_VERSION = 1

TABLES: dict[str, Table] = {
    table.name: table for table in (SOURCES, DOCUMENTS, PARAGRAPHS, REMOVALS, REPEATS, REJECTS, RUNS, REVIEWS)
}

__all__ = ["CONTRACT_VERSION", "TABLES", "Check", "Table", "column"]
