"""The slots that a template may have, each with its class, and who may be told which class.

Debt is told to those whose own debt it is and to nobody else. A slot that is not in this table does not exist.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from forbear.domain.facts.meanings import OWN_DEBT
from forbear.domain.words import Role


class SlotClass(StrEnum):
    """What kind of thing a slot tells."""

    PERSON = "person"
    """who is addressed"""
    SENDER = "sender"
    """who writes"""
    RELATION = "relation"
    """who named a contact"""
    REFERENCE = "reference"
    """a code that says nothing by itself"""
    DEBT = "debt"
    """that there is a debt, which one, how much, how late"""


class Audience(StrEnum):
    """For whom a template is written."""

    BORROWER = "borrower"
    CONTACT = "contact"


SLOTS: Final[dict[str, SlotClass]] = {
    "person_name": SlotClass.PERSON,
    "office_name": SlotClass.SENDER,
    "named_by": SlotClass.RELATION,
    "reference": SlotClass.REFERENCE,
    "lender_name": SlotClass.DEBT,
    "product": SlotClass.DEBT,
    "amount_overdue": SlotClass.DEBT,
    "oldest_due": SlotClass.DEBT,
    "days_past_due": SlotClass.DEBT,
    "as_of": SlotClass.DEBT,
}
"""A lender's name is of class debt: to be written to by a lender tells that there is a loan."""

MAY_BE_TOLD: Final[dict[Audience, frozenset[SlotClass]]] = {
    Audience.BORROWER: frozenset(SlotClass) - {SlotClass.RELATION},
    Audience.CONTACT: frozenset(
        {SlotClass.PERSON, SlotClass.SENDER, SlotClass.RELATION, SlotClass.REFERENCE}
    ),
}


_ASKED_TO_RELAY: Final = frozenset({Role.EMERGENCY_CONTACT, Role.SPOUSE, Role.THIRD_PARTY})


def audience_of(role: str) -> Audience | None:
    """Say for which audience a person in that role is written to; None: there is no e-mail for that role.

    A guarantor, an heir or a guardian gets no e-mail of ours yet: what may be told to them hangs on documents that
    a person has to look at.
    """
    if role in OWN_DEBT:
        return Audience.BORROWER
    return Audience.CONTACT if role in _ASKED_TO_RELAY else None
