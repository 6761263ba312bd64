"""What the warehouse remembers of accounts and rules, so that a run can be judged by all runs before it.

Two hidden tables stand beside the public ones in a version, partitioned like them:

    habits/lines   one row per document of an account: its lines in reading order as fingerprints; rows of a source that
                   is withdrawn go with it
    habits/rules   one row per platform, run and rule: in how many of the platform's sources the rule took something

No text stands in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.staging import part_name, write_table
from warehouse.versions import LINES, RULES, files_of

LINES_SCHEMA = pa.schema(
    [
        ("platform", pa.string()),
        ("account", pa.string()),
        ("source_id", pa.string()),
        ("doc_id", pa.string()),
        ("forms", pa.list_(pa.uint32())),  # fingerprint of the comparison form, 0 where it is too short
        ("marks", pa.list_(pa.uint8())),  # bits: removed by a rule, table or code, heads what follows
        ("starts", pa.list_(pa.int64())),  # where the line stands in source_text
    ]
)
RULES_SCHEMA = pa.schema(
    [
        ("platform", pa.string()),
        ("rule", pa.string()),  # without version; null in the row that counts the platform's sources
        ("sources", pa.int64()),
    ]
)
# Documents whose lines are held at a time: each is some hundred numbers, and a group more is another turn through the files.
GROUP_DOCUMENTS = 50_000
# A rule that took something in fewer sources of earlier runs is too rare to be missed.
MIN_EARLIER = 20
# A rule is silent when its silence would be less likely than this if the run's sources were like those of before.
SILENCE = 0.001


def write_lines(clean: Path, shard: int, rows: list[dict], part: int = 0) -> None:
    """Stage the lines of a shard's documents, or of a part of them."""
    write_table(pa.Table.from_pylist(rows, schema=LINES_SCHEMA), clean / LINES / part_name(shard, part))


def staged_lines(clean: Path) -> list[Path]:
    """The files of `write_lines`."""
    return sorted((clean / LINES).glob("*.parquet"))


def write_rules(rows: Iterable[dict], target: Path) -> None:
    """Count in how many sources each rule took something; `rows` are those of `budgets.read_taken`."""
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for row in rows:
        counts.update((row["platform"], rule) for rule in (None, *row["rules"]))
    found = [{"platform": p, "rule": r, "sources": n} for (p, r), n in sorted(counts.items(), key=str)]
    write_table(pa.Table.from_pylist(found, schema=RULES_SCHEMA), target / RULES / part_name(0))


def silent_rules(version: Path | None, now: Path, known: dict[str | None, set[str]]) -> list[dict]:
    """Rules that took something of a platform in earlier runs and, against all odds, nothing in the run staged in `now`.

    `known` has the rules of each platform's pack: a rule that is gone is not silent. Rows of platform, rule, `earlier`
    sources in which it took something `of` so many, and the `sources` of the platform in this run.
    """
    before, here = _counts(files_of(version, RULES)), _counts(sorted((now / RULES).glob("*.parquet")))
    found = []
    for (platform, rule), earlier in sorted(before.items(), key=str):
        sources, of = here[platform, None], before[platform, None]
        if rule is None or earlier < MIN_EARLIER or here[platform, rule] or rule not in known.get(platform, ()):
            continue
        if (1 - earlier / of) ** sources < SILENCE:
            row = {"platform": platform, "rule": rule, "earlier": earlier, "of": of, "sources": sources}
            found.append(row)
    return found


def _counts(files: Iterable[Path]) -> Counter[tuple[str | None, str | None]]:
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for path in files:
        for row in pq.read_table(path, partitioning=None).to_pylist():
            counts[row["platform"], row["rule"]] += row["sources"]
    return counts


def in_groups(*files: Iterable[Path]) -> Iterator[set[tuple]]:
    """The accounts (platform, account) in files of lines, in groups that hold so many documents that memory holds them."""
    counts: Counter[tuple] = Counter()
    for path in chain(*files):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=["platform", "account"]):
                counts.update(zip(*batch.to_pydict().values(), strict=True))
    group: set[tuple] = set()
    held = 0
    for account in sorted(counts, key=str):
        if group and held + counts[account] > GROUP_DOCUMENTS:
            yield group
            group, held = set(), 0
        group.add(account)
        held += counts[account]
    if group:
        yield group


def lines(files: Iterable[Path], accounts: set[tuple] | None = None) -> Iterator[dict]:
    """The rows of files of lines, of some accounts (platform, account) or of all."""
    for path in files:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                names = file.read_row_group(group, columns=["platform", "account"]).to_pydict()
                mine = [key in accounts for key in zip(*names.values(), strict=True)] if accounts is not None else None
                if mine is None or any(mine):
                    table = file.read_row_group(group)
                    yield from (table if mine is None else table.filter(pa.array(mine))).to_pylist()
