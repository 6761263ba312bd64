"""The search for repeats across documents: the steps of `warehouse.across`, one after the other, each in coarse tasks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from warehouse.across import Job, Plan, indexed, link, measure, order
from warehouse.across.job import GROUP_TEXTS

# Does a step for each of several sets of arguments and returns the results in that order: tasks of a flow, or a loop.
Each = Callable[[Callable, list[tuple]], list]
# Keys sorted by one task; more bands than one where there are few.
KEYS_PER_TASK = 60_000_000


def here(step: Callable, calls: list[tuple]) -> list:
    """An `Each` that does the work in this process."""
    return [step(*call) for call in calls]


def find(job: Job, orphans: pa.Table, each: Each) -> Plan:
    """Find the repeats among the staged paragraphs and of what the index holds; `warehouse.across.findings` reads them."""
    (plan,) = each(order.order, [(job, orphans)])
    each(link.sketch, [(job, plan, part) for part in plan.parts])
    if not job.exact and (
        plan.first or plan.texts > GROUP_TEXTS
    ):  # else all are one group, whoever is linked with whom
        each(link.link, [(job, plan, bands) for bands in _tasks(link.slots(job), plan.texts)])
    ((groups, known),) = each(link.groups, [(job, plan)])
    each(measure.gather, [(job, plan, part, groups) for part in (*plan.parts, *measure.known_parts(known))])
    each(measure.measure, [(job, plan, group) for group in range(groups)])
    each(measure.spread, [(job, plan, part) for part in plan.parts])
    return plan


def _tasks(slots: int, texts: int) -> list[range]:
    size = max(1, KEYS_PER_TASK // max(texts, 1))
    return [range(at, min(at + size, slots)) for at in range(0, slots, size)]


def write_index(job: Job, plan: Plan, final: Path, run: str, each: Each) -> None:
    """Write the index rows of a run whose final tables are written, for the runs to come."""
    each(indexed.write_index, [(job, plan, part, final, run) for part in plan.parts])


def audit(job: Job, orphans: pa.Table, plan: Plan, each: Each) -> dict[str, int]:
    """How many repeats an exact join over the same paragraphs has, and how many were found. It is all one group."""
    find(job.audit(), orphans, each)
    (found,) = each(measure.audit, [(job, plan)])
    return found
