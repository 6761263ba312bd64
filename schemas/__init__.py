"""Ground floor: what things are called and what shape they have.

Knows: the records the cleaners speak (`records`), one file per table with its grain, columns, key and checks
(`tables/`), what a change of them asks of their version (`evolution`), the contract as a page and as an ODCS document
(`handbook`, `odcs`), the run's configuration (`config`), the error family (`errors`). Must never know: files, Prefect, how
anything is computed. Start reading at `records`, then `tables/documents.py`.
"""
