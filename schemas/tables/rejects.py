import pyarrow as pa

from schemas.tables.table import Table, column

REJECTS = Table(
    name="rejects",
    grain="one row per input that could not be cleaned",
    columns=(
        column(
            "source_uri",
            pa.string(),
            "as in sources; the file itself where all of it, or the rest of it, could not be read",
            required=True,
        ),
        column("source_sha256", pa.string(), "SHA-256 of the bytes; null where they could not be read"),
        column(
            "stage",
            pa.string(),
            "read, decode, segment or clean: the step that refused; budget: rules took more than they may",
            required=True,
        ),
        column("error", pa.string(), "short stable code", required=True),
        column("message", pa.string(), "what happened and what to do", required=True),
    ),
    key=("source_uri",),
)
