"""The loans of the cn-sample that a demo or a test follows by name, and how every other loan behaves.

All of it is invented. docs/reference/samples.md tells the story of each named loan.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from forbear.portfolio.samples.draws import draw_from

UNREACHABLE_THREE_DAYS = "cn-0001"
UNREACHABLE_INVALID_NUMBER = "cn-0002"
DECEASED = "cn-0003"
SERIOUSLY_ILL = "cn-0004"
PARTLY_CURED = "cn-0005"
CURED_TODAY = "cn-0006"
UNREACHABLE_CONTACT_REFUSED = "cn-0007"
ASKED_TO_STOP = "cn-0008"
AGREED_EVENINGS = "cn-0009"
DEBIT_RETURNED = "cn-0010"

THREE_DAYS_SILENT = frozenset({UNREACHABLE_THREE_DAYS, UNREACHABLE_CONTACT_REFUSED})
ONE_PHONE = THREE_DAYS_SILENT | {UNREACHABLE_INVALID_NUMBER}


class Behaviour(StrEnum):
    """How a loan has been paid until the day of the sample."""

    PUNCTUAL = "punctual"
    ONE_BEHIND = "one_behind"
    TWO_BEHIND = "two_behind"
    THREE_BEHIND = "three_behind"
    FOUR_BEHIND = "four_behind"
    PARTLY_CURED = "partly_cured"
    CURED_TODAY = "cured_today"
    FINISHED = "finished"


BEHIND: Mapping[Behaviour, int] = MappingProxyType(
    {
        Behaviour.ONE_BEHIND: 1,
        Behaviour.TWO_BEHIND: 2,
        Behaviour.THREE_BEHIND: 3,
        Behaviour.FOUR_BEHIND: 4,
        Behaviour.PARTLY_CURED: 3,
        Behaviour.CURED_TODAY: 2,
    }
)
"""How many of the instalments due were open before the last payment, if any, was made."""

_OF_CAST = {
    UNREACHABLE_THREE_DAYS: Behaviour.TWO_BEHIND,
    UNREACHABLE_INVALID_NUMBER: Behaviour.TWO_BEHIND,
    DECEASED: Behaviour.TWO_BEHIND,
    SERIOUSLY_ILL: Behaviour.TWO_BEHIND,
    PARTLY_CURED: Behaviour.PARTLY_CURED,
    CURED_TODAY: Behaviour.CURED_TODAY,
    UNREACHABLE_CONTACT_REFUSED: Behaviour.TWO_BEHIND,
    ASKED_TO_STOP: Behaviour.TWO_BEHIND,
    AGREED_EVENINGS: Behaviour.ONE_BEHIND,
    DEBIT_RETURNED: Behaviour.ONE_BEHIND,
}
_MIX = (
    (Behaviour.PUNCTUAL,) * 46 + (Behaviour.ONE_BEHIND,) * 22 + (Behaviour.TWO_BEHIND,) * 10
    + (Behaviour.THREE_BEHIND,) * 6 + (Behaviour.FOUR_BEHIND,) * 4 + (Behaviour.PARTLY_CURED,) * 5
    + (Behaviour.CURED_TODAY,) * 3 + (Behaviour.FINISHED,) * 4
)  # fmt: skip


def behaviour_of(loan_id: str, *, seed: int) -> Behaviour:
    """Return how this loan has been paid."""
    return _OF_CAST.get(loan_id) or draw_from(seed, loan_id, "behaviour", items=_MIX)
