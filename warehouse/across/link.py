"""Who shares a band key with whom: sketches of the parts, links between texts, groups of linked texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from warehouse.across.job import GROUP_TEXTS, Job, Plan, opened, piece, pieces
from warehouse.across.order import number, paragraphs
from warehouse.staging import write_table

_EDGES = pa.schema([("a", pa.uint32()), ("b", pa.uint32())])
_32 = np.uint64(32)


def slots(job: Job) -> int:
    """Bands, and one for texts met under a hash of their whole form."""
    return job.options.bands + 1


def sketch(job: Job, plan: Plan, part: str) -> None:
    """Write the band keys of a part to `sketches`, by band and key range, and to `copies` who equals whom in the part."""
    ordinals = number(job, plan, part)
    keys, first = job.like.keys(paragraphs(job, part, ordinals, ["text"])["text"])
    copies = np.flatnonzero((first >= 0) & (first != np.arange(len(first))))
    pairs = {"ordinal": ordinals[copies], "first": ordinals[first[copies]]}
    write_table(pa.table(pairs), job.folder / "copies" / part)
    band, key = keys["band"].to_numpy(), keys["key"].to_numpy()
    with pieces(job.folder / "sketches" / part, keys.schema) as write:
        for place in range(slots(job) * plan.ranges):
            which, low, high = _stretch(job, plan, place)
            start, end = np.searchsorted(band, np.uint8(which)), np.searchsorted(band, np.uint8(which), "right")
            mine = key[start:end]
            end = start + np.searchsorted(mine, np.uint32(high - 1), "right")
            start += np.searchsorted(mine, np.uint32(low))
            rows = keys.slice(start, end - start)
            rows = rows.set_column(2, keys.schema.field("ordinal"), pa.array(ordinals[rows["ordinal"].to_numpy()]))
            write(rows)


def link(job: Job, plan: Plan, task: Sequence[int]) -> None:
    """Write the links that the bands of a task make: (a, b) next to each other in a bucket, with a text of this run in it."""
    with (
        opened(job.folder / "sketches" / part for part in plan.parts) as sketches,
        job.index.opened() as postings,
        pieces(job.folder / "edges" / f"{task[0]:03d}", _EDGES) as write,
    ):
        for place in (slot * plan.ranges + at for slot in task for at in range(plan.ranges)):
            found = [piece(file, place) for file in sketches]
            known = job.index.postings(postings, *_stretch(job, plan, place))
            a, b = _edges([*known, *found], plan.first)
            write(pa.table([a, b], schema=_EDGES))


def _stretch(job: Job, plan: Plan, place: int) -> tuple[int, int, int]:
    """Band and key range [low, high) of a place in a sketch, as the index has them."""
    slot, at = divmod(place, plan.ranges)
    width = (1 << 32) // plan.ranges
    return slot if slot < job.options.bands else job.like.form_band, at * width, (at + 1) * width


def _edges(postings: list[pa.Table], first: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours in the buckets of equal keys, by ordinal; not in buckets without a text of this run."""
    packed = np.empty(sum(map(len, postings)), np.uint64)
    at = 0
    for table in postings:
        mine = packed[at : at + len(table)]
        np.left_shift(table["key"].to_numpy(), _32, out=mine, dtype=np.uint64)
        mine |= table["ordinal"].to_numpy()
        at += len(table)
    packed.sort()
    key, ordinal = (packed >> _32).astype(np.uint32), packed.astype(np.uint32)
    del packed
    linked = np.flatnonzero(key[1:] == key[:-1])
    if first and len(linked):
        last = np.flatnonzero(np.append(key[1:] != key[:-1], True))  # the end of each bucket holds its youngest text
        linked = linked[ordinal[last[np.searchsorted(last, linked)]] >= first]
    return ordinal[linked], ordinal[linked + 1]


def groups(job: Job, plan: Plan) -> tuple[int, int]:
    """Divide the texts, and the representatives of the index they must be compared with, in groups.

    Writes `known.npy` (ordinals), `known_groups.npy` and `groups.npy` (by ordinal, -1 for a text linked with none).
    Returns the number of groups and of representatives.
    """
    known = job.index.ordinals() if job.exact else _known(job, plan.first)
    if job.exact or plan.texts + len(known) <= GROUP_TEXTS:
        found = np.zeros(len(known) + plan.texts, np.int32)
    else:
        found = job.like.groups(len(known) + plan.texts, _numbered(job, plan.first, known), GROUP_TEXTS)
    np.save(job.folder / "known.npy", known)
    np.save(job.folder / "known_groups.npy", found[: len(known)])
    np.save(job.folder / "groups.npy", found[len(known) :])
    return int(found.max(initial=-1)) + 1, len(known)


def _links(job: Job) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    with opened(sorted((job.folder / "edges").glob("*.arrow"))) as files:
        for file in files:
            for at in range(file.num_record_batches):
                table = piece(file, at)
                yield table["a"].to_numpy(), table["b"].to_numpy()


def _known(job: Job, first: int) -> np.ndarray:
    """Ordinals of the index that are linked with a text of this run, ascending."""
    if not first:
        return np.empty(0, np.uint32)
    found = np.empty(0, np.uint32)
    for a, b in _links(job):
        found = np.union1d(found, np.concatenate([a[a < first], b[b < first]]))
    return found


def _numbered(job: Job, first: int, known: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The links, with texts numbered from 0: those of the index, then those of this run."""

    def number(ordinals: np.ndarray) -> np.ndarray:
        ours = ordinals.astype(np.int64) - first + len(known)
        return np.where(ordinals < first, np.searchsorted(known, ordinals), ours).astype(np.uint32) if first else ours

    for a, b in _links(job):
        yield number(a), number(b)
