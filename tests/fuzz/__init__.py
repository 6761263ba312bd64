"""Any bytes at all: nothing is raised but the declared family, and the books close.

`entries` has the ways in, which hypothesis takes in the tests and atheris in `make fuzz`. What either finds becomes a case in
cases.toml before it is mended.
"""
