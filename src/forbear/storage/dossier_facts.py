"""Facts of one question, worked out from the rows at the instant of asking: lateness from schedule and payments, never from a counter.

Names are those of `forbear.domain.facts`. Silence of the book is a `no` only for what is asked as "is it known that …"; every other
fact that no row gives is left out, and the gate refuses what hangs on it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from forbear.domain.ageing import age
from forbear.domain.facts.meanings import OF_AGE, OWN_DEBT, PHONES, SHEETS_BEGAN, STATUS_OF
from forbear.domain.loans import Charge, Instalment, Loan, Payment
from forbear.domain.words import Allocation, ChargeKind, LoanStatus, Method, Product
from forbear.domain.zones import local_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Proposal

Row = dict[str, Any]

ADDRESS: Final = "address"
HOME: Final = "home"
WORK: Final = "work"
WRONG_NUMBER: Final = "wrong_number"
AGED: Final = "aged"
"""Where the row of a loan keeps the day it was aged on, and its age."""


def facts_of(proposal: Proposal, at: datetime, document: Mapping[str, Any]) -> dict[str, object]:
    """Return the facts that the rows give for this question at `at`; unknown ones are absent."""
    people = {row["person_id"]: row for row in document["people"]}
    debtor_id = proposal.debtor_id or proposal.person_id
    day = _day(at, people.get(debtor_id), document["loans"])
    facts: dict[str, object] = {f"content.{name}": value for name, value in proposal.content.items()}
    facts.update(_loan_facts(document, day))
    facts.update(_person_facts(proposal.person_id, debtor_id, people, document["requests"], day))
    facts.update(_region_facts(proposal.person_id, document["points"], day))
    facts.update(_point_facts(proposal, document, day))
    facts.update(_relation_facts(proposal, document["relations"]))
    facts.update(_reach_facts(debtor_id, document, day))
    facts.update(_actor_facts(proposal, document["loans"]))
    return {name: value for name, value in facts.items() if value is not None}


def _day(at: datetime, debtor: Row | None, loans: Sequence[Row]) -> date:
    zones = [row["timezone"] for row in loans] + [debtor["timezone"] if debtor else None]
    zone = next((name for name in zones if name), None)
    return local_date(at, zone) if zone else at.astimezone(UTC).date()


def _one(values: set[Any]) -> object:
    """Return the value on which all debts of the question agree, else None: unknown."""
    return values.pop() if len(values) == 1 else None


def _loan_facts(document: Mapping[str, Any], day: date) -> dict[str, object]:
    loans = document["loans"]
    if not loans:
        return {}
    debts = {row["loan_id"] for row in loans}
    lifted = {row["scope"] for row in document["requests"] if row["kind"] == "lift"}
    return {
        "lender.kind": _one({row["lender_kind"] for row in loans}),
        "lender.is_cba_member": _one({row["is_cba_member"] for row in loans}),
        "lender.country": _one({row["lender_country"] for row in loans}),
        "loan.product": _one({row["product"] for row in loans}),
        "loan.country": _one({row["country"] or row["lender_country"] for row in loans}),
        "loan.signed": max(date.fromisoformat(row["signed"]) for row in loans),
        "loan.is_from_disclosure": any(date.fromisoformat(row["signed"]) >= SHEETS_BEGAN for row in loans),
        "loan.status": _one({STATUS_OF.get(row["status"]) for row in loans}),
        "loan.is_unlawful": False,
        "loan.days_past_due": max(days_past_due(row, day) for row in loans),
        "loan.is_disputed": any(
            row["kind"] == "dispute"
            and row["request_id"] not in lifted
            and (row["scope"] is None or row["scope"] in debts)
            and (row["until"] is None or day <= date.fromisoformat(row["until"]))
            for row in document["requests"]
        ),
    }


def days_past_due(row: Row, day: date) -> int:
    """Age one loan of the document on `day`, exactly.

    The answer for a day is kept in the row: a reading that is remembered is asked again and again, and no row of a reading ever changes.
    """
    known: tuple[date, int] | None = row.get(AGED)
    if known is None or known[0] != day:
        found = age(_loan(row), _instalments(row), _payments(row), _charges(row), on=day).days_past_due
        known = row[AGED] = (day, found)
    return known[1]


def _loan(row: Row) -> Loan:
    return Loan(
        loan_id=row["loan_id"],
        borrower_id=row["borrower_id"],
        lender_id=row["lender_id"],
        product=Product(row["product"]),
        currency=row["currency"],
        principal_minor=row["principal_minor"],
        annual_rate=Decimal(row["annual_rate"]),
        method=Method(row["method"]),
        signed=date.fromisoformat(row["signed"]),
        disbursed=date.fromisoformat(row["disbursed"]),
        maturity=date.fromisoformat(row["maturity"]),
        status=LoanStatus(row["status"]),
        penalty_rate=None if row["penalty_rate"] is None else Decimal(row["penalty_rate"]),
        allocation=Allocation(row["allocation"] or Allocation.COSTS_INTEREST_PRINCIPAL),
        grace_days=row["grace_days"] or 0,
        timezone=row["timezone"],
        country=row["country"],
    )


def _instalments(row: Row) -> list[Instalment]:
    return [
        Instalment(
            loan_id=row["loan_id"],
            number=each["number"],
            due=date.fromisoformat(each["due"]),
            principal_minor=each["principal_minor"],
            interest_minor=each["interest_minor"],
            fees_minor=each["fees_minor"] or 0,
        )
        for each in row["instalments"]
    ]


def _payments(row: Row) -> list[Payment]:
    return [
        Payment(loan_id=row["loan_id"], **{**each, "received": date.fromisoformat(each["received"])})
        for each in row["payments"]
    ]


def _charges(row: Row) -> list[Charge]:
    return [
        Charge(
            loan_id=row["loan_id"],
            charge_id=each["charge_id"],
            kind=ChargeKind(each["kind"]),
            date=date.fromisoformat(each["date"]),
            amount_minor=each["amount_minor"],
        )
        for each in row["charges"]
    ]


def _person_facts(
    person_id: str, debtor_id: str, people: Mapping[str, Row], requests: Sequence[Row], day: date
) -> dict[str, object]:
    """Return what is known of the two people. `deceased` left empty means that nobody told us of a death."""
    told_dead = {row["person_id"] for row in requests if row["kind"] == "deceased"}
    facts: dict[str, object] = {"debtor.is_abroad": False, "debtor.place_unknown": False}
    person, debtor = people.get(person_id), people.get(debtor_id)
    if person is not None:
        facts["person.age"] = (
            None if person["born"] is None else full_years(date.fromisoformat(person["born"]), day)
        )
        facts["person.is_deceased"] = bool(person["deceased"]) or person_id in told_dead
        facts["person.special"] = frozenset(person["special"])
    if debtor is not None:
        facts["debtor.is_deceased"] = bool(debtor["deceased"]) or debtor_id in told_dead
        facts["debtor.is_minor"] = _is_minor(debtor, day)
        facts["debtor.lacks_capacity"] = "incapacitated" in debtor["special"]
    return facts


def _is_minor(debtor: Row, day: date) -> bool | None:
    """Say whether the debtor is under age, by the day of birth or by what the lender knows; None where neither says."""
    if "minor" in debtor["special"]:
        return True
    return None if debtor["born"] is None else full_years(date.fromisoformat(debtor["born"]), day) < OF_AGE


def full_years(born: date, day: date) -> int:
    """Return the age in full years on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _region_facts(person_id: str, points: Sequence[Row], day: date) -> dict[str, object]:
    """Return in which state or province the person lives, and the address that says so.

    Homes speak before other addresses; a place of work does not speak. Where addresses disagree, or one does not say, it is not known.
    """
    lived = [
        row
        for row in points
        if row["person_id"] == person_id
        and row["kind"] == ADDRESS
        and row["place"] != WORK
        and not _invalid(row, day)
    ]
    chosen = [row for row in lived if row["place"] == HOME] or lived
    region = _one({row["region"] for row in chosen})
    return {"person.region": region, "person.region_from": chosen[0]["value"] if region else None}


def _point_facts(proposal: Proposal, document: Mapping[str, Any], day: date) -> dict[str, object]:
    """Return what is known of the address; one that is not on file for this person has the source `missing`."""
    if proposal.address is None:
        return {}
    mine = [
        row
        for row in document["points"]
        if row["person_id"] == proposal.person_id and row["value"] == proposal.address
    ]
    if not mine:
        return {"point.source": "missing"}
    point = mine[0]
    return {
        "point.kind": point["kind"],
        "point.source": point["source"],
        "point.place": point["place"],
        "point.is_invalid": _invalid(point, day),
        "point.is_shared": point["is_shared"],
        "point.is_persons": not _is_another_persons(proposal, document),
        "point.employer_forbids": False,
    }


def _is_another_persons(proposal: Proposal, document: Mapping[str, Any]) -> bool:
    """Say whether somebody told us, or an attempt found, that the address is not this person's."""
    told = {
        row["scope"]
        for row in document["requests"]
        if row["person_id"] == proposal.person_id and row["kind"] == WRONG_NUMBER
    }
    found = any(
        WRONG_NUMBER in {row["outcome"], *(each.get("outcome") for each in row["corrections"])}
        for row in document["attempts"]
        if row["person_id"] == proposal.person_id and row["contact_point"] == proposal.address
    )
    return found or None in told or proposal.address in told


def _invalid(point: Row, day: date) -> bool:
    return point["invalid_since"] is not None and date.fromisoformat(point["invalid_since"]) <= day


def _relation_facts(proposal: Proposal, relations: Sequence[Row]) -> dict[str, object]:
    """Return what ties the person to the debts. Liability needs the borrower's own debt, or a document that shows it."""
    if proposal.role == "borrower":
        return {"relation.is_liable": True}
    mine = [row for row in relations if row["role"] == proposal.role]
    if not mine:
        return {"relation.is_liable": False}
    relation = mine[0]
    covered = {
        row["loan_id"]
        for row in mine
        if row["role"] in OWN_DEBT or (row["role"] == "guarantor" and row["evidence"])
    }
    return {
        "relation.is_liable": bool(covered) and (None in covered or set(proposal.debts) <= covered),
        "relation.evidence": relation["evidence"],
        "relation.answer": relation["answer"] or "none",
        "relation.has_renounced": False,
        "relation.volunteered_to_pay": False,
    }


def _reach_facts(debtor_id: str, document: Mapping[str, Any], day: date) -> dict[str, object]:
    """Return whether the debtor's own numbers are known not to work, and how many that should work were never tried."""
    phones = [row for row in document["points"] if row["person_id"] == debtor_id and row["kind"] in PHONES]
    invalid = [row for row in phones if _invalid(row, day)]
    tried = {row["contact_point"] for row in document["attempts"] if row["person_id"] == debtor_id}
    return {
        "reach.number_invalid": bool(invalid),
        "reach.invalid_since": min(
            (date.fromisoformat(row["invalid_since"]) for row in invalid), default=None
        ),
        "reach.untried_numbers": sum(row["value"] not in tried for row in phones if not _invalid(row, day)),
    }


def _actor_facts(proposal: Proposal, loans: Sequence[Row]) -> dict[str, object]:
    if proposal.actor != "lender":
        return {"actor.kind": "agency"}
    kinds = {row["lender_kind"] for row in loans}
    return {"actor.kind": "agency" if "agency" in kinds else "creditor"}
