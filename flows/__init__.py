"""Orchestration: which step runs when, on which shard, and what the user sees of it.

Knows: everything below (`schemas`, `cleaners`, `warehouse`). Must never know: anything about text; an `if` about text is in
the wrong place. `steps` are plain functions over one shard, `pipeline` is the Prefect flow that maps them, `forget` takes a
source out, `cli` is the command line. Start reading at `pipeline`.
"""
