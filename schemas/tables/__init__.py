"""The public tables, in the order in which they refer to each other. `TABLES` is the whole contract.

Its version is "major.minor": a nullable column or a table more raises minor, whatever can break a reader raises major.
A column says `since` which version it is there. `tests/schemas` compares with the contract of the last release.
"""

from schemas.tables.changes import CHANGES
from schemas.tables.documents import DOCUMENTS
from schemas.tables.paragraphs import PARAGRAPHS
from schemas.tables.rejects import REJECTS
from schemas.tables.removals import REMOVALS
from schemas.tables.repeats import REPEATS
from schemas.tables.reviews import REVIEWS
from schemas.tables.runs import RUNS
from schemas.tables.sources import SOURCES
from schemas.tables.table import Check, Query, Table, column, version_key

CONTRACT_VERSION = "1.2"
CONTRACT_MAJOR, _ = version_key(CONTRACT_VERSION)

TABLES: dict[str, Table] = {
    table.name: table for table in (SOURCES, DOCUMENTS, PARAGRAPHS, REMOVALS, REPEATS, REJECTS, RUNS, REVIEWS, CHANGES)
}

__all__ = ["CONTRACT_MAJOR", "CONTRACT_VERSION", "TABLES", "Check", "Query", "Table", "column"]
