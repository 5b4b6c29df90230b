"""Asking the gate about all proposals of a partition at once, and keeping its answers beside them.

It gathers what is known, asks, and adds the answers; it has no opinion of its own. A plan that the gate allows tonight is asked about
again by row when it is to be sent.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.gate.columns import BREACHED, SATISFIED, Frames, reasons
from forbear.gate.columns import decide as decide_all
from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.next_instant import with_next
from forbear.gate.row import NO_INSTRUMENT, decide
from forbear.portfolio.questions.knowing import Known, what_is_known
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forbear.gate.finding import Finding
    from forbear.portfolio.tables import Tables
    from forbear.rulebooks.book import Rulebook

INSTANT: Final = pl.Datetime("us", "UTC")
WORDS: Final = pl.List(pl.String)
FINDINGS: Final = pl.List(pl.Struct({"rule_id": pl.String, "cites": WORDS, "decision": pl.String}))
ANSWER_SCHEMA: Final = pl.Schema(
    {
        "ask_no": pl.Int64(),
        "decision": pl.Int8(),
        "findings": FINDINGS,
        "cites": WORDS,
        "obligations": WORDS,
        "unknown": WORDS,
        "next_permitted_at": INSTANT,
    }
)
ASK_FIELDS: Final = ("at", "channel", "person_id", "debtor_id", "role", "purpose", "address")
PERMITS_UP_TO: Final = int(Decision.ALLOW_WITH_OBLIGATIONS)
NEXT_INSTANTS_MAX: Final = (
    20_000  # a search takes milliseconds; a night must not wait for a book that is refused as a whole
)
SETS: Final = ("debts", "channels", "addresses", "waives")


def ask_gate(tables: Tables, proposals: pl.DataFrame, *, rulebook: Rulebook) -> pl.DataFrame:
    """Return the proposals with the gate's answers.

    `decision` is its number, `findings` and `cites` what speaks against the contact, `obligations` what is owed with it, `unknown` the
    facts that are missing, `next_permitted_at` the next instant (of at most `NEXT_INSTANTS_MAX` refusals a partition) at which the
    answer would be yes.
    """
    numbered = proposals.with_row_index("ask_no").with_columns(pl.col("ask_no").cast(pl.Int64))
    if proposals.is_empty():
        nothing = pl.DataFrame(schema=ANSWER_SCHEMA)
        return numbered.join(nothing, on="ask_no", how="left").drop("ask_no")
    answers = answers_of(what_is_known(tables, proposals), rulebook)
    return numbered.join(answers, on="ask_no", how="left", maintain_order="left").drop("ask_no")


def answers_of(known: Known, rulebook: Rulebook) -> pl.DataFrame:
    """Decide every question in columns; one row each with the columns of `ANSWER_SCHEMA`, in the order of `ask_no`."""
    frames = Frames(questions=known.questions, events=known.events, records=known.records, zones=known.zones)
    said = decide_all(frames, rulebook).with_row_index("ask_no").with_columns(pl.col("ask_no").cast(pl.Int64))
    against = _against(said, rulebook)
    decided = said.select("ask_no", "decision").join(against, on="ask_no", how="left")
    whole = decided.join(_owed(said, rulebook), on="ask_no", how="left").with_columns(
        pl.col("obligations").fill_null([]),
        nothing_said=pl.col("findings").is_null() & (pl.col("decision") > PERMITS_UP_TO),
    )
    whole = whole.with_columns(
        findings=pl.when("nothing_said")
        .then(pl.lit([_finding(NO_INSTRUMENT)], dtype=FINDINGS))
        .otherwise(pl.col("findings").fill_null([])),
        cites=pl.when("nothing_said")
        .then(pl.lit(list(NO_INSTRUMENT.cites), dtype=WORDS))
        .otherwise(pl.col("cites").fill_null([])),
    )
    refused = whole.filter(pl.col("decision") > PERMITS_UP_TO)["ask_no"].head(NEXT_INSTANTS_MAX)
    later = _looked_at_closely(known, refused, rulebook)
    return (
        whole.join(later, on="ask_no", how="left")
        .with_columns(pl.col("unknown").fill_null([]))
        .select(ANSWER_SCHEMA.names())
        .sort("ask_no")
    )


def _against(said: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Gather per question the rules that speak against it, with their clauses; a rule that could not be told denies."""
    rules = _rule_frame(rulebook)
    told = (
        reasons(said).rename({"row": "ask_no"}).join(rules, on="rule_id", how="left", maintain_order="left")
    )
    denies = (
        pl.when(pl.col("state") == "unknown").then(pl.lit(Decision.DENY.token)).otherwise(pl.col("token"))
    )
    kept = told.filter((pl.col("state") == "unknown") | (pl.col("strength") > PERMITS_UP_TO)).with_columns(
        decision=denies
    )
    return kept.group_by("ask_no", maintain_order=True).agg(
        findings=pl.struct("rule_id", "cites", "decision"),
        cites=pl.col("cites").explode().drop_nulls().unique(maintain_order=True),
    )


def _owed(said: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Gather per question the duties that come with a contact: of rules that oblige, and of rules that were met on conditions."""
    found = [pl.DataFrame(schema={"ask_no": pl.Int64, "duty": pl.String})]
    for rule in rulebook.rules:
        obliges = rule.decision is Decision.ALLOW_WITH_OBLIGATIONS
        column = f"{BREACHED if obliges else SATISFIED}{rule.rule_id}"
        if rule.obligations and column in said.columns:
            owing = said.filter(pl.col(column)).select("ask_no")
            found.extend(owing.with_columns(duty=pl.lit(duty)) for duty in rule.obligations)
    return pl.concat(found).group_by("ask_no").agg(obligations=pl.col("duty").unique().sort())


def _rule_frame(rulebook: Rulebook) -> pl.DataFrame:
    ids = list(dict.fromkeys(rule.rule_id for rule in rulebook.rules))
    newest = [rule for rule_id in ids if (rule := rulebook.rule(rule_id)) is not None]
    return pl.DataFrame(
        {
            "rule_id": [rule.rule_id for rule in newest],
            "cites": [list(rule.cites) for rule in newest],
            "strength": [int(rule.decision) for rule in newest],
            "token": [rule.decision.token for rule in newest],
        },
        schema={"rule_id": pl.String, "cites": WORDS, "strength": pl.Int64, "token": pl.String},
    )


def _finding(finding: Finding) -> dict[str, object]:
    return {"rule_id": finding.rule_id, "cites": list(finding.cites), "decision": finding.decision.token}


def _looked_at_closely(known: Known, refused: pl.Series, rulebook: Rulebook) -> pl.DataFrame:
    """Ask again by row about refusals: which facts are missing, and when the answer would be yes."""
    questions = known.questions.filter(pl.col("ask_no").is_in(refused.implode()))
    people = pl.concat([questions["person_id"], questions["debtor_id"]]).unique().to_frame("person_id")
    chosen = Known(
        questions=questions,
        events=known.events.filter(
            pl.col("person_id").is_in(people["person_id"].implode())
            | pl.col("debtor_id").is_in(people["person_id"].implode())
            | pl.col("address").is_in(questions["address"].implode()).fill_null(value=False)
        ),
        records=known.records.join(people, on="person_id", how="semi", maintain_order="left"),
        zones=known.zones.join(people, on="person_id", how="semi", maintain_order="left"),
    )
    rows = []
    for number, dossier in dossiers(chosen):
        verdict = with_next(decide(dossier, rulebook), dossier, rulebook)
        rows.append((number, list(verdict.unknown), verdict.next_permitted_at))
    schema = pl.Schema({"ask_no": pl.Int64(), "unknown": WORDS, "next_permitted_at": INSTANT})
    return pl.DataFrame(rows, schema=schema, orient="row")


def dossiers(known: Known) -> Iterator[tuple[int, Dossier]]:
    """Yield each question with its dossier, as the row evaluator takes it."""
    events = [_event(row) for row in known.events.iter_rows(named=True)]
    seen = _seen_by(events)
    records = _by_person(known.records, _record)
    zones = _by_person(known.zones, _zone)
    names = [name for name in known.questions.columns if "." in name]
    for row in known.questions.iter_rows(named=True):
        ask = Ask(**{name: row[name] for name in ASK_FIELDS}, debts=tuple(row["debts"] or ()))
        people = list(dict.fromkeys([ask.person_id, ask.debtor_id]))
        facts = {name: _fact(row[name]) for name in names if row[name] is not None}
        keys = [
            *(("person", person) for person in people),
            ("debtor", ask.debtor_id),
            ("address", ask.address),
        ]
        bears = sorted({number for key in keys for number in seen.get(key, ())})
        log = sorted((events[number] for number in bears), key=lambda event: event.us)
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


def _seen_by(events: list[Event]) -> dict[tuple[str, str | None], list[int]]:
    """Which events a question sees, by their place in the list: those with a person, about a debtor's loans, at an address."""
    seen: dict[tuple[str, str | None], list[int]] = {}
    for number, event in enumerate(events):
        keys = [("person", event.person_id), ("debtor", event.debtor_id)]
        keys += [("address", event.address)] if event.address is not None else []
        for key in keys:
            seen.setdefault(key, []).append(number)
    return seen


def _by_person(frame: pl.DataFrame, make: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    found: dict[str, list[Any]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(make(row))
    return found


def _fact(value: object) -> object:
    return frozenset(value) if isinstance(value, list) else value


def _event(row: Mapping[str, Any]) -> Event:
    lists = {name: tuple(row[name]) for name in ("debts", "debts_raised", "debts_discussed")}
    return Event(**{**row, **lists, "flags": frozenset(row["flags"])})


def _record(row: Mapping[str, Any]) -> Record:
    sets = {name: frozenset(row[name]) for name in SETS}
    times = {
        name: None if row[name] is None else time.fromisoformat(row[name])
        for name in ("from_time", "to_time")
    }
    return Record(**{**row, **sets, **times})


def _zone(row: Mapping[str, Any]) -> ZoneEvidence:
    return ZoneEvidence(**row)
