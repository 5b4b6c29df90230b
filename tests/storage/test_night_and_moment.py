"""Decided twice: on the same rows the night's columns and the question at the moment of sending have the same answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.gate.dossier import Proposal
from forbear.gate.row import decide
from forbear.portfolio.book import read_book
from forbear.portfolio.planned import planned_contacts
from forbear.portfolio.samples import write_cn_sample
from forbear.storage.book import import_book
from forbear.storage.ledger import PostgresLedger
from forbear.storage.runs import PostgresSink, PostgresSource

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)


def test_the_night_and_the_moment_agree_on_the_same_rows(database: Database, tmp_path: Path) -> None:
    write_cn_sample(tmp_path / "cn")
    import_book(database, read_book(tmp_path / "cn", complete=True), name="cn", at=AT)
    rulebook, ledger = rulebooks.load(), PostgresLedger(database, "cn")
    source, sink = PostgresSource(database, "cn"), PostgresSink(database, "cn")
    (results,) = run_stored(source, sink, on=date(2026, 10, 14), at=AT, rulebook=rulebook)
    differing = {}
    for row in planned_contacts(results, book="cn").iter_rows(named=True):
        proposal = Proposal(
            channel=row["channel"], person_id=row["person_id"], debtor_id=row["debtor_id"], role=row["role"],
            purpose=row["purpose"], debts=tuple(row["loan_ids"]), address=row["contact_point"],
        )  # fmt: skip
        verdict = decide(ledger.dossier(proposal, row["not_before"]), rulebook)
        against = sorted(finding.rule_id for finding in verdict.reasons)
        night = sorted(finding["rule_id"] for finding in row["findings"])
        if (int(verdict.decision), against, sorted(verdict.obligations)) != (
            row["decision"],
            night,
            sorted(row["obligations"]),
        ):
            differing[row["plan_id"]] = (row["role"], row["channel"], night, against)
    assert not differing
