"""Which rules speak about a dossier beside the gate, and on which local day something happened.

A rule whose scope cannot be told speaks: a duty that may be owed is owed. Rules out of force are silent.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from forbear.gate.dossier import EPOCH
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.plan import in_force, schedule_of
from forbear.gate.weighing.telling import truth
from forbear.rulebooks.duties.terms import NOTHING_BESIDES
from forbear.rulebooks.terms import all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.gate.dossier import Dossier, Event
    from forbear.rulebooks.book import Instrument, Rule, Rulebook
    from forbear.rulebooks.terms import ZoneRule

NO_CHANNEL: Final = "none"


def speaking(dossier: Dossier, rulebook: Rulebook) -> Iterator[tuple[Instrument, Rule]]:
    """The rules that say something beside yes and no, in force at the ask and about this dossier."""
    look = Look(dossier, schedule_of(rulebook).clocks)
    for instrument in rulebook.instruments:
        for rule in instrument.rules:
            if rule.besides is NOTHING_BESIDES:
                continue
            item = in_force(look.clocks, instrument, rule)
            if not item.from_us <= dossier.ask.us < item.to_us:
                continue
            if truth(all_of(instrument.applies, rule.applies), look) is not False:
                yield instrument, rule


def local_days(event: Event, zone: ZoneRule, dossier: Dossier, rulebook: Rulebook) -> tuple[date, ...]:
    """The local days on which an event may have fallen, earliest first: one for each zone that the law lets count.

    Without evidence of a zone they are the earliest and the latest day anywhere on earth.
    """
    look = Look(dossier, schedule_of(rulebook).clocks)
    clocks = look.zones(zone)
    if clocks:
        return tuple(sorted({_day(clock.local_day(event.us)) for clock in clocks}))
    anywhere = (look.clocks.get(name) for name in ("Etc/GMT+12", "Etc/GMT-14"))
    return tuple(sorted({_day(clock.local_day(event.us)) for clock in anywhere if clock}))


def _day(number: int) -> date:
    return EPOCH.date() + timedelta(days=number)


def words_of(event: Event) -> frozenset[str]:
    """What an event says happened: its flags and, where it is no contact, its outcome."""
    return event.flags | {event.outcome} if event.channel == NO_CHANNEL else event.flags


def past(dossier: Dossier, words: frozenset[str]) -> list[Event]:
    """Events strictly before the ask that say one of the words, oldest first."""
    if not words:
        return []
    found = [
        event for event in dossier.log if event.us < dossier.ask.us and not words.isdisjoint(words_of(event))
    ]
    return sorted(found, key=lambda event: event.us)


def is_about_same(one: Event, other: Event) -> bool:
    """Whether two events may be about the same person and debt; what an event leaves unsaid is anything."""
    same_person = not one.person_id or not other.person_id or one.person_id == other.person_id
    return same_person and (not one.debts or not other.debts or not set(one.debts).isdisjoint(other.debts))
