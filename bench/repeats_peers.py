"""Other libraries for paragraph dedup, each used the way its documentation or its own script does.

All get the comparison forms ready made. Datasketch and rensa are fed the shingles Winnow takes; text-dedup and datatrove
make their own: 5 characters, also where Winnow takes 9 (runs of letters of an alphabet). All have 128 permutations but
datatrove with its 14 x 8. What they make of a threshold of 0.8 is theirs, unless `bands` says how many bands of how many rows.
"""

from __future__ import annotations

import importlib.util
import io
import struct
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.repeats_truth import Removed
from cleaners.repeats.compare import shingles

THRESHOLD, SIZE, PERMUTATIONS, SEED = 0.8, 5, 128, 1
Bands = tuple[int, int] | None  # bands and rows, None for the library's own


def datasketch_signatures(forms: list[str], **how) -> list:
    """MinHash.bulk over the encoded shingles, hashed by sha1 unless told otherwise."""
    from datasketch import MinHash

    return MinHash.bulk(([s.encode() for s in shingles(f, SIZE)] for f in forms), num_perm=PERMUTATIONS, **how)


def datasketch_xxhash_signatures(forms: list[str]) -> list:
    """The same with the faster hash its documentation recommends."""
    from xxhash import xxh32_intdigest

    return datasketch_signatures(forms, hashfunc=xxh32_intdigest)


def datasketch_dedup(forms: list[str], bands: Bands, signatures: Callable = datasketch_signatures) -> Removed:
    """MinHashLSH filled as the texts come: one that estimates 0.8 or above with a text found in it is not added."""
    from datasketch import MinHashLSH

    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, params=bands)
    hashed, removed = signatures(forms), {}
    for i, own in enumerate(hashed):
        estimate, nearest = max(((own.jaccard(hashed[j]), -j) for j in lsh.query(own)), default=(0.0, 0))
        if estimate >= THRESHOLD:
            removed[i] = -nearest
        else:
            lsh.insert(i, own)
    return removed


def datasketch_xxhash_dedup(forms: list[str], bands: Bands) -> Removed:
    return datasketch_dedup(forms, bands, datasketch_xxhash_signatures)


def rensa_signatures(forms: list[str]):
    """R-MinHash of the full sets, all rows of the matrix in one call."""
    from rensa import RMinHash

    return RMinHash.digest_matrix_from_token_sets((list(shingles(f, SIZE)) for f in forms), PERMUTATIONS, SEED)


def rensa_dedup(forms: list[str], bands: Bands) -> Removed:
    """RMinHashDeduplicator.add_pairs, as its README keeps unique documents; it does not say what was kept instead."""
    from rensa import RMinHashDeduplicator

    permutations = bands[0] * bands[1] if bands else PERMUTATIONS
    dedup = RMinHashDeduplicator(THRESHOLD, permutations, True, num_bands=bands and bands[0])
    keep = dedup.add_pairs((str(i), list(shingles(form, SIZE))) for i, form in enumerate(forms))
    return {i: None for i, kept in enumerate(keep) if not kept}


def text_dedup_signatures(forms: list[str], bands: Bands = None) -> list[list[bytes]]:
    """embed_func of its minhash script, sha1 and 64 bits as preset; it splits at \\W, so letters are set apart."""
    from text_dedup.minhash import RNG, SIGNATURE_COLUMN, embed_func, optimal_param, sha1_hash

    count, rows = bands or optimal_param(THRESHOLD, PERMUTATIONS)
    prime = np.uint64((1 << 61) - 1)
    how = {
        "num_perm": PERMUTATIONS,
        "ngram_size": SIZE,
        "min_length": SIZE,
        "hashranges": [(i * rows, (i + 1) * rows) for i in range(count)],
        "permutations": (
            RNG.randint(1, prime, PERMUTATIONS, np.uint64),
            RNG.randint(0, prime, PERMUTATIONS, np.uint64),
        ),
        "hash_func": sha1_hash,
        "dtype": np.uint64,
        "max_hash": np.uint32((1 << 32) - 1),
        "modulo_prime": prime,
    }
    return [embed_func(" ".join(form), i, **how)[SIGNATURE_COLUMN] for i, form in enumerate(forms)]


def text_dedup_dedup(forms: list[str], bands: Bands) -> Removed:
    """The clustering of its minhash script: one table a band, union-find over each bucket; nothing is verified."""
    from text_dedup.utils import UnionFind

    tables: dict[tuple[int, bytes], set[int]] = {}
    for i, signature in enumerate(text_dedup_signatures(forms, bands)):
        for band in enumerate(signature):
            tables.setdefault(band, set()).add(i)
    clusters = UnionFind()
    for bucket in tables.values():
        if len(bucket) > 1:
            first = min(bucket)
            for i in bucket:
                clusters.union(i, first)
    return {i: clusters.find(i) for i in range(len(forms)) if clusters.find(i) != i}


def _datatrove_signer(folder: str, bands: Bands):
    """Its first step with a tokenizer that takes every letter for a word, and nothing more normalized."""
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.utils.text import TextNormConfig
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Letters(WordTokenizer):
        def word_tokenize(self, text: str) -> list[str]:
            return list(text)

        def sent_tokenize(self, text: str) -> list[str]:
            return [text]

        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(0, len(text))]

    config = MinhashConfig(n_grams=SIZE, norm_config=TextNormConfig(*[False] * 7))
    if bands:
        config.num_buckets, config.hashes_per_bucket = bands
    return MinhashDedupSignature(folder, config, language=Letters())


def datatrove_signatures(forms: list[str]) -> list:
    """get_shingles and get_signature of its first step, with xxhash as preset."""
    with tempfile.TemporaryDirectory() as folder:
        signer = _datatrove_signer(folder, None)
        return [signer.get_signature(signer.get_shingles(form)) for form in forms]


def datatrove_dedup(forms: list[str], bands: Bands) -> Removed:
    """Its three steps, signatures, buckets and clusters, over a folder: one task a bucket; nothing is verified."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashDedupBuckets, MinhashDedupCluster
    from loguru import logger

    logger.remove()
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        signatures, pairs, clusters = (f"{folder}/{step}" for step in ("signatures", "pairs", "clusters"))
        signer = _datatrove_signer(signatures, bands)
        signer.run(Document(text=form, id=str(i)) for i, form in enumerate(forms))
        count = signer.config.num_buckets
        for bucket in range(count):
            MinhashDedupBuckets(signatures, pairs, config=signer.config).run(None, bucket, count)
        MinhashDedupCluster(pairs, clusters, config=signer.config, save_cluster_id=True).run()
        remove = Path(clusters, "000000.remove")
        if not remove.exists():  # nothing repeats
            return {}
        gone = {i for (i,) in struct.iter_unpack("<I", remove.read_bytes())}
        cluster_of = dict(struct.iter_unpack("<2I", Path(clusters, "000000.clusters").read_bytes()))
    kept = {cluster: i for i, cluster in cluster_of.items() if i not in gone}
    return {i: kept[cluster_of[i]] for i in gone}


class Peer(NamedTuple):
    """A library, or a way to use one."""

    name: str
    package: str
    needs: tuple[str, ...]  # modules
    signatures: Callable[[list[str]], object]
    dedup: Callable[[list[str], Bands], Removed]
    values: Callable[[object], np.ndarray]  # signatures as a matrix, one row a text

    def missing(self) -> list[str]:
        return [module for module in self.needs if not importlib.util.find_spec(module)]


def _hashvalues(signatures: list) -> np.ndarray:
    return np.stack([s.hashvalues for s in signatures])


def _matrix(signatures) -> np.ndarray:
    return np.array(signatures.to_rows())


def _bands(signatures: list[list[bytes]]) -> np.ndarray:
    return np.frombuffer(b"".join(b for s in signatures for b in s), np.uint64).reshape(len(signatures), -1)


def _lists(signatures: list) -> np.ndarray:
    return np.array(signatures, np.uint64).reshape(len(signatures), -1)


PEERS = [
    Peer("datasketch", "datasketch", ("datasketch",), datasketch_signatures, datasketch_dedup, _hashvalues),
    Peer(
        "datasketch, xxhash",
        "datasketch",
        ("datasketch", "xxhash"),
        datasketch_xxhash_signatures,
        datasketch_xxhash_dedup,
        _hashvalues,
    ),
    Peer("rensa", "rensa", ("rensa",), rensa_signatures, rensa_dedup, _matrix),
    Peer("text-dedup", "text-dedup", ("text_dedup", "datasets"), text_dedup_signatures, text_dedup_dedup, _bands),
    Peer(
        "datatrove", "datatrove", ("datatrove", "tokenizers", "xxhash"), datatrove_signatures, datatrove_dedup, _lists
    ),
]
