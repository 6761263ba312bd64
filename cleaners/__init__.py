"""Pure functions: a value in, a value and its evidence out.

Knows: how bytes become text (`decode`, `repair`), text becomes blocks (`segment/`), what of it is chrome (`chrome/`, `rules/`), metadata
(`metadata/`), which article a block belongs to (`articles/`), what repeats (`repeats/`). Must never know: files, the
clock, logging, Prefect. Start reading at `clean`: the story of one document on one page.
"""
