"""The errors menurut raises: one small tree, each message a sentence that a user can act on."""

from __future__ import annotations


class MenurutError(Exception):
    """The root of menurut's errors."""


class StepError(MenurutError):
    """A step could not do its work on one article; the article becomes a row in ``problems``.

    ``code`` is a short lower-case name that can be counted ("language_not_read"), ``message`` a sentence.
    """

    def __init__(self, step: str, code: str, message: str) -> None:
        super().__init__(message)
        self.step = step
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[StepError], tuple[str, str, str]]:
        return type(self), (self.step, self.code, self.message)


class InputError(MenurutError):
    """What the user named cannot be read at all: no such path, a field that does not exist, a bad option."""


class StoreError(MenurutError):
    """The store cannot be opened or written: not ours, of another version, locked, or the disk is full."""


class NotFoundError(MenurutError):
    """The store holds no record of that name or id."""


# A step that fails in a way nobody foresaw must not take the other articles with it: these become problems.
UNFORESEEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
