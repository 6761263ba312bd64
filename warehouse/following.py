"""What a reader who follows the tables asks: which documents changed since a run."""

from __future__ import annotations

from pathlib import Path

from schemas.errors import ConfigurationError
from warehouse import sql
from warehouse.versions import current_version, files_of

# A run that changed no document has no row of its own there: then what was visible when it finished counts.
_SINCE = """
select coalesce(
    max(c.version) filter (c.run_id = $run),
    max(c.version) filter (r.finished_at <= (select finished_at from runs where run_id = $run)), 0)
from changes c left join runs r using (run_id)
"""
_CHANGES = """
select c.*, d.title, s.source_uri
from changes c left join documents d using (doc_id) left join sources s on s.source_id = c.source_id
where c.version > $version order by c.version, c.change, c.doc_id
"""


def changes_since(out: Path, run: str | None) -> list[dict]:
    """Rows of `changes` after a run, in their order, with title and source_uri of what is still there.

    `run` is a run_id or the beginning of one; all rows where it is None. Raises ConfigurationError for a run that is not there.
    """
    version = current_version(out)
    con = sql.connect()
    for name in ("changes", "runs", "documents", "sources"):
        if not files_of(version, name):
            return []
        sql.view(con, name, sql.files_in(version / name), name)
    since = 0
    if run is not None:
        ids = con.execute("select distinct run_id from changes union select run_id from runs").fetchall()
        named = sorted(i for (i,) in ids if i.startswith(run))
        if len(named) != 1:
            told = f"{run} begins {len(named)} run_ids" if named else f"no run is called {run}"
            raise ConfigurationError(f"{out}: {told}; winnow changes without --since tells them all")
        ((since,),) = con.execute(_SINCE, {"run": named[0]}).fetchall()
    return sql.rows(con, _CHANGES, {"version": since})
