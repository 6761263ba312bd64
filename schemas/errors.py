"""The error family. Everything Winnow raises on purpose is a `WinnowError`.

WinnowError
├── ConfigurationError     the run cannot start: options, rule packs, output folder   -> exit 2
│   └── RuleError          a rule pack that cannot be read or breaks its own examples
├── StorageError           the disk of the warehouse failed; the tables are whole     -> exit 2
├── InputError             one input cannot be cleaned                                -> a row of `rejects`
│   ├── ReadError          storage would not hand it over
│   ├── DecodeError        the bytes are not text, or not in an encoding we can tell
│   └── SegmentError       the text could not be cut into blocks
└── ContractError          our own tables would break their promise                   -> the run does not publish
    └── BooksError         kept and removed spans do not partition the source text
"""


class WinnowError(Exception):
    """Base of the family. The message says what happened, to which input, and what to do."""


class ConfigurationError(WinnowError):
    """The run cannot start as it is configured."""


class RuleError(ConfigurationError):
    """A rule pack cannot be read, or one of its rules contradicts its own examples."""


class StorageError(WinnowError):
    """The disk of the warehouse is full, was taken away or fails. What readers see is whole."""


class InputError(WinnowError):
    """One input cannot be cleaned. `stage` names the step, `code` is stable for programs."""

    stage = "clean"
    code = "input"

    def __init__(self, message: str, code: str | None = None):
        super().__init__(message)
        if code:
            self.code = code


class ReadError(InputError):
    stage = "read"
    code = "unreadable"


class DecodeError(InputError):
    stage = "decode"
    code = "not-text"


class SegmentError(InputError):
    stage = "segment"
    code = "unsegmentable"


class ContractError(WinnowError):
    """A table would break its contract. Nothing is published."""


class BooksError(ContractError):
    """Kept and removed spans do not partition the source text."""
