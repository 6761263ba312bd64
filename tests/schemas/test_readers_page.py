"""docs/readers.md and the queries of the tables, as they stand there, over the sample run."""

from __future__ import annotations

import re

import duckdb
import pytest

from schemas.tables import TABLES
from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "docs/readers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(.+)\n((?:.*\n)*?)```$", PAGE, re.M)
RULE = re.search(r"'@', 1\) = '(.+)'", PAGE)[1]


def blocks(kind: str) -> list[str]:
    return [text for told, text in BLOCKS if told == kind]


@pytest.fixture(scope="module")
def con(seeds):
    con = duckdb.connect()
    for table in TABLES:
        if any((seeds.out / table).glob("*/*.parquet")):
            con.execute(f"create view {table} as from '{seeds.out}/{table}/*/*.parquet'")
        else:
            con.register(table, TABLES[table].empty())
    yield con
    con.close()


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.split()[1].partition(".")[0])
def test_each_reader_reads(code, seeds):
    names: dict = {}
    exec(code.replace("DIR/", f"{seeds.out}/"), names)
    for name in ("fresh", "texts", "rows"):
        if name in names:
            assert len(names[name])


def test_the_catalog_is_read(seeds, tmp_path):
    pytest.importorskip("pyiceberg")
    import os
    import shutil

    from warehouse import iceberg

    shutil.copytree(seeds.out, tmp_path / "out", symlinks=True, copy_function=os.link)
    iceberg.publish(tmp_path / "out")
    (code,) = blocks("python iceberg")
    names: dict = {}
    exec(code.replace("DIR/", f"{tmp_path / 'out'}/"), names)
    assert len(names["now"]) == len(names["then"]) == len(seeds.rows("documents"))


@pytest.mark.parametrize("sql", blocks("sql"), ids=range(len(blocks("sql"))))
def test_each_question_has_an_answer(sql, con):
    assert con.execute(sql).fetchall()


def test_the_rule_asked_for_is_one():
    from cleaners.chrome import load_packs

    assert RULE in {rule.rule_id.partition("@")[0] for pack in load_packs() for rule in pack.rules}


QUERIES = [(table.name, query) for table in TABLES.values() for query in table.queries]


@pytest.mark.parametrize(("table", "query"), QUERIES, ids=lambda value: getattr(value, "question", value))
def test_the_queries_beside_the_tables_answer(table, query, con, seeds):
    some = {
        "run": seeds.summary.run_id,
        "doc": con.execute("select min(doc_id) from documents").fetchall()[0][0],
        "source": con.execute("select min(source_id) from removals").fetchall()[0][0],
        "rule": RULE,
    }
    asked = {name: value for name, value in some.items() if f"${name}" in query.sql}
    rows = con.execute(query.sql, asked).fetchall()
    nothing = ("since a run", "reprint")  # it is the only run, and the samples hold no reprint
    assert rows or any(word in query.question for word in nothing)
