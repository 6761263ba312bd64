"""gzip, bzip2, xz, zstd and brotli as streams: a piece at a time, counted, with a clear error where they break."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import BinaryIO, Protocol

import pyarrow as pa

from warehouse.sources.limits import Meter, broken

# Packed bytes taken at a time, and how much is unpacked ahead of what is asked for.
CHUNK = 64 << 10
# Bytes unpacked at a time at the most.
STEP = 1 << 20
# An xz file names the memory it needs, up to 4 GB; the strongest preset of the tool needs 65 MB.
XZ_MEMORY = 256 << 20


class _Decompressor(Protocol):
    eof: bool
    needs_input: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib with the manners of bz2 and lzma."""

    def __init__(self, wbits: int):
        self._inner, self._waiting = zlib.decompressobj(wbits), b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        got = self._inner.decompress(self._waiting + data, max_length)
        self._waiting = self._inner.unconsumed_tail
        return got

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


_NEW = {
    "gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "zlib": lambda: _Zlib(zlib.MAX_WBITS),
    "deflate": lambda: _Zlib(-zlib.MAX_WBITS),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY),
}
_BY_ARROW = ("zstd", "brotli")


def unpack(packed: BinaryIO, packing: str, meter: Meter) -> BinaryIO:
    """The unpacked bytes of `packed`. Reading them raises ReadError where the stream breaks or `meter` says enough."""
    raw = _Arrow(packed, packing, meter) if packing in _BY_ARROW else _Unpacked(packed, packing, meter)
    return io.BufferedReader(raw, CHUNK)


class _Unpacked(io.RawIOBase):
    """One packed stream after the other, as `cat a.gz b.gz` makes them; NULs behind the last are padding."""

    def __init__(self, packed: BinaryIO, packing: str, meter: Meter):
        self._packed, self._new, self._meter = packed, _NEW[packing], meter
        self._inner: _Decompressor = self._new()
        self._begun = False  # the current stream has given or taken anything

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        try:
            data = self._some(min(len(buffer), STEP))
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not the packing
            raise broken(f"after {self._meter.unpacked:,} unpacked bytes: {error}") from None
        self._meter.gave(len(data))
        buffer[: len(data)] = data
        return len(data)

    def _some(self, room: int) -> bytes:
        while True:
            if self._inner.eof:
                rest = self._inner.unused_data.lstrip(b"\0")
                while not rest:
                    if not (rest := self._take()):
                        return b""
                    rest = rest.lstrip(b"\0")
                self._inner = self._new()
            else:
                rest = self._take() if self._inner.needs_input else b""
                if not rest and self._inner.needs_input:
                    if not self._begun:
                        raise EOFError("there is nothing in it")
                    raise EOFError("it ends in the middle")
            self._begun = True
            if data := self._inner.decompress(rest, room):
                return data

    def _take(self) -> bytes:
        data = self._packed.read(CHUNK)
        self._meter.packed += len(data)
        return data


class _Counted(io.RawIOBase):
    def __init__(self, packed: BinaryIO, meter: Meter):
        self._packed, self._meter = packed, meter

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._packed.read(size)
        self._meter.packed += len(data)
        return data


class _Arrow(io.RawIOBase):
    """What only Arrow unpacks. Its zstd refuses windows above 128 MB."""

    def __init__(self, packed: BinaryIO, packing: str, meter: Meter):
        self._inner = pa.CompressedInputStream(pa.PythonFile(_Counted(packed, meter), mode="r"), packing)
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        try:
            data = self._inner.read(min(len(buffer), STEP))
        except (OSError, pa.ArrowException) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise broken(f"after {self._meter.unpacked:,} unpacked bytes: {error}") from None
        self._meter.gave(len(data))
        buffer[: len(data)] = data
        return len(data)
