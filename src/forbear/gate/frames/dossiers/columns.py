"""Dossiers as frames: what the row evaluator reads, in the shape that the column evaluator reads.

People of different dossiers stay apart, so that many single questions can be answered at once.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.domain.facts import FACTS, FactType
from forbear.gate.frames.columns import (
    ASK_SCHEMA,
    EVENT_SCHEMA,
    RECORD_SCHEMA,
    WORDS,
    ZONE_SCHEMA,
    Frames,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Dossier

_FACT_KINDS: Final[dict[FactType, pl.DataType]] = {
    FactType.TOKEN: pl.String(),
    FactType.TEXT: pl.String(),
    FactType.TOKENS: WORDS,
    FactType.BOOL: pl.Boolean(),
    FactType.INT: pl.Int64(),
    FactType.DATE: pl.Date(),
}


def frames_of(dossiers: Sequence[Dossier]) -> Frames:
    """Dossiers as frames, one question each; people of different dossiers stay apart."""
    questions: dict[str, list[object]] = {name: [] for name in (*ASK_SCHEMA, *_fact_names())}
    events: dict[str, list[object]] = {name: [] for name in EVENT_SCHEMA}
    records: dict[str, list[object]] = {name: [] for name in RECORD_SCHEMA}
    zones: dict[str, list[object]] = {name: [] for name in ZONE_SCHEMA}
    for number, dossier in enumerate(dossiers):
        _add(questions, dossier.ask, ASK_SCHEMA, number)
        for name in _fact_names():
            given = (
                dossier.ask.content.get(name.removeprefix("content."))
                if name.startswith("content.")
                else dossier.facts.get(name)
            )
            questions[name].append(_plain(given))
        for event in dossier.log:
            _add(events, event, EVENT_SCHEMA, number)
        for record in dossier.records:
            _add(records, record, RECORD_SCHEMA, number)
        for zone in dossier.zones:
            _add(zones, zone, ZONE_SCHEMA, number)
            if not zone.person_id:
                zones["person_id"][-1] = _apart(number, dossier.ask.person_id)
    kinds = {name: kind for name, (kind, _) in ASK_SCHEMA.items()} | {
        name: _FACT_KINDS[FACTS[name].type] for name in _fact_names()
    }
    return Frames(
        questions=pl.DataFrame(questions, schema=kinds),
        events=pl.DataFrame(events, schema={name: kind for name, (kind, _) in EVENT_SCHEMA.items()}),
        records=pl.DataFrame(records, schema={name: kind for name, (kind, _) in RECORD_SCHEMA.items()}),
        zones=pl.DataFrame(zones, schema={name: kind for name, (kind, _) in ZONE_SCHEMA.items()}),
    )


APART: Final = frozenset({"person_id", "debtor_id", "address"})
"""What must not be shared between questions that have nothing to do with each other."""


def _fact_names() -> list[str]:
    return [name for name in FACTS if not name.startswith("ask.")]


def _apart(number: int, person: str) -> str:
    return f"{number}/{person}"


def _add(columns: dict[str, list[object]], item: object, schema: Mapping[str, object], number: int) -> None:
    for name in schema:
        value = getattr(item, name)
        if name in APART and value is not None:
            columns[name].append(_apart(number, value))
        elif name == "addresses":
            columns[name].append(sorted(_apart(number, each) for each in value))
        else:
            columns[name].append(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, (frozenset, set, tuple)):
        return sorted(value)
    if isinstance(value, time):
        return value.isoformat(timespec="microseconds")
    return value.astimezone(UTC) if isinstance(value, datetime) else value
