"""What a run shows in the terminal: progress on stderr, the summary on stdout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.progress import START

# Documents named in a receipt; --json names all.
SHOWN = 5

if TYPE_CHECKING:
    from cleaners.chrome import Packs
    from flows.diff import Diff
    from flows.forget import Receipt
    from flows.outcome import RunSummary


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar per step on stderr; yields the function the flow calls with (step, done, total)."""
    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, object] = {}

    def show(step: str, done: int, total: int) -> None:
        if step == START and not bars.console.is_terminal:  # nobody is waiting
            return
        bars.start()  # not before: a run that cannot start has nothing to show
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=total or None)  # nobody knows how many
        bars.update(tasks[step], completed=done, total=total or None)

    try:
        yield show
    finally:
        if tasks:
            bars.stop()


def summary_table(summary: RunSummary) -> None:
    """What came in, what went out, where it stands."""
    c = summary.counts
    console = Console()
    for note in summary.notes:
        console.print(f"note: {note}", markup=False, soft_wrap=True)
    if summary.run_id is None:
        console.print(
            f"Nothing new: {c['inputs']:,} inputs, {c['skipped']:,} cleaned and {c['still_rejected']:,} rejected before."
            if c["inputs"]
            else "Nothing to clean again: the published sources were cleaned with these rules and verdicts.",
            soft_wrap=True,
        )
        return
    table = Table(title=f"run {summary.run_id}", title_justify="left", show_header=False)
    removed = 1 - c["kept_chars"] / c["source_chars"] if c["source_chars"] else 0.0
    rows = [
        ("inputs", f"{c['inputs']:,}"),
        ("  done before, skipped", f"{c['skipped']:,}"),
        ("  rejected", f"{c['rejects']:,}"),
        *([("  rejected before, unchanged", f"{c['still_rejected']:,}")] if c["still_rejected"] else []),
        ("documents", f"{c['documents']:,}"),
        ("paragraphs kept", f"{c['paragraphs']:,}"),
        ("visible characters removed", f"{removed:.1%} of {c['source_chars']:,}"),
        ("repeats", f"{c['repeats']:,}"),
        *_recall(summary.quality),
        ("seconds", f"{sum(summary.timings.values()):.1f}"),
    ]
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if summary.left_aside:
        console.print(
            f"left aside, unknown ending: {len(summary.left_aside)} files, e.g. {summary.left_aside[0]}", markup=False
        )
    console.print(f"tables  {summary.out}", markup=False, soft_wrap=True)
    console.print(f"report  {summary.report}", markup=False, soft_wrap=True)


def _recall(quality: dict[str, object]) -> list[tuple[str, str]]:
    if "repeats_exact" not in quality:
        return []
    exact, found = quality["repeats_exact"], quality["repeats_found"]
    share = f" ({found / exact:.1%})" if exact else ""
    return [("  found of those an exact join finds", f"{found:,} of {exact:,}{share}")]


def receipt_lines(receipt: Receipt) -> list[str]:
    """What `winnow forget` took out and what changed, for people."""
    lines = [
        f"forgotten   {receipt.source_uri}",
        f"source_id   {receipt.source_id or 'none: it had been rejected'}",
        f"documents   {'; '.join(title or '(no title)' for title in receipt.titles) or 'none'}",
        f"rows gone   {', '.join(f'{table} {count:,}' for table, count in receipt.rows.items())}",
        f"index       {receipt.representatives:,} of its paragraphs and their keys",
        f"copies      paragraphs of other documents that repeated it: {receipt.joined + receipt.promoted:,}",
        f"            of these repeat another now: {receipt.joined:,}",
        f"            of these stand for themselves now: {receipt.promoted:,}",
    ]
    if receipt.restored:
        where = ", ".join(receipt.restored_in[:SHOWN]) + (", ..." if len(receipt.restored_in) > SHOWN else "")
        lines.append(f"            of these had been taken out and are back: {receipt.restored:,}, in {where}")
    if receipt.unregistered:
        lines.append("iceberg     the history of the catalog is gone with it; winnow publish begins a new one")
    if receipt.templates:
        lines.append(f"templates   told to be like it but for their numbers, compared anew: {receipt.templates:,}")
    return [
        *lines,
        "deleted     the tables of before; the report is written anew",
        "not touched the input: a run that reads it again adds it again; the row of its run in runs, which holds counts",
    ]


def rules_table(packs: Packs) -> tuple[list[dict], list[str]]:
    """The rules, each in the pack that defines it: as rows, and as lines for people."""
    rows = []
    for pack in packs:
        for kind, rules in (
            ("selector", pack.selectors),
            ("line", pack.lines),
            ("section", pack.sections),
            ("cut", pack.cuts),
        ):
            for rule in rules:
                if rule.rule_id in pack.own:
                    where = getattr(rule, "where", "any")
                    rows.append({"rule": rule.rule_id, "reason": rule.reason, "kind": kind, "where": where})
    return rows, [f"{row['rule']:<44} {row['reason']:<14} {row['kind']:<9} {row['where']}" for row in rows]


def diff_lines(diff: Diff) -> Iterator[str]:
    """What `winnow rules diff` found, for people: each change with its samples, then what was looked at."""
    for change in diff.changes:
        was, now = (
            f"{rule} ({reason})" if rule else "stays"
            for rule, reason in ((change.was, change.reason_was), (change.now, change.reason_now))
        )
        yield f"{change.kind}: {was} -> {now}: {change.spans:,} spans, {change.chars:,} characters, {change.sources:,} sources"
        for sample in change.samples:
            yield f"    {' '.join(sample['text'].split())}"
            yield f"      {sample['source_uri']}, line {sample['line']}"
    for why, sources in diff.over_budget.items():
        yield f"over budget with it, would not be published: {sources:,} sources, each: {why}"
    platforms = "all platforms" if diff.platforms is None else ", ".join(name or "none" for name in diff.platforms)
    replayed = diff.sources - diff.not_replayed - diff.read_otherwise
    yield f"{diff.pack}, compared with {diff.compared_with}: {diff.changed_sources:,} of {replayed:,} sources change ({platforms})"
    yield f"{diff.from_files:,} were read again from their files, {replayed - diff.from_files:,} from source_text"
    if diff.not_replayed:
        yield f"{diff.not_replayed:,} pages were not replayed: their files are gone or changed, and source_text holds no elements"
    if diff.read_otherwise:
        yield f"{diff.read_otherwise:,} sources were not compared: they are cut into other lines today than when published"
