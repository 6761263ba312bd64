"""Across runs: what an index keeps of the representatives, and a batch measured against them.

The index of a corpus is two tables. `postings` lists under every band key the representatives that have it, sorted, so
that a batch reads only the stretches its own keys fall into: 25 bands x 8 bytes a representative. `representatives`
holds one short row for each. The texts stay where they are; those of the candidates are read to be measured.

When batches arrive in survivor order, `candidates` and `match_batch` give exactly the stars of one run over all of it:
a representative that shares no key with the batch can neither be joined nor take a place in one of its buckets.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaners.repeats import minhash
from cleaners.repeats.compare import LONG_CHARS
from cleaners.repeats.form import comparison_form
from cleaners.repeats.stars import STARS_SCHEMA, engine_for, one_chunk, table_of
from schemas.config import RepeatOptions

# Where texts too long for shingles are listed, under a hash of their form.
LONG_BAND = 255

POSTINGS_SCHEMA = pa.schema(
    [
        pa.field("band", pa.uint8(), nullable=False),
        pa.field("key", pa.uint32(), nullable=False),
        pa.field("ordinal", pa.uint32(), nullable=False),
    ]
)
REPRESENTATIVES_SCHEMA = pa.schema(
    [
        pa.field("ordinal", pa.uint32(), nullable=False),
        pa.field("is_head", pa.bool_(), nullable=False),
    ]
)


def band_keys(texts: pa.Array | pa.ChunkedArray, options: RepeatOptions) -> pa.Table:
    """The postings of `texts`, their row numbers as ordinals, sorted by band and key.

    Texts under `min_chars` have none; texts over `LONG_CHARS` one, in `LONG_BAND`.
    """
    column = one_chunk(texts)
    engine = engine_for(column)
    compared, keys, long, hashes = (_plain_keys if engine is None else partial(_compiled_keys, engine))(column, options)
    band = np.concatenate([(keys >> np.uint64(32)).astype(np.uint8), np.full(len(long), LONG_BAND, np.uint8)])
    key = np.concatenate([keys.astype(np.uint32), hashes.astype(np.uint32)])
    ordinal = np.concatenate([np.repeat(compared, options.bands), long]).astype(np.uint32)
    order = np.argsort(_places(band, key), kind="stable")
    return pa.table([band[order], key[order], ordinal[order]], schema=POSTINGS_SCHEMA)


Keys = tuple[
    np.ndarray, np.ndarray, np.ndarray, np.ndarray
]  # compared texts, their band keys; long texts, their hashes


def _compiled_keys(engine: ModuleType, column: pa.Array, options: RepeatOptions) -> Keys:
    text, lengths, hashes = engine.read_forms(engine.text_of(column))
    compared = np.flatnonzero((lengths >= max(options.min_chars, 1)) & (lengths <= LONG_CHARS)).astype(np.int32)
    keys = engine.bands(text, compared, int(lengths[compared].max(initial=1)), options).keys
    long = np.flatnonzero(lengths > LONG_CHARS)
    return compared, keys, long, hashes[long, 0]


def _plain_keys(column: pa.Array, options: RepeatOptions) -> Keys:
    """The same keys without compiled code, which takes longer to load than a small batch to work through."""
    made_with = (options.shingle, options.permutations, options.seed, options.bands, options.rows)
    forms = [comparison_form(text) for text in column.to_pylist()]
    compared = [i for i, form in enumerate(forms) if max(options.min_chars, 1) <= len(form) <= LONG_CHARS]
    keys = [minhash.band_keys(forms[i], *made_with) for i in compared]
    long = [i for i, form in enumerate(forms) if len(form) > LONG_CHARS]
    hashes = np.array([minhash.form_hash(forms[i]) for i in long], np.uint64)
    return np.array(compared, np.int32), np.concatenate([*keys, np.empty(0, np.uint64)]), np.array(long, int), hashes


def candidates(postings: pa.Table, batch: pa.Table) -> np.ndarray:
    """Ordinals of the indexed representatives that share a key with a batch, ascending: uint32.

    Both tables are postings sorted by band and key; `postings` may be any part of the index, the results of several
    parts united are the candidates of the whole.
    """
    ours, theirs = (_places(t["band"].to_numpy(), t["key"].to_numpy()) for t in (postings, batch))
    wanted = np.unique(theirs)
    if not len(wanted):
        return np.empty(0, np.uint32)
    at = np.minimum(np.searchsorted(wanted, ours), len(wanted) - 1)
    return np.unique(postings["ordinal"].to_numpy()[wanted[at] == ours])


def match_batch(
    known: pa.Array | pa.ChunkedArray,
    known_rows: pa.Table,
    texts: pa.Array | pa.ChunkedArray,
    first_ordinal: int,
    options: RepeatOptions,
) -> tuple[pa.Table, pa.Table]:
    """Stars of a batch against earlier representatives and within itself; returns (stars, new representatives).

    `known` are the texts of the candidates in the order of `known_rows` (`REPRESENTATIVES_SCHEMA`, ascending). The texts
    of the batch get the ordinals from `first_ordinal` on, which must be above all in the index. Stars are as
    `find_stars` gives them with ordinals for row numbers. Always by bands: the index has no prefixes.
    """
    heads = known_rows["is_head"].to_numpy(zero_copy_only=False)
    everything = pa.chunked_array([*_chunks(known), *_chunks(texts)], pa.large_string())
    ordinals = np.concatenate([known_rows["ordinal"].to_numpy(), first_ordinal + np.arange(len(texts))]).astype(
        np.int64
    )
    stars = table_of(everything, options, heads) if len(everything) else STARS_SCHEMA.empty_table()
    members = stars["member"].to_numpy()
    template = pc.equal(stars["kind"], "template").to_numpy(zero_copy_only=False)
    own = np.arange(len(heads), len(everything))
    representatives = np.setdiff1d(own, members[~template])
    rows = pa.table(
        [ordinals[representatives].astype(np.uint32), ~np.isin(representatives, members[template])],
        schema=REPRESENTATIVES_SCHEMA,
    )
    for name in ("member", "representative"):
        at = STARS_SCHEMA.get_field_index(name)
        stars = stars.set_column(at, STARS_SCHEMA.field(at), pa.array(ordinals[stars[name].to_numpy()]))
    return stars, rows


def _chunks(texts: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return [c.cast(pa.large_string()) for c in (texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts])]


def _places(band: np.ndarray, key: np.ndarray) -> np.ndarray:
    return (band.astype(np.uint64) << np.uint64(32)) | key
