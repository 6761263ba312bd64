"""Which files have other columns than the contract. A file is opened once for that, not by every run.

OUT/.winnow/judged notes the files that have the columns of the contract, an id a line: of these columns, of where the file
stands, its size and time. Another contract, a file in another's place and a note that is lost or torn lead to other ids, and
the files are opened again.
"""

from __future__ import annotations

from pathlib import Path

from schemas.ids import make_id
from schemas.tables import TABLES
from warehouse import disk
from warehouse.checks import is_current
from warehouse.versions import HOME, files_of


def stale(out: Path, version: Path | None) -> list[Path]:
    """The table files of a version with other columns than the contract; the caller holds the warehouse."""
    note = out / HOME / "judged"
    known = set(note.read_bytes().split()) if note.exists() else set()
    good: set[bytes] = set()
    found = []
    for name, table in TABLES.items():
        columns = table.published.to_string(show_field_metadata=False, show_schema_metadata=False)
        for path in files_of(version, name):
            told = path.stat()
            key = make_id(columns, name, path.parent.name, path.name, told.st_size, told.st_mtime_ns).encode()
            if key in known or is_current(path, name):
                good.add(key)
            else:
                found.append(path)
    if good != known:
        with disk.written(note) as stream:
            stream.write(b"\n".join(sorted(good)))
    return found
