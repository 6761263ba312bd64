"""The fast engine: a column of texts in survivor order to measured pairs, in compiled code over Arrow's buffers.

1. Read the comparison form of every text; group equal ones by a 128-bit hash of the form.
2. Give each different text keys under which alike ones meet: MinHash bands ("lsh") or its rarest shingles ("exact").
3. Number the buckets of equal keys by a radix sort; a key that stands once is forgotten.
4. Walk the texts in survivor order. Each is measured against the representatives in its buckets, earliest first.

Steps 2 to 4 run with the numbers of the text in the key (copies), then without among the representatives (templates).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from cleaners.repeats import kernel_buckets, kernel_keys, kernel_stars, kernel_text
from cleaners.repeats.chartable import char_table
from cleaners.repeats.compare import DIFF_KINDS, LONG_CHARS
from cleaners.repeats.form import ALPHABET_LONGER
from cleaners.repeats.minhash import multipliers, permutations
from cleaners.repeats.plain import BUCKET_ROOM
from schemas.config import RepeatOptions
from schemas.records import REPEAT_KINDS

# Slots of the shingle counter of the exact engine; sharing a slot costs time, never a pair.
_COUNTER_SLOTS = 1 << 22


class Text(NamedTuple):
    """UTF-8 of a column: text i is data[starts[i] : ends[i]], where `more` goes on behind `data`."""

    data: np.ndarray  # uint8
    more: np.ndarray  # uint8
    starts: np.ndarray  # int64
    ends: np.ndarray  # int64


class Pairs(NamedTuple):
    """Measured pairs, sorted by member."""

    members: np.ndarray  # int64
    representatives: np.ndarray  # int64
    similarities: np.ndarray  # float64
    kinds: np.ndarray  # int8, places in REPEAT_KINDS
    differences: np.ndarray  # int8, places in DIFF_KINDS


def text_of(column: pa.Array) -> Text:
    """The buffers of a string column without nulls; the text is not copied."""
    wide = pa.types.is_large_string(column.type)
    _, offsets, data = column.buffers()
    if not len(column):
        return Text(_bytes(b""), _bytes(b""), np.empty(0, np.int64), np.empty(0, np.int64))
    ends = np.frombuffer(offsets, np.int64 if wide else np.int32)[column.offset : column.offset + len(column) + 1]
    ends = ends.astype(np.int64)
    return Text(_bytes(data or b""), _bytes(b""), ends[:-1], ends[1:])


def _bytes(buffer: pa.Buffer | bytes) -> np.ndarray:
    """Read-only, so that code is compiled for one type only."""
    data = np.frombuffer(buffer, np.uint8)
    data.flags.writeable = False
    return data


def pairs_of(
    text: Text, options: RepeatOptions, heads_before: Sequence[bool] = (), apart: tuple[Text, Text] | None = None
) -> Pairs:
    """Every text that repeats an earlier one, measured; see `find_stars` for the rule.

    Texts that stand beside each other in `apart` are never alike.

    The first len(heads_before) texts are representatives of earlier runs, different from each other: they join
    nobody, and `heads_before` says which of them were no template members.
    """
    n, given = len(text.starts), text
    text, lengths, hashes = read_forms(text)
    first = np.empty(n, np.int32)
    kernel_keys.first_equal(lengths, hashes, options.min_chars, first)

    texts = np.flatnonzero((first == np.arange(n)) & (lengths <= LONG_CHARS)).astype(np.int32)
    longest = int(lengths[texts].max(initial=1))
    is_head = np.asarray(heads_before, np.bool_)
    known = int((texts < len(is_head)).sum())
    keys = (prefixes if options.engine == "exact" else bands)(text, texts, longest, options)
    numbers = hashes[texts, 2]
    everything = np.arange(len(texts), dtype=np.int32)
    never = _apart(hashes[texts], apart) if apart else np.empty((0, 2), np.int64)
    near, near_similarity = _stars(text, texts, longest, keys, everything, numbers, False, options, known, never)
    heads = np.concatenate([np.flatnonzero(is_head[texts[:known]]), known + np.flatnonzero(near[known:] < 0)])
    heads = heads.astype(np.int32)
    before = int(is_head[texts[:known]].sum())
    own, own_similarity = _stars(text, texts, longest, keys, heads, numbers[heads], True, options, before, never)

    pairs = _pairs(first, texts, near, near_similarity, heads, own, own_similarity)
    return pairs._replace(differences=_differences(given, text, longest, pairs))


def _differences(given: Text, text: Text, longest: int, pairs: Pairs) -> np.ndarray:
    """What differs, places in DIFF_KINDS: near copies differ in text, for the others the texts are looked at."""
    exact, near, template = (np.flatnonzero(pairs.kinds == k) for k in range(len(REPEAT_KINDS)))
    found = np.empty(len(pairs.kinds), np.int8)
    found[near] = DIFF_KINDS.index("text")
    same = np.empty(len(exact), np.bool_)
    kernel_keys.same_bytes(given, pairs.representatives[exact], pairs.members[exact], same)
    found[exact] = np.where(same, DIFF_KINDS.index("exact"), DIFF_KINDS.index("punctuation"))
    same = np.empty(len(template), np.bool_)
    sides = pairs.representatives[template], pairs.members[template]
    kernel_keys.same_but_numbers(text, *sides, longest, char_table(), same)
    found[template] = np.where(same, DIFF_KINDS.index("digits"), DIFF_KINDS.index("text"))
    return found


def _pairs(first, texts, near, near_similarity, heads, own, own_similarity) -> Pairs:
    n = len(first)
    joins, alike, kind = np.arange(n), np.ones(n), np.full(n, REPEAT_KINDS.index("exact"), np.int8)
    member, template = np.flatnonzero(near >= 0), np.flatnonzero(own >= 0)
    joins[texts[member]] = texts[near[member]]
    alike[texts[member]] = near_similarity[member]
    kind[texts[member]] = REPEAT_KINDS.index("near")
    copies = np.flatnonzero((first >= 0) & (joins[first] != np.arange(n)))
    members = np.concatenate([copies, texts[heads[template]]]).astype(np.int64)
    representatives = np.concatenate([joins[first[copies]], texts[heads[own[template]]]]).astype(np.int64)
    similarities = np.concatenate([alike[first[copies]], own_similarity[template]])
    templates = np.full(len(template), REPEAT_KINDS.index("template"), np.int8)
    kinds = np.concatenate([kind[first[copies]], templates])
    order = np.argsort(members, kind="stable")
    return Pairs(members[order], representatives[order], similarities[order], kinds[order], kinds[order])


def signatures(text: Text, options: RepeatOptions) -> np.ndarray:
    """MinHash signatures, uint32[texts, permutations]: what `datasketch.MinHash(scheme="affine32")` holds.

    The shingle hashes are the low 32 bits of `minhash.shingle_hashes`; an empty form has the empty set's signature.
    """
    n = len(text.starts)
    values, joined = np.empty((n, options.permutations), np.uint32), np.empty(n, np.bool_)
    made_with = (char_table(), _places(options), *permutations(options.permutations, options.seed))
    kernel_text.sign(text, *made_with, values, joined)
    where = np.flatnonzero(joined)
    if len(where):
        changed = _normalized(text, where)
        again = np.empty((len(where), options.permutations), np.uint32)
        changed = changed._replace(starts=changed.starts[where], ends=changed.ends[where])
        kernel_text.sign(changed, *made_with, again, joined)
        values[where] = again
    return values


def read_forms(text: Text) -> tuple[Text, np.ndarray, np.ndarray]:
    """Lengths and hashes (form, form, numbers) of the comparison forms, and the text they can be read from.

    That is `text` itself but for texts with characters NFKC joins to the one before (combining marks, jamo): they
    are normalized here, so that compiled code can map character by character.
    """
    n = len(text.starts)
    lengths, hashes, joined = np.empty(n, np.int64), np.empty((n, 3), np.uint64), np.empty(n, np.bool_)
    kernel_keys.read_forms(text, np.arange(n), char_table(), lengths, hashes, joined)
    where = np.flatnonzero(joined)
    if len(where):
        text = _normalized(text, where)
        kernel_keys.read_forms(text, where, char_table(), lengths, hashes, joined)
    return text, lengths, hashes


def _normalized(text: Text, where: np.ndarray) -> Text:
    """The text with some of its texts normalized (NFKC), in `more`."""
    pieces = []
    for i in where:
        piece = text.data[text.starts[i] : text.ends[i]].tobytes().decode("utf-8", "surrogatepass")
        pieces.append(unicodedata.normalize("NFKC", piece).encode("utf-8", "surrogatepass"))
    bounds = len(text.data) + np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
    starts, ends = text.starts.copy(), text.ends.copy()
    starts[where], ends[where] = bounds[:-1], bounds[1:]
    return Text(text.data, _bytes(b"".join(pieces)), starts, ends)


class Keys(NamedTuple):
    """Keys of m texts: text k has keys[:, ends[k] : ends[k + 1]], and only keys of one row can be equal."""

    ends: np.ndarray  # int64[m + 1]
    keys: np.ndarray  # uint64[rows, ends[m]]


def bands(text: Text, texts: np.ndarray, longest: int, options: RepeatOptions) -> Keys:
    """One key per band of the MinHash signature, a row for every band."""
    permuted = permutations(options.permutations, options.seed)
    keys = np.empty((options.bands, len(texts)), np.uint64)
    kernel_keys.band_keys(text, texts, longest, char_table(), _places(options), *permuted, options.rows, keys)
    return Keys(np.arange(len(texts) + 1), keys)


def prefixes(text: Text, texts: np.ndarray, longest: int, options: RepeatOptions) -> Keys:
    """The rarest shingles of every text: any two texts alike share one of them."""
    args = (text, texts, longest, char_table(), _places(options))
    counts = np.zeros(_COUNTER_SLOTS, np.uint32)
    total = kernel_keys.count_shingles(*args, counts)
    ends = np.zeros(len(texts) + 1, np.int64)
    keys = np.empty(int((1 - options.threshold) * total) + 2 * len(texts) + 1, np.uint64)
    kernel_keys.prefix_keys(*args, counts, options.threshold, ends, keys)
    return Keys(ends, keys[None, : ends[-1]])


def _places(options: RepeatOptions) -> np.ndarray:
    return multipliers(options.shingle + ALPHABET_LONGER)


def _apart(hashes: np.ndarray, apart: tuple[Text, Text]) -> np.ndarray:
    """Pairs of texts, given by the hashes of their forms, that must not meet: int64[pairs, 2], both ways."""
    places: dict[bytes, list[int]] = {}
    sides = [read_forms(side)[2][:, :2] for side in apart]
    wanted = np.unique(np.concatenate(sides)[:, 0])
    for i in np.flatnonzero(np.isin(hashes[:, 0], wanted)):
        places.setdefault(hashes[i, :2].tobytes(), []).append(i)
    met = [
        pair
        for one, other in zip(*sides, strict=True)
        for i in places.get(one.tobytes(), ())
        for k in places.get(other.tobytes(), ())
        for pair in ((i, k), (k, i))
    ]
    return np.array(met, np.int64).reshape(-1, 2)


def _numbered(pairs: np.ndarray, items: np.ndarray) -> np.ndarray:
    """Pairs of texts as one number each, first * items + second by their places in `items`, sorted: int64."""
    at = np.searchsorted(items, pairs)
    there = (at < len(items)) & (items[np.minimum(at, len(items) - 1)] == pairs) if len(items) else at < 0
    at = at[there.all(axis=1)]
    return np.unique(at[:, 0] * len(items) + at[:, 1])


def _stars(text, texts, longest, keys, items, numbers, templates, options, known, never):
    """Whom each of texts[items] joins, and their similarity: one with equal `numbers`, or as a template with others."""
    buckets = kernel_buckets.share_buckets(*keys, items, np.zeros_like(numbers) if templates else numbers)
    joins, similarities = np.empty(len(items), np.int32), np.zeros(len(items))
    room = len(items) if options.engine == "exact" else BUCKET_ROOM
    complete = options.linkage == "complete" and not templates
    kernel_stars.grow_stars(
        text, texts[items], numbers, templates, longest, char_table(), _places(options),
        *buckets, room, options.threshold, complete, known, _numbered(never, items), joins, similarities,
    )  # fmt: skip
    return joins, similarities
