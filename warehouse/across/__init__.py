"""Repeats across documents, of any number: each step is a few coarse tasks that read files and write files.

    order    which paragraphs are compared, numbered in survivor order
    sketch   per part: the MinHash band keys of its paragraphs, one piece per band and key range
    link     per band and key range: sort the keys of all parts and of the index; who shares one is linked
    groups   linked paragraphs in groups that fit in memory; who is linked with nobody is not compared
    gather   per part: the texts of each group, one piece per group
    measure  per group: stars by exact similarity, one piece per part of the members
    spread   per part: its stars, and those of texts that equal another of the part, which were not measured again
    index    per part: its new representatives and their band keys, for later runs

Two texts can only be measured alike if they share a band key, so the stars of a group are those of the whole; links only
divide the work. No step holds more than one part, one key range or one group, and a few bytes per paragraph.
`findings` reads what was found for a part. Likeness itself is `schemas`' and the cleaners' business (`job.Likeness`).
Start with `job.py`.
"""

from warehouse.across.job import ORPHANS, Job, Likeness, Plan
from warehouse.across.measure import findings

__all__ = ["ORPHANS", "Job", "Likeness", "Plan", "findings"]
