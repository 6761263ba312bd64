"""The contract as an ODCS document (Open Data Contract Standard, version 3), for catalogs that read it."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables import CONTRACT_VERSION, TABLES, Table

API_VERSION = "v3.1.0"
_TYPES = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_timestamp, "timestamp"),
    (pa.types.is_struct, "object"),
    (pa.types.is_list, "array"),
    (pa.types.is_string, "string"),
    (pa.types.is_large_string, "string"),
)


def contract() -> dict:
    """All tables, with keys, descriptions and checks, as plain values."""
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": "winnow-tables",
        "name": "winnow",
        "version": CONTRACT_VERSION,
        "status": "active",
        "description": {
            "purpose": "Scraped documents without what belongs to their platform, with every removed character accounted for.",
            "usage": "Folders of zstd Parquet files, one per table, read straight from their path. Null means unknown.",
            "limitations": "Columns and tables are added in minor versions; nothing is taken away or retyped but in a major one.",
        },
        "schema": [_table(table) for table in TABLES.values()],
    }


def _table(table: Table) -> dict:
    return {
        "name": table.name,
        "physicalName": f"{table.name}/*/*.parquet",
        "physicalType": "parquet",
        "logicalType": "object",
        "description": table.grain,
        "customProperties": [
            {"property": "since", "value": table.since},
            {"property": "version", "value": table.version},
        ],
        "properties": [_property(f, table) for f in table.published],
        "quality": [_unique(table), *(_check(check.name, check.sql) for check in table.checks)],
    }


def _property(field: pa.Field, table: Table | None = None) -> dict:
    told = {"name": field.name, **_type(field.type), "required": not field.nullable}
    if field.metadata:
        told["description"] = field.metadata[b"description"].decode()
    if table and field.name in table.key:
        told |= {"primaryKey": True, "primaryKeyPosition": table.key.index(field.name) + 1}
    if field.metadata and b"since" in field.metadata:
        told["customProperties"] = [{"property": "since", "value": field.metadata[b"since"].decode()}]
    return told


def _type(type_: pa.DataType) -> dict:
    told = {"logicalType": next(name for test, name in _TYPES if test(type_)), "physicalType": str(type_)}
    if pa.types.is_list(type_):
        told["items"] = _type(type_.value_type)
    if pa.types.is_struct(type_):
        told["properties"] = [_property(type_.field(n)) for n in range(type_.num_fields)]
    return told


def _unique(table: Table) -> dict:
    key = ", ".join(f'"{column}"' for column in table.key)
    sql = f"select count(*) from (select {key} from {table.name} group by all having count(*) > 1)"
    return _check(f"no key ({', '.join(table.key)}) stands twice", sql)


def _check(name: str, sql: str) -> dict:
    return {
        "type": "sql",
        "name": name,
        "query": " ".join(sql.split()),
        "mustBe": 0,
        "unit": "rows",
        "dimension": "consistency",
    }
