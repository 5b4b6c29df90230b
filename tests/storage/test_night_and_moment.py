"""Decided twice: on the same rows the night's columns and the question at the moment of sending have the same answer."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.gate.dossier import Proposal
from forbear.gate.row import decide
from forbear.portfolio.book import read_book
from forbear.portfolio.kernel import partitions
from forbear.portfolio.planned import planned_contacts
from forbear.portfolio.proposals.history import known_by
from forbear.portfolio.proposals.proposing import PROPOSAL_SCHEMA
from forbear.portfolio.questions.asking import answers_of, dossiers
from forbear.portfolio.questions.knowing import what_is_known
from forbear.portfolio.samples import write_cn_sample
from forbear.storage.book import import_book
from forbear.storage.ledger import PostgresLedger
from forbear.storage.runs import PostgresSink, PostgresSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Dossier
    from forbear.portfolio.tables import Tables
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
ON: Final = date(2026, 10, 14)
THAT_DAY: Final = datetime(2026, 10, 14, 8, 0, tzinfo=UTC)
WHOSE: Final = rulebooks.load(Path(__file__).parent.parent / "rules" / "books" / "whose")
Rows = list[dict[str, str]]


def rows_of(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(folder: Path, table: str, rows: Rows) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def entangled(folder: Path) -> Path:
    """Write the Chinese sample with contacts called about borrowers, numbers that several have, and numbers at work."""
    write_cn_sample(folder)
    relations, points, attempts = (
        rows_of(folder, name) for name in ("relations", "contact_points", "attempts")
    )
    phones = [row for row in points if row["kind"] == "mobile"]
    number_of = {row["person_id"]: row for row in reversed(phones)}
    borrowers = sorted({row["borrower_id"] for row in relations})
    for one, other in zip(borrowers[::3], borrowers[1::3], strict=False):
        number_of[one]["value"] = number_of[other]["value"]
    for borrower in borrowers[::5]:
        number_of[borrower]["place"] = "work"
    kept = {(row["person_id"], row["value"]) for row in points}
    attempts = [
        row for row in attempts if not row["contact_point"] or (row["to"], row["contact_point"]) in kept
    ]
    usual = dict.fromkeys(attempts[0], "")
    for number, row in enumerate(relations):
        said = {
            "attempt_id": f"x{number}",
            "at": "2026-10-14T10:00:00+08:00",
            "to": row["person_id"],
            "channel": "call",
        }
        said |= {
            "outcome": "ring_no_answer",
            "contact_point": number_of[row["person_id"]]["value"],
            "purpose": "relay_callback",
        }
        attempts.append({**usual, **said, "loan_ids": row["loan_id"] if number % 2 else ""})
    for number, borrower in enumerate(borrowers):
        said = {
            "attempt_id": f"y{number}",
            "at": "2026-10-14T11:00:00+08:00",
            "to": borrower,
            "channel": "call",
        }
        said |= {"outcome": "busy", "contact_point": number_of[borrower]["value"], "purpose": "collect"}
        attempts.append({**usual, **said})
    requests, people = rows_of(folder, "requests"), rows_of(folder, "people")
    asked = dict.fromkeys(requests[0], "") | {"kind": "wrong_number", "at": "2026-10-14T12:00:00+08:00"}
    for number, borrower in enumerate(borrowers[::7]):
        requests.append(
            {
                **asked,
                "request_id": f"w{number}",
                "person_id": borrower,
                "scope": number_of[borrower]["value"],
            }
        )
    for number, person in enumerate(people):
        person["special"] = "minor" if number % 11 == 0 else person["special"]
        person["born"] = ("", "2010-10-15", "2008-10-14", "2008-10-15", person["born"])[number % 5]
    for name, rows in (
        ("contact_points", points),
        ("attempts", attempts),
        ("requests", requests),
        ("people", people),
    ):
        write(folder, name, rows)
    return folder


def proposal_of(row: Mapping[str, Any]) -> Proposal:
    return Proposal(
        channel=row["channel"], person_id=row["person_id"], debtor_id=row["debtor_id"], role=row["role"],
        purpose=row["purpose"], debts=tuple(row["loan_ids"]), address=row["contact_point"],
    )  # fmt: skip


def differing_on(database: Database, plans: pl.DataFrame, rulebook: Rulebook) -> dict[str, object]:
    ledger = PostgresLedger(database, "cn")
    differing: dict[str, object] = {}
    for row in plans.iter_rows(named=True):
        verdict = decide(ledger.dossier(proposal_of(row), row["not_before"]), rulebook)
        against = sorted(finding.rule_id for finding in verdict.reasons)
        night = sorted(finding["rule_id"] for finding in row["findings"])
        moment = (int(verdict.decision), against, sorted(verdict.obligations))
        if moment != (row["decision"], night, sorted(row["obligations"])):
            differing[row["plan_id"]] = (row["role"], row["channel"], night, against)
    return differing


@pytest.mark.parametrize("which", ["shipped", "whose"])
@pytest.mark.parametrize("histories", ["plain", "entangled"])
def test_the_night_and_the_moment_agree_on_the_same_rows(
    database: Database, tmp_path: Path, histories: str, which: str
) -> None:
    folder = tmp_path / "cn"
    entangled(folder) if histories == "entangled" else write_cn_sample(folder)
    import_book(database, read_book(folder, complete=True), name="cn", at=AT)
    rulebook = rulebooks.load() if which == "shipped" else WHOSE
    source, sink = PostgresSource(database, "cn"), PostgresSink(database, "cn")
    (results,) = run_stored(source, sink, on=ON, at=AT, rulebook=rulebook)
    plans = planned_contacts(results, book="cn")
    assert not differing_on(database, plans, rulebook)


LATE: Final = "loan.days_past_due"
"""Worked out from the ledger at the moment; the night takes it from its own ageing, which these questions do not go through."""


def calls(tables: Tables) -> pl.DataFrame:
    """A call to each borrower about each loan, and to everybody whom a relation ties to one, at the first number of each."""
    loans = tables.loans.select("loan_no", debtor_no="borrower_no")
    borrowers = loans.with_columns(person_no="debtor_no", role=pl.lit("borrower"))
    others = tables.relations.select("loan_no", "person_no", "role").join(loans, on="loan_no")
    phones = tables.contact_points.filter(pl.col("kind") == "mobile").unique(
        "person_no", keep="first", maintain_order=True
    )
    asked = pl.concat([borrowers.select(others.columns), others]).join(
        phones.select("person_no", contact_point="value"), on="person_no"
    )
    return asked.with_columns(
        at=pl.lit(THAT_DAY, dtype=pl.Datetime("us", "UTC")), zone=pl.lit("Asia/Shanghai"), channel=pl.lit("call"),
        purpose=pl.lit("collect"), loan_nos=pl.concat_list("loan_no"), days_past_due=pl.lit(30, dtype=pl.Int64),
        **{name: pl.lit(None, dtype=PROPOSAL_SCHEMA[name]) for name in PROPOSAL_SCHEMA.names() if name in UNASKED},
    ).select(PROPOSAL_SCHEMA.names()).sort("person_no", "loan_no", "role")  # fmt: skip


UNASKED: Final = ("step", "template", "priority", "not_after", "bucket")


def moment_of(ledger: PostgresLedger, night: Dossier) -> Dossier:
    ask = night.ask
    proposal = Proposal(
        channel=ask.channel, person_id=ask.person_id, debtor_id=ask.debtor_id, role=ask.role, purpose=ask.purpose,
        debts=ask.debts, address=ask.address,
    )  # fmt: skip
    return ledger.dossier(proposal, ask.at)


@pytest.fixture
def tables(database: Database, tmp_path: Path) -> Tables:
    import_book(database, read_book(entangled(tmp_path / "cn"), complete=True), name="cn", at=AT)
    return known_by(PostgresSource(database, "cn").tables(), on=ON)


@pytest.mark.parametrize("loans_a_partition", [100_000, 40])
def test_the_night_sees_the_events_and_facts_that_the_moment_sees(
    database: Database, tables: Tables, loans_a_partition: int
) -> None:
    ledger, seen = PostgresLedger(database, "cn"), 0
    for part in partitions(tables, loans_max=loans_a_partition):
        for _, night in dossiers(what_is_known(part, calls(part))):
            moment = moment_of(ledger, night)
            assert sorted(night.log, key=str) == sorted(moment.log, key=str)
            assert {**night.facts, LATE: 0} == {**moment.facts, LATE: 0}
            seen += any(event.person_id != night.ask.person_id for event in night.log)
    assert seen > tables.loans.height


def test_every_rule_about_whose_contacts_they_were_bites_alike_in_both(
    database: Database, tables: Tables
) -> None:
    known = what_is_known(tables, calls(tables))
    night = answers_of(known, WHOSE)
    ledger = PostgresLedger(database, "cn")
    found: dict[str, list[bool]] = {rule.rule_id: [] for rule in WHOSE.rules}
    for number, dossier in dossiers(known):
        verdict = decide(moment_of(ledger, dossier), WHOSE)
        against = {finding.rule_id for finding in verdict.reasons}
        assert against == {finding["rule_id"] for finding in night["findings"][number]}
        for rule_id, answers in found.items():
            answers.append(rule_id in against)
    for answers in found.values():
        assert set(answers) == {True, False}
