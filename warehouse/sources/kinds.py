"""What the ending of a name says: how the file is packed, and what is in it."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
}
ROWS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
ARCHIVES = {".zip": "zip", ".tar": "tar", ".warc": "warc"}
PACKINGS = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd"}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is by its name. `form` is None where the ending is unknown: then it is read as one document."""

    form: str | None  # document, jsonl, parquet, zip, tar, warc
    packing: str | None = None  # gzip, bz2, xz, zstd
    media_type: str | None = None  # of a document

    @property
    def is_archive(self) -> bool:
        """It holds members, which have names of their own."""
        return self.form in ARCHIVES.values()

    @property
    def is_nested(self) -> bool:
        """As a member of an archive it would be unpacked a second time."""
        return self.is_archive or self.packing is not None


def kind_of(name: str) -> Kind:
    """The kind of a file of that name."""
    stem, ending = os.path.splitext(name.lower())
    stem, ending = os.path.splitext(stem + _SHORT.get(ending, ending))
    packing = PACKINGS.get(ending)
    if packing:
        ending = os.path.splitext(stem)[1]
    if ending in MEDIA_TYPES:
        return Kind("document", packing, MEDIA_TYPES[ending])
    return Kind(ROWS.get(ending) or ARCHIVES.get(ending), packing)


def endings() -> str:
    """The endings that are read, as a person writes them."""
    return ", ".join((*MEDIA_TYPES, *ROWS, *ARCHIVES)) + ", alone or before " + ", ".join(PACKINGS)
