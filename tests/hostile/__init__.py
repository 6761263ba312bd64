"""Input that is made to stall, swell or break: what each attack may cost, and what becomes of it.

`texts` and `archives` hold the table, `python -m tests.hostile` runs it, each attack in a process of its own with limits, and
`python -m tests.hostile --docs` writes docs/hostile.md from it.
"""
