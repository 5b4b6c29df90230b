"""Queries of a classify ask, each by the function that answers it from the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.cases.story import day_of
from forbear.gate.duties import (
    Classified,
    contacts_among,
    duties_of,
    joined,
    keep_until,
    open_duties,
    periods_of,
)
from forbear.rulebooks.duties.terms import ANCHORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.gate.cases.classes.affairs import Affairs
    from forbear.rulebooks.book import Rulebook

NONE: Final = "none"
COMPLAINT_ANSWER: Final = "complaint_answer"


def kept(affairs: Affairs, rulebook: Rulebook) -> Classified:
    """How long the record of the ask is kept, by every rule that says so."""
    days = {name: day for name in ANCHORS if (day := day_of(affairs.item.get(name))) is not None}
    keeping = keep_until(affairs.item["record"], days, about=affairs.dossier, rulebook=rulebook)
    return joined(Classified((term.said,), term.cites, (term.rule_id,)) for term in keeping.terms)


def _open(affairs: Affairs, rulebook: Rulebook) -> Classified:
    """Duties still owed; where there is none, `none` with the clauses by which the others fell away."""
    owed = open_duties(affairs.dossier, rulebook)
    if owed:
        return joined(Classified((duty.said,), duty.cites, (duty.rule_id,)) for duty in owed)
    past = duties_of(affairs.dossier, rulebook)
    return joined([Classified((NONE,)), *(Classified((), duty.cites, (duty.rule_id,)) for duty in past)])


def _due_by(affairs: Affairs, rulebook: Rulebook) -> Classified:
    """By when the complaint of the ask is answered."""
    return joined(
        Classified((f"due_by:{duty.due_on}",), duty.cites, (duty.rule_id,))
        for duty in open_duties(affairs.dossier, rulebook)
        if duty.token == COMPLAINT_ANSWER and duty.due_on is not None
    )


def _last_day(token: str) -> Callable[[Affairs, Rulebook], Classified]:
    """The last day of a period, as a bare date."""

    def answer(affairs: Affairs, rulebook: Rulebook) -> Classified:
        return joined(
            Classified((str(period.ends_on),), period.cites, (period.rule_id,))
            for period in periods_of(affairs.dossier, rulebook)
            if period.token == token
        )

    return answer


def _limitation(affairs: Affairs, rulebook: Rulebook) -> Classified:
    """Whether the claim is time-barred."""
    return joined(
        Classified((period.state,), period.cites, (period.rule_id,))
        for period in periods_of(affairs.dossier, rulebook)
        if period.token == "limitation"  # noqa: S105  the name of a period
    )


def _contacts(affairs: Affairs, rulebook: Rulebook) -> Classified:
    return contacts_among(affairs.timeline(), about=affairs.dossier, rulebook=rulebook)


QUERIES: Final[dict[str, Callable[[Affairs, Rulebook], Classified]]] = {
    "complaint_answer_due": _due_by,
    "contacts_in_timeline": _contacts,
    "latest_day_to_request_information": _last_day("hardship_information"),
    "limitation": _limitation,
    "open_obligations": _open,
    "validation_period_end": _last_day("validation_period"),
}
"""Query to its answer."""
