"""Stop the work when something that can never be false is false.

Refusals are values and faults are exceptions of the package that meets them; a broken invariant is neither.
It means that our own reasoning is wrong, so nothing may be concluded from it and no permit may follow. Never
use this for input: bad input gets an error that its author can mend.
"""

from __future__ import annotations


class BrokenInvariant(RuntimeError):
    """something that must always hold did not; the work stops here"""

    def __init__(self, invariant_id: str, detail: str = "") -> None:
        """`invariant_id` is a heading of docs/invariants.md, such as `INV-02`."""
        self.invariant_id = invariant_id
        self.detail = detail
        super().__init__(f"{invariant_id} is broken" + (f": {detail}" if detail else ""))


def invariant(condition: bool, invariant_id: str, *, detail: str = "") -> None:  # noqa: FBT001  reads as a statement
    """Raise `BrokenInvariant` unless `condition` holds. `detail` must not name a person, an address or a text."""
    if not condition:
        raise BrokenInvariant(invariant_id, detail)
