"""How much of an archive is read before it is taken for an attack."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.errors import ReadError

# Text packs 3 to 20 times, pages of one template up to 60; a bomb hundreds to thousands of times.
MAX_RATIO = 200
# What unpacks to less harms nobody: no ratio is asked there, and short texts that repeat themselves pack very well.
RATIO_FROM = 64 << 20
# Bytes an archive may unpack to.
MAX_UNPACKED = 1 << 40
# Members of an archive; their names are remembered, 100 bytes each, to tell two of one name apart.
MAX_MEMBERS = 2_000_000

# Codes of errors after which the rest of an archive cannot be read; every other error costs one member.
ENDS_ARCHIVE = {"broken-archive", "archive-bomb", "too-many-members"}


@dataclass(slots=True)
class Meter:
    """What has been read of one archive. Raises ReadError where that is more than any honest one holds."""

    packed: int = 0
    unpacked: int = 0
    members: int = 0
    limited: bool = True  # False: who reads it stops by himself

    def gave(self, size: int) -> None:
        """`size` more bytes came out."""
        self.unpacked += size
        if not self.limited:
            return
        if self.unpacked > MAX_UNPACKED:
            raise _bomb(f"it unpacks to more than {MAX_UNPACKED:,} bytes: divide it")
        if self.unpacked > max(RATIO_FROM, MAX_RATIO * self.packed):
            raise _bomb(f"{self.packed:,} bytes of it unpack to {self.unpacked:,}")

    def met(self) -> None:
        """One more member, of whatever kind."""
        self.members += 1
        check_members(self.members)


def check_members(count: int) -> None:
    """Raise ReadError for an archive of more than MAX_MEMBERS members."""
    if count > MAX_MEMBERS:
        raise ReadError(f"the archive has more than {MAX_MEMBERS:,} members: divide it", "too-many-members")


def check_declared(packed: int, unpacked: int) -> None:
    """Raise ReadError for an archive whose own table of contents promises more than any honest one holds."""
    Meter(packed).gave(unpacked)


def _bomb(what: str) -> ReadError:
    return ReadError(f"this looks like an archive made to fill memory or disk: {what}", "archive-bomb")


def broken(what: str) -> ReadError:
    """The error of an archive that cannot be read on."""
    return ReadError(f"the archive is damaged or cut off: {what}; what stood before it was read", "broken-archive")
