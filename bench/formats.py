"""How the warehouse commits, beside Delta Lake and Iceberg: `python -m bench.formats --folder DIR [--rows 1000000]`.

Three ways to keep one table of paragraphs: the warehouse's own (a version of links, swapped by one rename), a Delta table
(needs `pip install deltalake`), and an Iceberg table in a SQLite catalog (`pip install winnow[iceberg]`). Each takes the same
Arrow tables: small commits of five documents after each other, a large one, then five documents that are replaced. Printed per
step as JSON: seconds, files and bytes that came to the disk, rows the format's own reader sees, and rows that a reader of
`**/*.parquet` sees.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from schemas.tables import TABLES
from warehouse import commit
from warehouse.staging import PART_PARAGRAPHS, part_name, write_table
from warehouse.withdraw import Withdrawal

# Small commits before the large one, and paragraphs of five documents.
SMALL, FIVE = 20, 35
_WORDS = [chr(0x4E00 + n) for n in range(3000)]


def rows(start: int, count: int) -> pa.Table:
    """Made-up paragraphs, seven to a document, a document to a source."""
    numbers = range(start, start + count)
    texts = ["".join(_WORDS[(n * 7919 + k * k * 31) % 3000] for k in range(60)) for n in numbers]
    ids = {name: [sha256(f"{name}{n // 7}".encode()).hexdigest()[:32] for n in numbers] for name in ("doc", "source")}
    columns = {
        "paragraph_id": [sha256(str(n).encode()).hexdigest()[:32] for n in numbers],
        "doc_id": ids["doc"],
        "source_id": ids["source"],
        "paragraph_index": [n % 7 for n in numbers],
        "spans": [[{"start": 100 * (n % 7), "end": 100 * (n % 7) + 60}] for n in numbers],
        "kind": ["paragraph"] * count,
        "text": texts,
        "run_id": [f"run{start}"] * count,
    }
    schema = TABLES["paragraphs"].published
    return pa.table(
        [pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(count, f.type) for f in schema],
        schema=schema,
    )


class Own:
    """The warehouse's protocol."""

    def __init__(self, folder: Path):
        self.folder = folder / "own"

    def append(self, table: pa.Table) -> None:
        self._publish(table, Withdrawal())

    def replace(self, table: pa.Table) -> None:
        old = commit.current_version(self.folder)
        self._publish(table, Withdrawal(old, set(table["source_id"].to_pylist())))

    def _publish(self, table: pa.Table, withdrawal: Withdrawal) -> None:
        with commit.writing(self.folder) as staging:
            run = sha256(str(time.time_ns()).encode()).hexdigest()[:32]
            for n, at in enumerate(range(0, len(table), PART_PARAGRAPHS)):
                part = table.slice(at, PART_PARAGRAPHS)
                write_table(part, staging / "final/paragraphs" / part_name(0, n))
                write_table(_sources(part), staging / "final/sources" / part_name(0, n))  # where a withdrawal looks
                for name in ("documents", "removals", "repeats"):  # a part is in all tables
                    write_table(TABLES[name].empty(), staging / "final" / name / part_name(0, n))
            commit.publish(self.folder, staging / "final", run, withdrawal)

    def seen(self) -> int:
        return ds.dataset(self.folder / "paragraphs", format="parquet").count_rows()

    def globbed(self) -> str:
        return f"{self.folder}/paragraphs/**/*.parquet"

    def stored(self) -> Path:
        return self.folder / ".winnow/versions"


def _sources(part: pa.Table) -> pa.Table:
    """Rows of `sources` that hold ids and are empty otherwise."""
    nothing = {pa.string(): "", pa.large_string(): "", pa.int64(): 0, pa.float32(): 0.0}
    ids = pc.unique(part["source_id"])
    schema = TABLES["sources"].published
    columns = [
        ids if f.name == "source_id" else pa.repeat(pa.scalar(nothing.get(f.type), f.type), len(ids)) for f in schema
    ]
    return pa.table(columns, schema=schema)


class Delta:
    """A Delta table; replaced rows are merged by their key."""

    def __init__(self, folder: Path):
        import deltalake

        self._delta, self.folder = deltalake, folder / "delta"

    def append(self, table: pa.Table) -> None:
        self._delta.write_deltalake(str(self.folder), table, mode="append")

    def replace(self, table: pa.Table) -> None:
        sources = ", ".join(f"'{i}'" for i in set(table["source_id"].to_pylist()))
        self._delta.write_deltalake(str(self.folder), table, mode="overwrite", predicate=f"source_id in ({sources})")

    def seen(self) -> int:
        return self._delta.DeltaTable(str(self.folder)).count()

    def globbed(self) -> str:
        return f"{self.folder}/**/*.parquet"

    def stored(self) -> Path:
        return self.folder


class Iceberg:
    """An Iceberg table in a SQLite catalog."""

    def __init__(self, folder: Path):
        from pyiceberg.catalog import load_catalog

        self.folder = folder / "iceberg"
        self.folder.mkdir()
        options = {"uri": f"sqlite:///{self.folder}/catalog.db", "warehouse": self.folder.resolve().as_uri()}
        catalog = load_catalog("bench", type="sql", **options)
        catalog.create_namespace("bench")
        self._table = catalog.create_table("bench.paragraphs", TABLES["paragraphs"].published)

    def append(self, table: pa.Table) -> None:
        self._table.append(table)

    def replace(self, table: pa.Table) -> None:
        from pyiceberg.expressions import In

        self._table.overwrite(table, overwrite_filter=In("source_id", set(table["source_id"].to_pylist())))

    def seen(self) -> int:
        return self._table.scan().count()

    def globbed(self) -> str:
        return f"{self.folder}/**/*.parquet"

    def stored(self) -> Path:
        return self.folder


@contextmanager
def _measured(name: str, step: str, kept) -> Iterator[None]:
    before, began = _disk(kept.stored()), time.perf_counter()
    yield
    seconds, after = time.perf_counter() - began, _disk(kept.stored())
    new = after.keys() - before.keys()
    globbed = duckdb.sql(f"select count(*) from '{kept.globbed()}'").fetchall()[0][0]
    told = {
        "format": name, "step": step, "seconds": round(seconds, 3), "files": len(new), "bytes": sum(after[i] for i in new),
        "rows": kept.seen(), "rows_of_a_glob": globbed,
    }  # fmt: skip
    print(json.dumps(told), flush=True)


def _disk(folder: Path) -> dict[int, int]:
    """Bytes of each file by inode: a link is no new file."""
    return {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="made anew")
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    shutil.rmtree(args.folder, ignore_errors=True)
    args.folder.mkdir(parents=True)
    small = [rows(n * FIVE, FIVE) for n in range(SMALL)]
    again = rows(0, FIVE)
    large = rows(10_000_000, args.rows)
    made: dict[str, Callable] = {"own": Own, "delta": Delta, "iceberg": Iceberg}
    for name, make in made.items():
        kept = make(args.folder)
        with _measured(name, f"five documents, {SMALL} commits", kept):
            for table in small:
                kept.append(table)
        with _measured(name, f"{args.rows:,} rows", kept):
            kept.append(large)
        with _measured(name, "five documents replaced", kept):
            kept.replace(again)


if __name__ == "__main__":
    main()
