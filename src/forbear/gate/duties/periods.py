"""Stretches of time that a law counts, with their last day: a validation period, a limitation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forbear.gate.dossier import Event
from forbear.gate.duties.scope import NO_CHANNEL, is_about_same, local_days, past, speaking
from forbear.gate.duties.spans import after

if TYPE_CHECKING:
    from datetime import date

    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rule, Rulebook
    from forbear.rulebooks.duties.terms import PeriodTerm


@dataclass(frozen=True, slots=True)
class Period:
    """One period: which, its last local day, whether that is past at the ask, and the law's word for that state.

    `state` is empty where the law has no word. With several candidate zones the latest last day is given.
    """

    token: str
    ends_on: date
    is_over: bool
    state: str
    rule_id: str
    cites: tuple[str, ...]


def periods_of(dossier: Dossier, rulebook: Rulebook) -> tuple[Period, ...]:
    """The periods that events before the ask began, restarts counted in; one for each trigger.

    A trigger that was undone later (a notice that bounced) began nothing. Raises `UncountedDay` where the
    end rests on days outside its calendar.
    """
    return tuple(
        _period(term, rule, trigger, dossier, rulebook)
        for _, rule in speaking(dossier, rulebook)
        if (term := rule.besides.period) is not None
        for trigger in past(dossier, term.after)
        if not _is_undone(term, trigger, dossier)
    )


def _is_undone(term: PeriodTerm, trigger: Event, dossier: Dossier) -> bool:
    return any(
        trigger.us < event.us and is_about_same(trigger, event) for event in past(dossier, term.undone_by)
    )


def _period(term: PeriodTerm, rule: Rule, trigger: Event, dossier: Dossier, rulebook: Rulebook) -> Period:
    def day_of(event: Event) -> date:
        return local_days(event, term.zone, dossier, rulebook)[-1]

    end = after(after(day_of(trigger), term.starts), term.lasts)
    for event in past(dossier, term.restarted_by):
        day = day_of(event)
        if is_about_same(trigger, event) and event.us >= trigger.us and day <= end:
            end = max(end, after(day, term.lasts))
    asked = Event(dossier.ask.at, NO_CHANNEL, dossier.ask.person_id, "asked")
    today = local_days(asked, term.zone, dossier, rulebook)[-1]
    is_over = today > end
    return Period(term.token, end, is_over, term.over if is_over else term.running, rule.rule_id, rule.cites)
