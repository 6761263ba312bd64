"""What a changed contract asks of its version: compares plain descriptions of tables, of a release and of now."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.tables import CONTRACT_VERSION, TABLES, version_key


@dataclass(frozen=True, slots=True)
class Change:
    """A difference that readers can notice. `major` where it can break them."""

    major: bool
    sentence: str


def described() -> dict[str, dict]:
    """The contract as plain values: what a golden file holds."""
    return {
        name: {
            "contract": CONTRACT_VERSION,
            "grain": table.grain,
            "since": table.since,
            "version": table.version,
            "key": list(table.key),
            "columns": table.describe(),
            "checks": [check.name for check in table.checks],
        }
        for name, table in TABLES.items()
    }


def changes(before: dict[str, dict], after: dict[str, dict]) -> list[Change]:
    """What readers of the tables `before` notice of those `after`. Descriptions may change freely."""
    found = [Change(True, f"{name}: the table is gone") for name in before.keys() - after.keys()]
    found += [Change(False, f"{name}: a new table") for name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        old, new = ({row["column"]: row for row in side[name]["columns"]} for side in (before, after))
        if before[name]["key"] != after[name]["key"]:
            found.append(Change(True, f"{name}: another key"))
        found += [Change(True, f"{name}.{c}: the column is gone") for c in old.keys() - new.keys()]
        for c in new.keys() - old.keys():
            # rows of older runs have nothing there
            found.append(Change(new[c]["required"], f"{name}.{c}: a new column"))
        for c in old.keys() & new.keys():
            if old[c]["type"] != new[c]["type"]:
                found.append(Change(True, f"{name}.{c}: {old[c]['type']} became {new[c]['type']}"))
            if old[c]["required"] != new[c]["required"]:
                # readers rely on what is never null; files of older runs may hold nulls
                found.append(Change(True, f"{name}.{c}: whether it may be null changed"))
    return sorted(found, key=lambda change: (not change.major, change.sentence))


def next_version(before: str, found: list[Change]) -> str:
    """The lowest version a contract with these changes may have, after `before`."""
    major, minor = version_key(before)
    if any(change.major for change in found):
        return f"{major + 1}.0"
    return f"{major}.{minor + 1}" if found else before
