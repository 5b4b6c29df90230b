"""What must be done, by when, and whether it was: duties worked out from the event log, never stored.

The same log, rulebook and instant always give the same duties. It reminds nobody and does nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from forbear.gate.duties.scope import is_about_same, local_days, past, speaking, words_of
from forbear.gate.duties.spans import after

if TYPE_CHECKING:
    from datetime import date, datetime

    from forbear.gate.dossier import Dossier, Event
    from forbear.rulebooks.book import Rule, Rulebook
    from forbear.rulebooks.duties.terms import DutyTerm, Span


class DutyState(StrEnum):
    """Where a duty stands at the ask."""

    OPEN = "open"
    DONE = "done"
    SPARED = "spared"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed: what, since when, by which last day (`None`: at once), and by which clause.

    `cites` are the clauses of the duty, or those that spare it. `due_on` is a local date in the zone that the
    law names; with several candidate zones the earliest.
    """

    token: str
    state: DutyState
    since: datetime
    due_on: date | None
    rule_id: str
    cites: tuple[str, ...]
    person_id: str = ""
    debts: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The duty as one word, with its last day where it has one: `validation_notice_due_by:2026-10-19`."""
        return self.token if self.due_on is None else f"{self.token}_due_by:{self.due_on}"


def duties_of(dossier: Dossier, rulebook: Rulebook) -> tuple[Duty, ...]:
    """Every duty that events before the ask began, whatever became of it; earliest trigger first.

    `dossier.ask` says when and in whose affairs (its channel is `none`). Raises `UncountedDay` where a due
    date rests on days outside its calendar.
    """
    found = [
        _duty(term, rule, trigger, dossier, rulebook)
        for _, rule in speaking(dossier, rulebook)
        for term in rule.besides.duties
        for trigger in past(dossier, term.after)
    ]
    return tuple(sorted(found, key=lambda duty: (duty.since, duty.rule_id)))


def open_duties(dossier: Dossier, rulebook: Rulebook) -> tuple[Duty, ...]:
    """The duties still owed at the ask; of one thing owed twice for the same debt, only the earliest."""
    found: list[Duty] = []
    for duty in duties_of(dossier, rulebook):
        if duty.state is DutyState.OPEN and not any(_is_same(duty, earlier) for earlier in found):
            found.append(duty)
    return tuple(found)


def _is_same(duty: Duty, other: Duty) -> bool:
    return (duty.token, duty.rule_id, duty.person_id, duty.debts) == (
        other.token,
        other.rule_id,
        other.person_id,
        other.debts,
    )


def _duty(term: DutyTerm, rule: Rule, trigger: Event, dossier: Dossier, rulebook: Rulebook) -> Duty:
    first_day = local_days(trigger, term.zone, dossier, rulebook)[0]
    span = span_for(term, trigger)
    due_on = None if span is None else after(first_day, span)
    state, cites = DutyState.OPEN, rule.cites
    if _is_ended(term, trigger, dossier):
        state = DutyState.DONE
    elif _is_spared(term, trigger, due_on, dossier, rulebook):
        state, cites = DutyState.SPARED, term.spared_cites
    return Duty(term.token, state, trigger.at, due_on, rule.rule_id, cites, trigger.person_id, trigger.debts)


def span_for(term: DutyTerm, trigger: Event) -> Span | None:
    """How long there is: by the class that the trigger carries as a flag, else the shortest."""
    if not term.due_by_class:
        return term.due
    named = [span for name, span in term.due_by_class.items() if name in words_of(trigger)]
    return min(named or term.due_by_class.values(), key=lambda span: after(trigger.at.date(), span))


def _is_ended(term: DutyTerm, trigger: Event, dossier: Dossier) -> bool:
    """Whether something ended the duty and was not itself undone afterwards (a notice that bounced)."""
    undoing = [event for event in past(dossier, term.undone_by) if is_about_same(trigger, event)]
    return any(
        not any(ending.us < event.us for event in undoing)
        for ending in past(dossier, term.ended_by)
        if ending.us >= trigger.us and is_about_same(trigger, ending)
    )


def _is_spared(
    term: DutyTerm, trigger: Event, due_on: date | None, dossier: Dossier, rulebook: Rulebook
) -> bool:
    return any(
        due_on is None or local_days(event, term.zone, dossier, rulebook)[-1] <= due_on
        for event in past(dossier, term.spared_by)
        if is_about_same(trigger, event)
    )
