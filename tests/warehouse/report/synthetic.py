"""Many rows, invented by rule from a seed: documents, removals and repeats in any number."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.records import REASONS
from tests.warehouse.report.tables import Tables

CHARACTERS = "河桥春茶山水灯街雨夜书店老人孩子田野工厂车站码头集市花草树木风云日月年时东西南北上下大小多少长短远近"
RULES = [(f"wechat.rule-{n:02d}@1", reason) for n, reason in enumerate(REASONS[:25] * 2)]


def synthetic(out: Path, documents: int, removals: int, repeats: int, seed: int = 1, most: int = 12) -> Path:
    """Tables of `documents` documents with `removals` removals and `repeats` repeats (clusters of one to `most`)."""
    chance = random.Random(seed)
    tables = Tables("5ca1e5ca1e5ca1e0")
    # Chrome repeats: a fifth of the removals say something of their own, the rest one of a few thousand lines.
    stock = [_words(chance, chance.randint(4, 40)) for _ in range(3000)]
    own: list[str] = []
    ids = []
    for n in range(documents):
        count = removals // documents + (n < removals % documents)
        pieces: list = [(_line(chance, stock), reason, rule) for rule, reason in chance.choices(RULES, k=count)]
        head = _words(chance, chance.randint(60, 260))
        pieces.insert(count // 3, head)
        pieces.insert(count // 2, _words(chance, chance.randint(30, 200)))
        own.append(head)
        minute = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 500_000))
        ids.append(
            tables.source(
                f"in/{n:06d}.md",
                pieces,
                title=_words(chance, 16),
                account=f"账号{chance.randint(0, 300):03d}",
                platform=chance.choice(("wechat", "netease", None)),
                published_at=minute,
                published_precision="minute",
                canonical_url=f"https://example.test/{n}",
            )
        )
    _repeats(tables, ids, repeats, chance, most)
    tables.run(rules=["wechat@1"])
    return tables.write(out)


def _repeats(tables: Tables, ids: list[str], repeats: int, chance: random.Random, most: int) -> None:
    heads = {row["doc_id"]: row for row in reversed(tables.rows["paragraphs"])}
    done = n = 0
    while done < repeats:
        head = heads[ids[n % len(ids)]]
        for _ in range(min(repeats - done, chance.randint(1, most))):
            member = heads[ids[chance.randrange(len(ids))]] | {"paragraph_id": f"{done:08x}" + "ab" * 12}
            near = chance.random() < 0.7
            member["text"] = _change(chance, head["text"]) if near else head["text"]
            if member["doc_id"] != head["doc_id"]:
                tables.repeat(
                    member, head, "near" if near else "exact", round(chance.uniform(0.8, 1), 3) if near else 1.0
                )
            done += 1
        n += 1


def _words(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(CHARACTERS, k=length))


def _line(chance: random.Random, stock: list[str]) -> str:
    return _words(chance, chance.randint(6, 60)) if chance.random() < 0.2 else chance.choice(stock)


def _change(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) - 2)
    return text[:at] + _words(chance, 3) + text[at + 2 :]
