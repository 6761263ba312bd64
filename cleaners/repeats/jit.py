"""Compilation: numba, with the result kept on disk where that is possible, and loaded without the compiler."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys

# What loading compiled code needs is known of this release of numba; others load as they please.
_KNOWN_RELEASE = (0, 68)
# Where the constants come from that kernels hold.
_CONSTANTS = ("form.py", "minhash.py")


def jit(function: Callable) -> Callable:
    """Compile without the interpreter's lock, cached beside the module or in the user's cache folder.

    Where neither can be written (a read-only checkout without a home) every process compiles for itself.
    """
    options = {"nogil": True, "error_model": "numpy"}
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no place for its cache
        return numba.njit(**options)(function)
    if numba.version_info[:2] == _KNOWN_RELEASE and type(compiled._cache) is FunctionCache:
        compiled._cache = _Cache(function)
    return compiled


class _Cache(FunctionCache):
    """Numba's cache, but for two things.

    Loading does not set up the whole compiler first (a third of a second, more where SciPy is installed). And a
    function compiled into another one of a different file is compiled anew when that file changes.
    """

    def load_overload(self, sig, target_context):
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)

    def _index_key(self, sig, codegen):
        return (*super()._index_key(sig, codegen), _sources())


@cache
def _sources() -> str:
    """Of all the compiled code of this package."""
    files = sorted((*Path(__file__).parent.glob("kernel_*.py"), *map(Path(__file__).with_name, _CONSTANTS)))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
