"""The steps of a run, as plain functions over one shard. They take and return paths and small counts, never documents."""

from __future__ import annotations

import atexit
import gc
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cleaners import chrome
from cleaners.chrome import budget
from cleaners.clean import clean
from cleaners.decode import codec_of
from flows.likeness import kept_forms
from flows.lines import line_rows
from schemas.config import RunConfig
from schemas.errors import BooksError, ConfigurationError, InputError
from schemas.records import CleanSource, RawInput
from warehouse import budgets, habits, inputs, ledger, reading, rows, staging, vanished

# Sources whose notes are held before they are written: 6 kB each.
NOTED_SOURCES = 5_000


@dataclass(slots=True)
class ShardResult:
    """What cleaning a shard came to."""

    shard: int
    inputs: int = 0
    skipped: int = 0
    still_rejected: int = 0
    left_aside: int = 0  # members of archives that are no documents
    gone: int = 0  # published rows and members that are no longer in their file
    redone: int = 0  # published sources cleaned again
    left: int = 0  # published sources that could not be cleaned again: what they were is not at hand
    source_chars: int = 0
    kept_chars: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def rule_packs(config: RunConfig) -> chrome.Packs:
    """The packaged rule packs and those of the run's own folder, built once per process."""
    return chrome.load_packs(Path(config.rules) if config.rules else None)


def check(config: RunConfig) -> None:
    """Raise ConfigurationError for a platform or an encoding that does not exist, or a rule pack that cannot be read."""
    packs = rule_packs(config)
    if config.platform:
        packs[config.platform]
    if config.encoding:
        codec_of(config.encoding)


def clean_shard(
    files: list[inputs.InputFile], shard: int, folder: Path, known_folder: Path, config: RunConfig
) -> ShardResult:
    """Read and clean the inputs of a shard into `folder`, passing over what the ledger knows.

    Raises BooksError when the books of a source do not close: then the run must not publish.
    """
    known = ledger.Known(known_folder)
    with Cleaning(folder, shard, config) as cleaning:
        _settle()
        result = cleaning.result

        def aside(uri: str) -> None:
            result.left_aside += 1

        for file in files:
            still = known.addresses.of(file)
            for item in reading.read(file, config.max_input_bytes, aside):
                result.inputs += 1
                still.see(item)
                done = known.done(item.source_uri, item.sha256)
                if done == "skipped":
                    result.skipped += 1
                elif done:
                    result.still_rejected += 1
                else:
                    cleaning.take(item)
            cleaning.gone += still.gone()
    return result


@cache
def _settle() -> None:
    """Once per process: what is loaded by now stays, so the collector need not look through it again and again, which
    took up to 0.7 ms a page. At the end it must: DuckDB lists what nobody collected as leaked."""
    gc.freeze()
    atexit.register(gc.unfreeze)


class Cleaning:
    """A shard being cleaned: its staged tables, and beside them what rules took of its sources and lines of its documents.

    All is written in parts, for an archive is one shard however many documents it holds.
    """

    def __init__(self, folder: Path, shard: int, config: RunConfig):
        self.result = ShardResult(shard)
        self.gone: list[str] = []  # published addresses that are no longer in their file
        self._folder, self._shard, self._part, self._config = folder, shard, 0, config
        self._packs = rule_packs(config)
        self._writer = staging.ShardWriter(folder, shard)
        self._taken: list[dict] = []
        self._lines: list[dict] = []

    def take(self, item: RawInput | reading.Unreadable) -> None:
        """Clean an input and stage its rows, or the row that says why not."""
        if isinstance(item, reading.Unreadable):
            self._reject(item)
            return
        try:
            source = clean(item, self._packs, self._config)
            new = rows.rows_of(source)
        except (BooksError, ConfigurationError):
            raise
        except InputError as error:
            self._reject(reading.Unreadable(item.source_uri, item.sha256, error))
            return
        except Exception as error:  # a fault of ours must cost one input, not the run
            self._reject(reading.Unreadable(item.source_uri, item.sha256, _fault(error)))
            return
        self._lines += line_rows(new, kept_forms(self._config.verdicts, item.source_uri))
        self._writer.add(new)
        self._taken.append(self._count(source, new))
        if len(self._taken) >= NOTED_SOURCES:
            self._note()

    def _reject(self, bad: reading.Unreadable) -> None:
        self._writer.add({"rejects": [rows.reject_row(bad)]})

    def _count(self, source: CleanSource, new: dict[str, list[dict]]) -> dict:
        kept = round(source.visible_chars * (source.kept_share or 0.0))
        self.result.source_chars += source.visible_chars
        self.result.kept_chars += kept
        spent = budget.taken(source)
        return {
            "source_id": new["sources"][0]["source_id"],
            "platform": spent.platform,
            "reach": spent.reach,
            "rules": list(spent.rules),
            "chars": list(spent.rules.values()),
            "source_chars": source.visible_chars,
            "kept_chars": kept,
        }

    def _note(self) -> None:
        budgets.write_taken(self._folder, self._shard, self._taken, self._part)
        habits.write_lines(self._folder, self._shard, self._lines, self._part)
        self._taken, self._lines, self._part = [], [], self._part + 1

    def __enter__(self) -> Cleaning:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        self._writer.__exit__(kind, *_)
        if kind is None:
            if self._taken or not self._part:
                self._note()
            vanished.write_gone(self._folder, self._shard, self.gone)
            self.result.gone = len(self.gone)
            self.result.counts = self._writer.counts


@dataclass(frozen=True, slots=True)
class Budgets:
    """`budgets.Judge` by the budgets of the run's rule packs."""

    config: RunConfig

    def __call__(self, rows: Iterable[dict]) -> Callable[[dict], str | None]:
        """Why a row is over budget, given what rules took of all sources."""
        spending = budget.Spending(rule_packs(self.config))
        for row in rows:
            spending.add(_taken(row))
        return lambda row: spending.over(_taken(row))


def _taken(row: dict) -> budget.Taken:
    return budget.Taken(row["platform"], row["reach"], dict(zip(row["rules"], row["chars"], strict=True)))


def _fault(error: Exception) -> InputError:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return InputError(f"a fault in Winnow: {type(error).__name__} at {place}: {error}; please report it", "internal")


_SUMS = ("inputs", "skipped", "still_rejected", "left_aside", "gone", "redone", "left", "source_chars", "kept_chars")


def rules_of_platforms(config: RunConfig) -> dict[str | None, set[str]]:
    """The rules of every platform's pack, without versions; None has those of the base pack."""
    packs = rule_packs(config)
    named = {pack.platform: pack for pack in packs} | {None: packs[None]}
    return {name: {rule.rule_id.partition("@")[0] for rule in pack.rules} for name, pack in named.items()}


def remember(old: Path | None, clean: Path, final: Path, config: RunConfig) -> list[dict]:
    """Put what the run tells of accounts and rules beside its final tables; returns the rules that fell silent."""
    (final / habits.LINES).mkdir(parents=True)
    for path in habits.staged_lines(clean):
        os.rename(path, final / habits.LINES / path.name)
    habits.write_rules(budgets.read_taken(clean), final)
    return habits.silent_rules(old, final, rules_of_platforms(config))


def total(results: list[ShardResult]) -> Counter[str]:
    """Counts of all shards: rows per table, inputs, skipped, characters."""
    counts = Counter(dict.fromkeys((*_SUMS, *staging.SHARD_TABLES), 0))
    for result in results:
        counts.update(result.counts)
        counts.update({name: getattr(result, name) for name in _SUMS})
    return counts
