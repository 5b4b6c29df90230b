"""From one parsed case to its asks, each with the dossier that the gate would be given.

Asks that only classify an event are left out. A call or message that the case places between two asks is in the
log of the later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forbear.gate.cases.events import events_of, placed_event
from forbear.gate.cases.facts import facts_of, zones_of
from forbear.gate.cases.records import records_of
from forbear.gate.cases.story import Mapped, Story, debtor_of, instant, usual_address
from forbear.gate.dossier import Ask, Dossier, Event

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask of a case, ready to be decided, with what was expected of it (if anything)."""

    case_id: str
    index: int
    rulebooks: tuple[str, ...]
    dossier: Dossier
    expect: Mapped | None


def asks_of(case: Mapped) -> tuple[Asked, ...]:
    """The asks of one parsed case that are put to the gate (those that classify an event are left out)."""
    named = case["rulebook"]
    rulebooks = tuple(named) if isinstance(named, list) else (named,)
    is_china = any(item.startswith(("cn-", "house-cn")) for item in rulebooks)
    country = "CN" if is_china else rulebooks[0].removeprefix("house-").split("-", 1)[0].upper()
    story = Story(case["id"], rulebooks, case.get("facts", {}), case.get("timeline", []), is_china, country)
    placed: list[Event] = []
    found: list[Asked] = []
    for index, item in enumerate(case["asks"]):
        if "action" not in item:
            continue
        dossier = _dossier(story, item, tuple(placed))
        found.append(Asked(story.case_id, index, rulebooks, dossier, item.get("expect")))
        if item.get("then") == "placed":
            placed.append(placed_event(dossier.ask))
    return tuple(found)


def _dossier(story: Story, item: Mapped, placed: tuple[Event, ...]) -> Dossier:
    action, at = item["action"], instant(item["at"])
    ask = _ask(story, action, at)
    log = tuple(sorted((*events_of(story), *placed), key=lambda event: event.us))
    return Dossier(
        ask=ask,
        facts=facts_of(story, ask, log),
        records=records_of(story),
        log=log,
        zones=zones_of(story, at),
    )


def _ask(story: Story, action: Mapped, at: datetime) -> Ask:
    to = action["to"]
    person = story.persons.get(to, {"role": "third_party"})
    debts = tuple(action.get("debts", ["d1"]))
    debtor = debtor_of(story, to, debts)
    content = action.get("content", {})
    actor = action.get("actor", "lender" if story.is_china else "col-1")
    return Ask(
        at=at,
        channel=action["channel"],
        person_id=to,
        debtor_id=debtor,
        role=person["role"],
        purpose=action.get("purpose", "collect"),
        debts=debts,
        address=action.get("address", usual_address(action["channel"], to, debtor)),
        place=action.get("place"),
        actor=actor,
        lender=story.debts.get(debts[0], {}).get("lender", "lender"),
        action=action.get("type"),
        technology=content.get("technology", "manual_live_agent"),
        form=content.get("form", "interactive"),
        basis=action.get("basis"),
        in_reply_to=action.get("in_reply_to"),
        content=_content(action),
    )


def _content(action: Mapped) -> dict[str, object]:
    given = action.get("content", {})
    content: dict[str, object] = {"missing": frozenset(given.get("missing", []))}
    for name in ("states", "flags", "includes", "envelope", "only"):
        if name in given:
            content[name] = frozenset(str(word) for word in given[name])
    for name in ("identity_verified", "account"):
        if name in given:
            content[name] = given[name]
    if "script" in action:
        content["script"] = action["script"]
    return content
