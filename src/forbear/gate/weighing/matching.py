"""What an event counts to: the events a term means, the key it shares with the ask, the debts it concerns.

It looks at one event at a time and knows neither windows nor zones.
What an ask or event leaves unsaid is read strictly: an unnamed lender is every lender.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from forbear.rulebooks.terms import Attribution, EventFilter, Events, KeyPart, RepliesTo, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from forbear.gate.dossier import Ask, Event
    from forbear.gate.weighing.look import Look

UNNAMED_LENDER: Final = "lender"
"""An event or ask that does not say which lender: it is counted with every lender, the strict reading."""


def matcher(events: Events) -> Callable[[Event], bool]:
    """Whether an event is one of these."""
    tests = tuple(_one_matcher(item) for item in events)
    if len(tests) == 1:
        return tests[0]
    return lambda event: any(test(event) for test in tests)


def _one_matcher(wanted: EventFilter) -> Callable[[Event], bool]:
    outcomes = wanted.matched_outcomes
    channels, directions = wanted.channels, wanted.directions

    def early(event: Event) -> bool:
        return (
            (not channels or event.channel in channels)
            and (not directions or event.direction in directions)
            and (not outcomes or event.outcome in outcomes)
        )

    if wanted == replace(
        EventFilter(),
        channels=channels,
        directions=directions,
        outcomes=wanted.outcomes,
        uncertain=wanted.uncertain,
    ):
        return early

    def test(event: Event) -> bool:
        return (
            early(event)
            and (not wanted.purposes or event.purpose in wanted.purposes)
            and event.purpose not in wanted.not_purposes
            and (not wanted.forms or event.form in wanted.forms)
            and wanted.not_flags.isdisjoint(event.flags)
            and wanted.flags <= event.flags
            and (not wanted.places or event.place in wanted.places)
            and (not wanted.not_places or event.place not in wanted.not_places)
            and (not wanted.roles or event.role in wanted.roles)
        )

    return test


def would_match(events: Events, ask: Ask) -> bool:
    """Whether the contact asked about would itself be counted, if it went as such contacts can go."""
    return any(
        (not item.channels or ask.channel in item.channels)
        and (not item.directions or "out" in item.directions)
        and (not item.purposes or ask.purpose in item.purposes)
        and ask.purpose not in item.not_purposes
        and (not item.forms or ask.form in item.forms)
        for item in events
    )


def subject_of(ask: Ask, subject: Subject) -> str:
    """The id of the person that a view looks at."""
    return ask.person_id if subject is Subject.PERSON else ask.debtor_id


def counted_debts(event: Event, attribution: Attribution) -> Iterable[str]:
    """The debts that an event counts to."""
    if attribution is Attribution.INTENDED:
        return event.debts
    talked = event.debts_discussed or event.debts_raised
    if talked:
        return (event.debts_raised or event.debts) if attribution is Attribution.RAISED else talked
    return (event.debt_elected,) if event.debt_elected is not None else event.debts


def key_is_known(key: frozenset[KeyPart], ask: Ask) -> bool:
    """Whether the ask says what the key needs: an address, debts."""
    return (KeyPart.ADDRESS not in key or ask.address is not None) and (
        KeyPart.DEBT not in key or bool(ask.debts)
    )


def answers(term: RepliesTo) -> Callable[[Look], bool]:
    """Whether the ask answers such an event of the person, by its own channel."""
    matches, any_channel = matcher(term.events), term.any_channel

    def view(look: Look) -> bool:
        ask = look.ask
        if ask.in_reply_to is None:
            return False
        return any(
            event.event_id == ask.in_reply_to
            and event.person_id == ask.person_id
            and (any_channel or event.channel == ask.channel)
            and matches(event)
            for event in look.live
        )

    return view
