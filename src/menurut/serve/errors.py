"""What a page raises for the app to answer; ``menurut.errors.NotFoundError`` becomes a page of status 404."""

from __future__ import annotations

from menurut.errors import MenurutError


class BadRequestError(MenurutError):
    """An address or a form says what cannot be understood. ``key`` is the sentence's key in the words."""

    def __init__(self, key: str = "error.bad_request", status: int = 400) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


class MovedError(MenurutError):
    """What an address names is elsewhere for good: ``address`` is the path there, without ``.json`` or ``.csv``."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class SlowError(MenurutError):
    """A page would take longer to read than it may."""
