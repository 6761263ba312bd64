"""Orchestration: which step runs when, on which shard, and what the user sees of it.

Knows: everything below (`schemas`, `cleaners`, `warehouse`). Must never know: anything about text; an `if` about text is in
the wrong place. `steps` are plain functions over one shard, `run` puts them in order, `start` tells whether there is work,
`pipeline` is the Prefect flow that does it, `redo` cleans published sources again, `forget` takes one out, `family` holds the
processes of a run together, `cli` is the command line. Start reading at `run`.
"""
