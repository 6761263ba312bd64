"""Articles: which lines of a source belong together, and in which order they read.

Knows how Chinese newspapers set a page: headlines, bylines, datelines, section labels, columns that interleave,
sentences cut at a column break. Must never know platforms' chrome, files or tables.

Start reading in `split.py`.
"""

from cleaners.articles.split import split

__all__ = ["split"]
