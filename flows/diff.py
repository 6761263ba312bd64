"""What a changed rule pack would do to a warehouse, before anyone merges it: every source cleaned with and without it."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cleaners.changes import Change, compare
from cleaners.chrome import Packs, budget, load_packs
from cleaners.clean import clean
from flows.progress import Show
from schemas.config import RunConfig
from schemas.errors import InputError
from schemas.ids import make_id
from schemas.records import CleanSource, RawInput, Removal, visible_chars
from warehouse import commit, replay

SAMPLE_CHARS = 200


@dataclass(slots=True)
class Tally:
    """All changes of one kind, from one rule (None: kept) to another."""

    kind: str
    was: str | None
    reason_was: str | None
    now: str | None
    reason_now: str | None
    spans: int = 0
    chars: int = 0
    sources: int = 0
    samples: list[dict] = field(default_factory=list)


@dataclass(slots=True)
class Diff:
    """What a changed pack would do."""

    pack: str
    compared_with: str
    platforms: list[str | None] | None  # None: all, because the pack recognizes sources otherwise
    sources: int = 0  # of these platforms
    from_files: int = 0  # replayed from the file that was read; the others from source_text
    not_replayed: int = 0  # pages whose file is gone or changed: source_text holds no elements to select
    read_otherwise: int = (
        0  # cut into other lines today than when they were published, so that spans cannot be compared
    )
    changed_sources: int = 0
    chars: int = 0  # visible characters replayed
    changes: list[Tally] = field(default_factory=list)
    over_budget: dict[str, int] = field(
        default_factory=dict
    )  # why a run with the pack would set sources aside: how many

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self)


def diff(out: Path, pack: str, rules: Path | None, samples: int, show: Show) -> Diff:
    """Replay `pack` over the sources in `out`; nothing is written.

    `pack` is the file of a changed pack, which is compared with the packs without it; the name of one in the folder
    `rules`, which is compared with the packaged ones; or the name of a packaged one, which is compared with what is
    published. Raises RuleError when there is no such pack.
    """
    version = commit.current_version(out)
    name, before, after = _packs(pack, rules)
    platforms = _platforms(name, before, after)
    found = Diff(name, "the packs without it" if before else "what is published", platforms)
    count = _Count(samples)
    spent: list[budget.Taken] = []
    for source in replay.stored(version, platforms, RunConfig().max_input_bytes):
        found.sources += 1
        show("replay", found.sources, 0)
        if source.raw is None:
            found.not_replayed += 1
            continue
        config = RunConfig()
        was = source.removals
        if before:
            done = _clean(source.raw, before, config)
            if done and done.segmented.platform != source.platform and source.platform in before.versions():
                config = RunConfig(platform=source.platform)  # the run was told, or its tables know more than the text
                done = _clean(source.raw, before, config)
            was = _removals(done, source)
        done = _clean(source.raw, after, config)
        now = _removals(done, source)
        if was is None or now is None:
            found.read_otherwise += 1
            continue
        spent.append(budget.taken(done))
        found.from_files += source.from_file
        found.chars += visible_chars(source.source_text)
        found.changed_sources += count.add(list(compare(was, now)), source)
    found.changes = count.tallies()
    found.over_budget = _over_budget(spent, after)
    return found


def _over_budget(spent: list[budget.Taken], packs: Packs) -> dict[str, int]:
    """Why a run over these sources would set some aside, and how many."""
    spending = budget.Spending(packs)
    for source in spent:
        spending.add(source)
    return dict(Counter(filter(None, map(spending.over, spent))).most_common())


def _packs(pack: str, rules: Path | None) -> tuple[str, Packs | None, Packs]:
    """The pack's name, the packs to compare with (None: what is published), and those with the pack."""
    path = Path(pack)
    if path.suffix == ".toml":
        return path.stem, load_packs(rules), load_packs(rules, path)
    if rules is not None and (rules / f"{pack}.toml").is_file():
        return pack, load_packs(), load_packs(None, rules / f"{pack}.toml")
    packs = load_packs()
    packs[pack]  # or there is no such pack
    return pack, None, packs


def _platforms(name: str, before: Packs | None, after: Packs) -> list[str | None] | None:
    """Whose sources the pack can change; None for all."""
    if before is None:
        names = set(after.touched_by(name))
    elif name not in before.versions():
        if not after[name].adds_to:
            return None
        names = set(after.touched_by(name))
    else:
        names = set(before.touched_by(name)) | set(after.touched_by(name))
        if before[name].match != after[name].match:
            return None
    # a source that no pack recognizes is cleaned by the base pack, and a page of several articles is a newspaper's
    base = after[None].platform
    return sorted(names) + ([None, "newspaper"] if base in names else [])


def _clean(raw: RawInput, packs: Packs, config: RunConfig) -> CleanSource | None:
    try:
        return clean(raw, packs, config)
    except InputError:
        return None


def _removals(done: CleanSource | None, source: replay.Stored) -> list[Removal] | None:
    """The removals of a cleaning; None when there is none, or it reads otherwise than what is published."""
    return done.removals if done and done.segmented.source_text == source.source_text else None


class _Count:
    """Changes by kind and rules, with so many samples of each."""

    def __init__(self, samples: int):
        self._samples = samples
        self._tallies: dict[tuple, Tally] = {}
        self._kept: dict[tuple, list[tuple[int, dict]]] = {}

    def add(self, changes: list[Change], source: replay.Stored) -> bool:
        """Count the changes of a source that show; returns whether there are any."""
        seen: Counter[tuple] = Counter()
        for change in changes:
            text = source.source_text[change.start : change.end]
            chars = visible_chars(text)
            if not chars:
                continue
            was, now = change.was, change.now
            key = (change.kind, was and was.rule, was and was.reason, now and now.rule, now and now.reason)
            tally = self._tallies.setdefault(key, Tally(*key))
            tally.spans += 1
            tally.chars += chars
            tally.sources += not seen[key]
            seen[key] += 1
            # samples of many sources before several of one, and the same ones in every replay
            rank = (seen[key] << 128) + int(make_id("sample", source.source_id, change.start), 16)
            line = source.source_text.count("\n", 0, change.start) + 1
            sample = {"source_uri": source.source_uri, "line": line, "text": text[:SAMPLE_CHARS]}
            heap = self._kept.setdefault(key, [])
            heapq.heappush(heap, (-rank, sample))
            if len(heap) > self._samples:
                heapq.heappop(heap)
        return bool(seen)

    def tallies(self) -> list[Tally]:
        """What was counted, most characters first."""
        for key, tally in self._tallies.items():
            tally.samples = [sample for _, sample in sorted(self._kept[key], key=lambda kept: -kept[0])]
        return sorted(self._tallies.values(), key=lambda t: (-t.chars, t.kind, str(t.was), str(t.now)))
