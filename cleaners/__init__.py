"""Pure functions: a value in, a value and its evidence out.

Knows: how bytes become text (`decode`, `repair`), text becomes blocks (`sniff`, `segment/`, `extract`), what of it is chrome
(`chrome/`, `rules/`, `learn`), what is metadata (`metadata/`), which article a block belongs to (`articles/`), what repeats
(`repeats/`, `copies`), and that every character is accounted for (`books`, `paragraphs`). Must never know: the clock,
logging, Prefect, any file but the rules and data tables that come with it. Start reading at `clean`: the story of one
document on one page.
"""
