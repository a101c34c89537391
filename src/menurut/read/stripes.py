"""A part of the rows of a large source, so that several processes can read it, each its own rows."""

from __future__ import annotations

_ROWS = 8  # that lie side by side in one stripe


class Stripe:
    """Every ``of``-th run of rows of a source, from run ``number`` on; which row is being read is kept in ``row``.

    What is no row of this stripe is passed over before it is looked into, so that only its bytes have to be read.
    """

    def __init__(self, number: int = 0, of: int = 1) -> None:
        self._number, self._of = number, of
        self.row = 0

    def wants(self, row: int) -> bool:
        """Whether this stripe has the row of that number, which is the one that is read now if it has."""
        if row // _ROWS % self._of != self._number:
            return False
        self.row = row
        return True
