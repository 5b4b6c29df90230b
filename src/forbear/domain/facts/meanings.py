"""What rows of a book mean as facts, where more than one reading needs it: one question at the moment, and a night in columns.

They must agree, so each meaning stands here once.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from forbear.domain.words import LoanStatus, Role

STATUS_OF: Final = {
    LoanStatus.ACTIVE.value: "open",
    LoanStatus.SETTLED.value: "settled",
    LoanStatus.CHARGED_OFF.value: "charged_off",
}
"""Status of a loan in the book to `loan.status`. A loan that was sold stands where its buyer says: not known here."""
OF_AGE: Final = 18
"""Full years; whoever has fewer is a minor."""
SHEETS_BEGAN: Final = date(2026, 8, 1)
"""From this day on a personal loan in China comes with a cost sheet (cost-disclosure rules 2026)."""
PHONES: Final = frozenset({"mobile", "landline"})
"""Kinds of addresses that are dialled."""
OWN_DEBT: Final = frozenset({Role.BORROWER.value, Role.CO_BORROWER.value})
"""Roles whose debt it is, without any paper beside the loan's."""
