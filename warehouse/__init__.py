"""Everything that touches storage.

Knows: where inputs come from (`inputs`, `reading`, `sources/` for stores and archives), how a cleaned source becomes rows
(`rows`), where a run's files wait (`staging`), what only all of them together tell (`across`, `finish`), what later runs
compare with (`index`), how a run becomes visible at once (`commit`, `versions`, and `disk` below them), what has been done
(`ledger`, `runs`), what changes when a source goes (`withdraw`, `rewrite`), what of a row follows from others (`derived`),
what the tables promise (`checks`), how small and old files are merged (`compact`, `judged`, `merged`), how tables are asked
in SQL (`sql`), how readers follow them (`changes`, `following`, `diff`, `iceberg`), how people read them (`report/`,
`explain`). Must never know: Prefect, or what makes a line chrome. Start reading at `commit`.
"""
