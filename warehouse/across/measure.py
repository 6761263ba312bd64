"""The texts of each group brought together, measured, and what was found, by part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.tables import TABLES
from warehouse.across.job import ORPHANS, Job, Plan, opened, piece, split
from warehouse.across.order import ordinals_of, paragraphs
from warehouse.staging import write_table

# Representatives of the index whose texts are fetched by one task.
KNOWN_TEXTS = 100_000

_TEXTS = pa.schema(
    [
        ("ordinal", pa.uint32()),
        ("paragraph_id", pa.string()),
        ("doc_id", pa.string()),
        ("source_id", pa.string()),
        ("block", pa.string()),  # the kind of paragraph
        ("text", pa.large_string()),
        ("is_head", pa.bool_()),  # of representatives: was it no template member
    ]
)
_IDS = ["paragraph_id", "doc_id", "source_id"]
_STARS = pa.schema(
    [
        *(_TEXTS.field(name) for name in ("ordinal", *_IDS, "block", "text")),
        ("representative_paragraph_id", pa.string()),
        ("representative_doc_id", pa.string()),
        ("kind", pa.string()),
        ("diff_kind", pa.string()),
        ("similarity", pa.float64()),
        ("differing_numbers", pa.list_(pa.string())),
        # where the text of an exact repeat is not its own: its copies are compared with it too
        ("representative_text", pa.large_string()),
    ]
)


def known_parts(known: int) -> list[str]:
    """Names of the tasks that fetch the texts of `known` representatives."""
    return [f"known-{at:05d}" for at in range(-(-known // KNOWN_TEXTS))]


def gather(job: Job, plan: Plan, part: str, count: int) -> None:
    """Write the texts of a part that stand in one of `count` groups to `texts`, by group; of equal ones the first."""
    if part.startswith("known-"):
        at = slice(int(part[6:11]) * KNOWN_TEXTS, (int(part[6:11]) + 1) * KNOWN_TEXTS)
        ordinals, group = (np.load(job.folder / f"{name}.npy", mmap_mode="r")[at] for name in ("known", "known_groups"))
        rows = job.index.rows(ordinals)  # a representative of a source that goes has none
        group = group[np.searchsorted(ordinals, rows["ordinal"].to_numpy())]
        rows = rows.select(["ordinal", *_IDS, "is_head"]).append_column("text", job.index.texts(rows))
        rows = rows.append_column("block", pa.nulls(len(rows), pa.string()))
    else:
        ordinals = ordinals_of(job, part)
        group = np.load(job.folder / "groups.npy", mmap_mode="r")[ordinals - np.uint32(plan.first)]
        copies = pq.read_table(job.folder / "copies" / part, columns=["ordinal"])["ordinal"].to_numpy()
        group[np.searchsorted(ordinals, copies)] = -1
        rows = paragraphs(job, part, ordinals[group >= 0], [*_IDS, "block", "text"])
        rows, group = rows.append_column("is_head", pa.nulls(len(rows), pa.bool_())), group[group >= 0]
    split(rows.select(_TEXTS.names).cast(_TEXTS), group, count, job.folder / "texts" / part)


def measure(job: Job, plan: Plan, group: int) -> None:
    """Write the stars of a group to `stars`, by the part of the member."""
    names = [*plan.parts, *sorted(path.stem for path in (job.folder / "texts").glob("known-*"))]
    with opened(job.folder / "texts" / name for name in names) as files:
        tables = [piece(file, group) for file in files]
    part = np.repeat(np.arange(len(names)), [len(table) for table in tables])
    texts = pa.concat_tables(tables)
    order = np.argsort(texts["ordinal"].to_numpy(), kind="stable")
    texts, part = texts.take(pa.array(order)), part[order]
    known = int((texts["ordinal"].to_numpy() < plan.first).sum())
    stars = job.like.stars(texts["text"], texts["is_head"][:known].to_numpy(), job.options.engine)
    member, representative = texts.take(stars["member"]), texts.take(stars["representative"])
    columns = {name: member[name] for name in ("ordinal", *_IDS, "block", "text")}
    columns |= {f"representative_{name}": representative[name] for name in ("paragraph_id", "doc_id")}
    columns |= {name: stars[name] for name in ("kind", "diff_kind", "similarity", "differing_numbers")}
    other = pc.equal(stars["diff_kind"], "punctuation")
    columns["representative_text"] = pc.if_else(other, representative["text"], None)
    split(
        pa.table(columns).select(_STARS.names).cast(_STARS),
        part[stars["member"].to_numpy()],
        len(plan.parts),
        job.folder / "stars" / f"{group:05d}",
    )


def spread(job: Job, plan: Plan, part: str) -> None:
    """Write all stars whose members stand in a part to `found`, in survivor order: those measured, and their copies'."""
    at = plan.parts.index(part)
    with opened(sorted((job.folder / "stars").glob("*.arrow"))) as files:
        tables = [piece(file, at) for file in files]
    measured = pa.concat_tables([_STARS.empty_table(), *tables])
    copies = pq.read_table(job.folder / "copies" / part)
    found = [measured, _of_copies(job, part, copies, measured)] if len(copies) else [measured]
    write_table(pa.concat_tables(found).sort_by("ordinal"), job.folder / "found" / part)


def _of_copies(job: Job, part: str, copies: pa.Table, measured: pa.Table) -> pa.Table:
    """The stars of texts that equal an earlier one of their part: they join whom it joined, or it."""
    sides = copies["ordinal"].to_numpy(), copies["first"].to_numpy()
    texts = paragraphs(job, part, np.unique(np.concatenate(sides)), [*_IDS, "block", "text"])
    copy, first = (texts.take(pa.array(np.searchsorted(texts["ordinal"].to_numpy(), side))) for side in sides)
    joined = measured.filter(pc.not_equal(measured["kind"], "template"))
    joined = joined.take(pc.index_in(copies["first"].combine_chunks(), joined["ordinal"].combine_chunks()))
    columns = {name: copy[name] for name in ("ordinal", *_IDS, "block", "text")}
    for name in ("paragraph_id", "doc_id", "text"):
        columns[f"representative_{name}"] = pc.coalesce(joined[f"representative_{name}"], first[name])
    columns["kind"] = pc.fill_null(joined["kind"], "exact")
    same = pc.if_else(pc.equal(columns["text"], columns["representative_text"]), "exact", "punctuation")
    columns["diff_kind"] = pc.if_else(pc.equal(columns["kind"], "near"), "text", same)
    columns["similarity"] = pc.fill_null(joined["similarity"], 1.0)
    columns["differing_numbers"] = pa.array([[]] * len(copies), pa.list_(pa.string()))
    return pa.table(columns).select(_STARS.names).cast(_STARS)


def stars_of(job: Job, part: str, columns: list[str] | None = None) -> pa.Table:
    """All stars whose members stand in a part, in survivor order; within documents too."""
    path = job.folder / "found" / part
    return pq.read_table(path, columns=columns) if path.exists() else _STARS.empty_table()


def findings(job: Job, part: str) -> pa.Table:
    """Repeats across documents whose members stand in a part, as rows of `repeats`.

    With `across_documents` "remove" all but templates, quotations and what reviewers keep are decided to go; what becomes of
    published ones is told by `withdraw`.
    """
    stars = stars_of(job, part)
    schema = TABLES["repeats"].schema
    if not len(stars):
        return schema.empty_table()
    stars = stars.filter(pc.not_equal(stars["doc_id"], stars["representative_doc_id"]))
    apart = np.array(job.like.apart_from_equals(stars["text"].to_pylist()), np.bool_)
    stars = stars.filter(pa.array(~(apart & pc.equal(stars["kind"], "exact").to_numpy())))
    goes = np.zeros(len(stars), np.bool_)
    if job.options.across_documents == "remove" and part != ORPHANS:
        quoted = job.like.quotations(stars["block"].to_pylist(), stars["text"].to_pylist())
        goes = pc.not_equal(stars["kind"], "template").to_numpy() & ~np.array(quoted, np.bool_)
    kept = _kept(job, part, stars) if goes.any() else goes
    decision = pc.if_else(pa.array(goes & kept), "kept_by_review", pc.if_else(pa.array(goes), "removed", "marked"))
    stars = stars.append_column("decision", decision)
    stars = stars.append_column("scope", pa.array(["corpus"] * len(stars), pa.string()))
    return stars.select(schema.names).cast(schema)


def _kept(job: Job, part: str, stars: pa.Table) -> np.ndarray:
    sources = pq.read_table(job.clean / "sources" / part, columns=["source_id", "source_uri"], partitioning=None)
    uris = dict(zip(*sources.to_pydict().values(), strict=True))
    return np.array(
        job.like.kept([uris[i] for i in stars["source_id"].to_pylist()], stars["text"].to_pylist()), np.bool_
    )


def audit(job: Job, plan: Plan) -> dict[str, int]:
    """How many texts repeat another by the exact join (`job.audit()`, measured before), and how many were found."""
    exact = found = 0
    for part in plan.parts:
        ours, truth = (stars_of(j, part, ["ordinal"])["ordinal"].to_numpy() for j in (job, job.audit()))
        exact, found = exact + len(np.unique(truth)), found + len(np.intersect1d(truth, ours))
    return {"repeats_exact": exact, "repeats_found": found}
