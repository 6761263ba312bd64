"""The published tables in an Iceberg catalog, for teams that want time travel: the same Parquet files, registered.

    OUT/.winnow/iceberg/data/<table>/   hard links to files of versions that were registered: they stay when versions go
    OUT/.winnow/iceberg/winnow.db/      Iceberg's own metadata
    OUT/.winnow/iceberg/catalog.db      the catalog, where no other is named

A file costs space once, however many versions and snapshots hold it. Each publication is one snapshot of every table that
changed, and the tag `vN` on all of them: the tables of a version belong together. What is registered already is known by its
inode, so publishing a version again does nothing. Files are registered under absolute paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import ConfigurationError
from schemas.tables import TABLES
from warehouse import disk
from warehouse.versions import HOME, current_version, files_of, number, writing

if TYPE_CHECKING:
    from pyiceberg.catalog import Catalog
    from pyiceberg.table import Table as IcebergTable

NAMESPACE = "winnow"
FOLDER = "iceberg"


@dataclass(slots=True)
class Published:
    """What a publication changed in the catalog: files by table."""

    catalog: str
    version: int
    registered: dict[str, int] = field(default_factory=dict)
    taken_out: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self)


def publish(out: Path, uri: str | None = None) -> Published:
    """Register the tables that readers see now in the catalog at `uri` (sqlite:///..., postgresql://..., or http(s):// of a
    REST catalog; a SQLite file of the warehouse where it is None).

    Raises ConfigurationError when PyIceberg is not installed or the catalog cannot be had.
    """
    with writing(out):  # the version must not go while its files are registered
        version = current_version(out)
        home = (out / HOME / FOLDER).resolve()
        disk.make_folders(home)
        uri = uri or f"sqlite:///{home / 'catalog.db'}"
        catalog = _catalog(uri, home)
        done = Published(uri, number(version))
        for name in TABLES:
            table = _table(catalog, name)
            added, gone = _bring(table, files_of(version, name), home / "data" / name, done.version)
            if added or gone:
                done.registered[name], done.taken_out[name] = added, gone
            _tag(table, f"v{done.version}")
        return done


def forget(out: Path) -> bool:
    """Take away what is registered with its history, because a forgotten text stands in it; whether there was anything.

    The next publication begins a new history.
    """
    there = (out / HOME / FOLDER).is_dir()
    disk.remove_tree(out / HOME / FOLDER)
    return there


def _catalog(uri: str, home: Path) -> Catalog:
    try:
        from pyiceberg.catalog import load_catalog
    except ImportError:
        raise ConfigurationError("an Iceberg catalog needs the extra: pip install winnow[iceberg]") from None
    if uri.startswith(("http://", "https://")):
        options = {"type": "rest", "uri": uri}
    else:
        options = {"type": "sql", "uri": uri, "warehouse": home.as_uri()}
    try:
        catalog = load_catalog(NAMESPACE, **options)
        catalog.create_namespace_if_not_exists(NAMESPACE)
    except Exception as error:  # of SQLAlchemy, of HTTP, of PyIceberg: there is no family of them
        raise ConfigurationError(f"{uri}: no Iceberg catalog can be had there ({error})") from None
    return catalog


def _table(catalog: Catalog, name: str) -> IcebergTable:
    """The table of the catalog with the columns of the contract."""
    from pyiceberg.exceptions import NoSuchTableError

    # where Iceberg looks for descriptions
    schema = pa.schema([f.with_metadata({"doc": f.metadata[b"description"]}) for f in TABLES[name].published])
    try:
        table = catalog.load_table((NAMESPACE, name))
    except NoSuchTableError:
        return catalog.create_table((NAMESPACE, name), schema)
    except FileNotFoundError:  # its metadata went with what was forgotten
        catalog.drop_table((NAMESPACE, name))
        return catalog.create_table((NAMESPACE, name), schema)
    if set(schema.names) - {f.name for f in table.schema().fields}:
        with table.update_schema() as update:
            update.union_by_name(schema)
    return table


def _bring(table: IcebergTable, files: list[Path], store: Path, version: int) -> tuple[int, int]:
    """Make `files` those of the table, in one snapshot; returns how many were registered and taken out."""
    from pyiceberg.io.pyarrow import parquet_file_to_data_file
    from pyiceberg.table import TableProperties

    wanted = {path.stat().st_ino: path for path in files if pq.read_metadata(path).num_rows}
    held = [(_inode(file.file_path), file) for file in _registered(table)]
    new = [wanted[inode] for inode in sorted(wanted.keys() - {inode for inode, _ in held}, key=wanted.get)]
    gone = [file for inode, file in held if inode not in wanted]
    if not new and not gone:
        return 0, 0
    with table.transaction() as change:
        if change.table_metadata.name_mapping() is None:  # the files hold no ids of fields
            names = change.table_metadata.schema().name_mapping.model_dump_json()
            change.set_properties({TableProperties.DEFAULT_NAME_MAPPING: names})
        with change.update_snapshot({"winnow.version": str(version)}).overwrite() as snapshot:
            for file in gone:
                snapshot.delete_data_file(file)
            for path in new:
                link = store / f"{path.parent.name}-{path.stem}-v{version}.parquet"
                if link.exists():  # a publication was killed before it was committed
                    disk.unlink(link)
                disk.make_folders(store)
                disk.link(path, link)
                snapshot.append_data_file(parquet_file_to_data_file(table.io, change.table_metadata, str(link)))
    return len(new), len(gone)


def _registered(table: IcebergTable) -> Iterator:
    snapshot = table.current_snapshot()
    for task in table.scan().plan_files() if snapshot else ():
        yield task.file


def _inode(path: str) -> int:
    file = Path(path.removeprefix("file://"))
    return file.stat().st_ino if file.exists() else -1


def _tag(table: IcebergTable, tag: str) -> None:
    snapshot = table.current_snapshot()
    if snapshot and tag not in table.refs():
        table.manage_snapshots().create_tag(snapshot.snapshot_id, tag).commit()
