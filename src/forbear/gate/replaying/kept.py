"""What a decision had seen, in few bytes, and the dossier made of it again.

Question and facts are kept with every decision anyway. Here is the rest: events, each by its id with the
outcome that was known then (what else an event says never changes); events without an id, records and zone
evidence as they were, without what has its usual value. Written on the way of every contact, so it does no
more than list. It refuses to make up an event that the log no longer holds.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, cast

from forbear.domain.facts import FACTS, FactType
from forbear.gate.digests import plain
from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTENT: Final = "content."
TIMES: Final = frozenset({"from_time", "to_time"})
DAYS: Final = frozenset({"only_on", "day"})
INSTANTS: Final = frozenset({"at", "until", "ended_at", "as_of"})
SETS: Final = frozenset({"debts", "channels", "addresses", "flags", "waives", "days"})
LISTS_OF_EVENTS: Final = frozenset({"debts", "debts_raised", "debts_discussed"})


class NotKept(Exception):
    """what the decision had seen is not known any more"""


def _usual(kind: type[Event | Record | ZoneEvidence]) -> tuple[tuple[str, object], ...]:
    """Each field that is kept, with its usual value (`MISSING` where it must be given)."""
    found: list[tuple[str, object]] = []
    for item in fields(kind):
        if item.init:
            made = item.default_factory
            found.append((item.name, item.default if made is MISSING else made()))
    return tuple(found)


EVENT: Final = _usual(Event)
RECORD: Final = _usual(Record)
ZONE: Final = _usual(ZoneEvidence)


def seen_of(dossier: Dossier) -> dict[str, object]:
    """What the dossier holds beside its question and facts, JSON-ready; empty parts are left out."""
    seen: dict[str, object] = {}
    if dossier.log:
        seen["events"] = [
            [event.event_id, event.outcome] if event.event_id else _written(event, EVENT)
            for event in dossier.log
        ]
    if dossier.records:
        seen["records"] = [_written(record, RECORD) for record in dossier.records]
    if dossier.zones:
        seen["zones"] = [_written(zone, ZONE) for zone in dossier.zones]
    return seen


def _written(value: object, usual: tuple[tuple[str, object], ...]) -> dict[str, object]:
    pairs = ((name, getattr(value, name), default) for name, default in usual)
    return {name: plain_part(part) for name, part, default in pairs if part != default}


def plain_part(value: object) -> object:
    """As `digests.plain`, with sets of whole numbers kept whole."""
    if isinstance(value, frozenset) and all(isinstance(item, int) for item in value):
        return sorted(value)
    return plain(value)


def event_ids(seen: Mapping[str, Any]) -> list[str]:
    """The ids of the events that the decision had seen, for whoever fetches them."""
    return [item[0] for item in seen.get("events", ()) if isinstance(item, list)]


def dossier_of(
    ask: Mapping[str, Any],
    facts: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    events: Mapping[str, Event],
) -> Dossier:
    """The dossier of a past decision; `events` are those of its log by id, as they stand today.

    Raises `NotKept` where nothing was kept (a decision older than the keeping) or an event is gone.
    """
    if seen is None:
        message = "the decision is older than the keeping of what it had seen"
        raise NotKept(message)
    return Dossier(
        ask=ask_of(ask),
        facts=facts_of(facts),
        records=tuple(cast("Record", _read(Record, item)) for item in seen.get("records", ())),
        log=tuple(_event(item, events) for item in seen.get("events", ())),
        zones=tuple(cast("ZoneEvidence", _read(ZoneEvidence, item)) for item in seen.get("zones", ())),
    )


def _event(item: Sequence[str] | Mapping[str, Any], events: Mapping[str, Event]) -> Event:
    if isinstance(item, dict):
        return cast("Event", _read(Event, item))
    event_id, outcome = cast("Sequence[str]", item)
    found = events.get(event_id)
    if found is None:
        message = f"the log no longer holds the event `{event_id}`"
        raise NotKept(message)
    return found if found.outcome == outcome else replace(found, outcome=outcome)


def _read(kind: type[Event | Record | ZoneEvidence], item: Mapping[str, Any]) -> object:
    values: dict[str, Any] = {name: _value(kind, name, value) for name, value in item.items()}
    return kind(**values)


def _value(kind: type, name: str, value: Any) -> object:  # noqa: ANN401  whatever JSON holds
    if name in INSTANTS:
        return datetime.fromisoformat(value)
    if name in TIMES:
        return time.fromisoformat(value)
    if name in DAYS:
        return date.fromisoformat(value)
    if kind is Event and name in LISTS_OF_EVENTS:
        return tuple(value)
    if name in SETS:
        return frozenset(value)
    return value


def ask_of(values: Mapping[str, Any]) -> Ask:
    """The question of a past decision, from what `digests.ask_values` gave."""
    known = {item.name for item in fields(Ask) if item.init}
    given = {name: value for name, value in values.items() if name in known}
    content = {name: typed(f"{CONTENT}{name}", value) for name, value in (given.get("content") or {}).items()}
    for name in ("at", "arrives_at"):
        if given.get(name):
            given[name] = datetime.fromisoformat(given[name])
    given.update(debts=tuple(given.get("debts") or ()), content=content)
    return Ask(**given)


def facts_of(values: Mapping[str, Any]) -> dict[str, object]:
    """The facts of a past decision with their types again (JSON knows neither sets nor dates)."""
    return {name: typed(name, value) for name, value in values.items()}


def typed(name: str, value: object) -> object:
    """One fact from JSON in the type that the vocabulary gives it."""
    fact = FACTS.get(name)
    if fact is not None and fact.type is FactType.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return frozenset(str(item) for item in value)
    return value
