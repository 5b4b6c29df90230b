"""What a person is to a loan or to a borrower, with the evidence for it and the answer to our notice.

A relation makes nobody liable by itself: liability follows from the role and its evidence, and the gate asks.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.domain.words import RELATION_ROLES, Answer, Role


class BadRelation(ValueError):
    """a relation hangs on a loan or on a borrower, and has a role of its own"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One person's relation to one loan (`loan_id`) or to all loans of one borrower (`borrower_id`).

    `relation` is the kinship or acquaintance in the lender's words, `evidence` what proves the role.
    Raises `BadRelation` when neither id is given, or for the roles `borrower` and `third_party`.
    """

    person_id: str
    role: Role
    loan_id: str | None = None
    borrower_id: str | None = None
    relation: str | None = None
    evidence: str | None = None
    declared: dt.date | None = None
    notice_sent: dt.date | None = None
    answer: Answer = Answer.NONE

    def __post_init__(self) -> None:
        """Raise `BadRelation` for a relation to nothing or a role that is not one."""
        if self.loan_id is None and self.borrower_id is None:
            message = f"the relation of `{self.person_id}` names neither a loan nor a borrower"
            raise BadRelation(message)
        if self.role not in RELATION_ROLES:
            message = f"`{self.role}` is not a role of the table of relations"
            raise BadRelation(message)

    def has_agreed(self) -> bool:
        """Whether the person said yes; silence is not a yes."""
        return self.answer is Answer.ACCEPTED
