"""Asking the gate about all proposals of a partition at once, and keeping its answers beside them.

It gathers what is known, asks, and adds the answers; it has no opinion of its own. A plan that the gate allows tonight is asked about
again by row when it is to be sent.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.row import decide
from forbear.portfolio.knowing import what_is_known
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forbear.gate.verdict import Verdict
    from forbear.portfolio.knowing import Known
    from forbear.portfolio.tables import Tables
    from forbear.rulebooks.book import Rulebook

INSTANT: Final = pl.Datetime("us", "UTC")
WORDS: Final = pl.List(pl.String)
FINDINGS: Final = pl.List(pl.Struct({"rule_id": pl.String, "cites": WORDS, "decision": pl.String}))
ANSWER_SCHEMA: Final = pl.Schema(
    {
        "ask_no": pl.Int64,
        "decision": pl.Int8,
        "findings": FINDINGS,
        "cites": WORDS,
        "obligations": WORDS,
        "unknown": WORDS,
        "next_permitted_at": INSTANT,
    }
)
ASK_FIELDS: Final = ("at", "channel", "person_id", "debtor_id", "role", "purpose", "address")
SETS: Final = ("debts", "channels", "addresses", "waives")


def ask_gate(tables: Tables, proposals: pl.DataFrame, *, rulebook: Rulebook) -> pl.DataFrame:
    """Return the proposals with the gate's answers: `decision` (its number), `findings` and `cites` of what speaks against
    it, `obligations`, `unknown` facts and `next_permitted_at`."""
    numbered = proposals.with_row_index("ask_no").with_columns(pl.col("ask_no").cast(pl.Int64))
    if proposals.is_empty():
        answers = pl.DataFrame(schema=ANSWER_SCHEMA)
    else:
        answers = _one_by_one(what_is_known(tables, proposals), rulebook)
    return numbered.join(answers, on="ask_no", how="left", maintain_order="left").drop("ask_no")


def dossiers(known: Known) -> Iterator[tuple[int, Dossier]]:
    """Yield each question with its dossier, as the row evaluator takes it."""
    events = _by_person(known.events, _event)
    records = _by_person(known.records, _record)
    zones = _by_person(known.zones, _zone)
    names = [name for name in known.questions.columns if "." in name]
    for row in known.questions.iter_rows(named=True):
        ask = Ask(**{name: row[name] for name in ASK_FIELDS}, debts=tuple(row["debts"] or ()))
        people = list(dict.fromkeys([ask.person_id, ask.debtor_id]))
        facts = {name: _fact(row[name]) for name in names if row[name] is not None}
        log = sorted((event for person in people for event in events.get(person, ())), key=lambda event: event.us)
        yield (
            row["ask_no"],
            Dossier(
                ask=ask,
                facts=facts,
                records=tuple(record for person in people for record in records.get(person, ())),
                log=tuple(log),
                zones=tuple(zone for person in people for zone in zones.get(person, ())),
            ),
        )


def _one_by_one(known: Known, rulebook: Rulebook) -> pl.DataFrame:
    rows = [_answer(number, decide(dossier, rulebook)) for number, dossier in dossiers(known)]
    return pl.DataFrame(rows, schema=ANSWER_SCHEMA, orient="row")


def _answer(number: int, verdict: Verdict) -> tuple[Any, ...]:
    against = [finding for finding in verdict.findings if finding.decision > Decision.ALLOW_WITH_OBLIGATIONS]
    return (
        number,
        int(verdict.decision),
        [{"rule_id": one.rule_id, "cites": list(one.cites), "decision": one.decision.token} for one in against],
        list(dict.fromkeys(cite for finding in against for cite in finding.cites)),
        list(verdict.obligations),
        list(verdict.unknown),
        verdict.next_permitted_at,
    )


def _by_person(frame: pl.DataFrame, make: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    found: dict[str, list[Any]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(make(row))
    return found


def _fact(value: object) -> object:
    return frozenset(value) if isinstance(value, list) else value


def _event(row: Mapping[str, Any]) -> Event:
    return Event(**{**row, "debts": tuple(row["debts"])})


def _record(row: Mapping[str, Any]) -> Record:
    sets = {name: frozenset(row[name]) for name in SETS}
    times = {name: None if row[name] is None else time.fromisoformat(row[name]) for name in ("from_time", "to_time")}
    return Record(**{**row, **sets, **times})


def _zone(row: Mapping[str, Any]) -> ZoneEvidence:
    return ZoneEvidence(**row)
