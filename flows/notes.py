"""What a run tells besides its counts: sentences for the summary."""

from __future__ import annotations

# Kinds of documents over budget that the summary tells; all stand in `rejects`.
MOST_NOTES = 5


def skipped(differs: set[str]) -> str:
    """Inputs were passed over that had been cleaned otherwise."""
    return (
        f"inputs done before were cleaned with other {' and '.join(sorted(differs))}: --reprocess cleans again those whose "
        "rules changed, a new --out all"
    )


def redone(count: int, left: int) -> list[str]:
    """Published sources that were cleaned again, and those that could not be."""
    told = [f"reprocessed: {count:,} published sources"] if count else []
    why = "pages and rows whose file is gone or changed: what they were cannot be had from source_text"
    return [*told, f"not reprocessed: {left:,} published sources, {why}"] if left else told


def gone(count: int) -> list[str]:
    """Rows and members that are no longer in their files."""
    return [f"withdrawn: {count:,} published rows and members that are no longer in their files"] if count else []


def left_aside(count: int) -> list[str]:
    """Members of archives that nobody reads."""
    told = f"left aside in archives: {count:,} members that are no documents by their ending or their type"
    return [told] if count else []


def over_budget(over: dict[str, dict[str, int]]) -> list[str]:
    """What `budgets.set_aside` set aside, most sources first."""
    told = sorted(((count["sources"], why) for why, count in over.items()), key=lambda one: (-one[0], one[1]))
    notes = [f"over budget, not published: {count:,} inputs, each: {why}" for count, why in told[:MOST_NOTES]]
    left = sum(count for count, _ in told[MOST_NOTES:])
    return [*notes, f"over budget, not published: {left:,} more inputs, see rejects"] if left else notes


def learned(count: int) -> list[str]:
    """How many paragraphs went as learned chrome, which nobody has looked at."""
    told = f"learned: {count:,} paragraphs that accounts repeat went without a rule; winnow rules learn drafts rules for them"
    return [told] if count else []


def silent(rules: list[dict]) -> list[str]:
    """Rules of `habits.silent_rules`."""
    return [
        f"silent: rule {row['rule']} took something in {row['earlier']:,} of {row['of']:,} documents of "
        f"{row['platform'] or 'no platform'} in earlier runs, in none of {row['sources']:,} in this one"
        for row in rules
    ]
