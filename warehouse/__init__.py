"""Everything that touches storage.

Knows: where inputs come from (`inputs`, `reading`), how a cleaned source becomes rows (`rows`), where a run's files wait
(`staging`), how they become visible at once (`commit`), what has been done (`ledger`), what the tables promise
(`checks`), how people read them (`report`, `explain`). Must never know: Prefect, or what makes a line chrome. Start
reading at `commit`.
"""
