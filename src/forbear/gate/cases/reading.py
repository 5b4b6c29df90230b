"""From one parsed case to its asks, each with the dossier that the gate would be given.

Asks that only classify an event are left out. A call or message that the case places between two asks is in the
log of the later one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forbear.gate.cases.content import content_of
from forbear.gate.cases.events import events_of, placed_event
from forbear.gate.cases.facts import facts_of, zones_of
from forbear.gate.cases.records import records_of
from forbear.gate.cases.story import Mapped, Story, instant
from forbear.gate.dossier import Ask, Dossier, Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask of a case, ready to be decided, with what was expected of it (if anything).

    `by_debt` holds the same ask about one debt alone, for each debt whose counts are expected by themselves.
    """

    case_id: str
    index: int
    rulebooks: tuple[str, ...]
    dossier: Dossier
    expect: Mapped | None
    by_debt: Mapping[str, Dossier] = field(default_factory=dict)


def story_of(case: Mapped) -> Story:
    """One parsed case with its defaults."""
    named = case["rulebook"]
    rulebooks = tuple(named) if isinstance(named, list) else (named,)
    return Story(str(case["id"]), rulebooks, case.get("facts", {}), case.get("timeline", []))


def asks_of(case: Mapped) -> tuple[Asked, ...]:
    """The asks of one parsed case that are put to the gate (those that classify an event are left out)."""
    story = story_of(case)
    placed: list[Event] = []
    found: list[Asked] = []
    for index, item in enumerate(case["asks"]):
        if "action" not in item:
            continue
        dossier = _dossier(story, item, tuple(placed))
        expect = item.get("expect")
        alone = _by_debt(story, dossier, expect or {})
        found.append(Asked(story.case_id, index, story.rulebooks, dossier, expect, alone))
        if item.get("then") == "placed":
            place = story.addresses.get(str(dossier.ask.address), {}).get("place")
            placed.append(placed_event(dossier.ask, place))
    return tuple(found)


def _by_debt(story: Story, dossier: Dossier, expect: Mapped) -> dict[str, Dossier]:
    named = [value for value in expect.get("counts", {}).values() if isinstance(value, dict)]
    return {
        debt: replace(dossier, ask=replace(dossier.ask, debts=story.particular((debt,))))
        for debts in named
        for debt in debts
    }


def _dossier(story: Story, item: Mapped, placed: tuple[Event, ...]) -> Dossier:
    action, at = item["action"], instant(item["at"])
    ask = _ask(story, action, at)
    zones = zones_of(story, at)
    log = tuple(sorted((*events_of(story), *placed), key=lambda event: event.us))
    return Dossier(
        ask=ask,
        facts=facts_of(story, ask, action, log),
        records=records_of(story, action, zones, at=at),
        log=log,
        zones=zones,
    )


def _ask(story: Story, action: Mapped, at: datetime) -> Ask:
    to = action["to"]
    debts = tuple(action.get("debts", [story.first_debt(to)]))
    debtor = story.debtor(to, debts)
    content = action.get("content", {})
    actor = action.get("actor", "lender" if story.is_china else "col-1")
    elected = action.get("attribute_to")
    basis = action.get("basis")
    return Ask(
        at=at,
        channel=action["channel"],
        person_id=to,
        debtor_id=debtor,
        role=story.role(to, debts),
        purpose=action.get("purpose", "collect"),
        debts=story.particular(debts),
        address=action.get("address", story.address(action["channel"], to, debtor)),
        place=action.get("place", action.get("known_location")),
        actor=actor,
        lender=story.debts.get(debts[0], {}).get("lender", "lender") if debts else "lender",
        action=action.get("type"),
        technology=content.get("technology", "manual_live_agent"),
        form=content.get("form", "interactive"),
        basis=basis,
        in_reply_to=action.get("in_reply_to"),
        content=content_of(action),
        debt_elected=None if elected is None else story.particular([elected])[0],
        arrives_at=instant(action["delivered_at"]) if "delivered_at" in action else None,
    )
