"""Ids: 128-bit BLAKE2b of what makes a row itself, as 32 hex digits. The same input has the same ids in every run."""

from __future__ import annotations

from hashlib import blake2b


def make_id(*parts: str | int) -> str:
    """The id of the thing that `parts` name, in order."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
