"""The facts of a case at one ask, with what the conventions of the format say of the facts left out.

For China: a bank of the association, its own collector, a borrower in the mainland; elsewhere: a third-party
collector. It names the zones too, from the evidence given or from the offset of the ask.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from forbear.domain.calendars import is_public_holiday
from forbear.domain.facts import FACTS, FactType
from forbear.domain.facts.meanings import OF_AGE, SHEETS_BEGAN
from forbear.gate.cases.points import agency_facts, point_facts, reach_facts
from forbear.gate.cases.story import CO_OBLIGORS, SHANGHAI, Mapped, Story, day_of, instant
from forbear.gate.dossier import Ask, Event, ZoneEvidence

PRODUCTS: Final = {
    "online_consumer_loan": "online_consumer",
    "branch_consumer_loan": "branch_consumer",
    "consumer_loan": "other",
}
LIABLE: Final = frozenset({"guarantee_contract", "both_signed", "repayment_source_contract"})
OBLIGORS: Final = CO_OBLIGORS | {"guarantor"}
SPOUSES: Final = frozenset({"spouse", "surviving_spouse"})
MAINLAND: Final = frozenset({"Asia/Shanghai", "Asia/Urumqi"})
SIGNED: Final = date(2024, 3, 1)
"""When a loan of a case was signed unless it says otherwise."""
BASIS_POINTS: Final = 10_000


def facts_of(story: Story, ask: Ask, action: Mapped, log: tuple[Event, ...]) -> dict[str, object]:
    """The facts of one ask by their names in the vocabulary; what stays unknown is left out."""
    facts: dict[str, object] = {
        **_lender_facts(story, ask),
        **_loan_facts(story, ask),
        **_person_facts(story, ask, action),
        **_actor_facts(story, ask, action),
        **point_facts(story, ask, ask.basis),
        **_relation_facts(story, ask),
        **reach_facts(story, ask, log),
        **_stated(story),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _stated(story: Story) -> dict[str, object]:
    """Facts that the case states by their names (`facts.known`), as values of their types."""
    return {
        item["fact"]: _typed(FACTS[item["fact"]].type, item["is"]) for item in story.facts.get("known", [])
    }


def _typed(kind: FactType, value: object) -> object:
    if kind is FactType.DATE:
        return day_of(value)
    if kind is FactType.TOKENS:
        return frozenset(value if isinstance(value, list) else [value])
    return value


def _lender_facts(story: Story, ask: Ask) -> dict[str, object]:
    lender = story.facts.get("lender", {})
    rests = "rest_on_public_holidays" in story.facts.get("lender_options", [])
    return {
        "lender.kind": lender.get("type", "bank"),
        "lender.is_cba_member": lender.get("cba_member", True),
        "lender.rests_today": rests and is_public_holiday("CN", ask.at.astimezone(SHANGHAI).date()),
    }


def _loan_facts(story: Story, ask: Ask) -> dict[str, object]:
    debts = [story.debts.get(debt, {}) for debt in ask.debts]
    product = debts[0].get("product", "online_consumer") if debts else "online_consumer"
    late = [item["days_past_due"] for item in debts if "days_past_due" in item]
    sheets = [_sheet(item) for item in debts if "cost_sheet" in item]
    rates = [item["sheet_default_rate"] for item in debts if "sheet_default_rate" in item]
    balances = [item["balance"] for item in debts if "balance" in item]
    terms = story.facts.get("contract_terms", {})
    steps, unreachable = terms.get("collection_steps"), terms.get("unreachable", {})
    return {
        "loan.country": story.country,
        "loan.product": PRODUCTS.get(product, product),
        "loan.is_time_barred": any(item.get("time_barred", False) for item in debts),
        "loan.days_past_due": max(late, default=10),
        "loan.signed": max((day_of(item.get("signed")) or SIGNED for item in debts), default=SIGNED),
        "loan.is_from_disclosure": any(
            (day_of(item.get("signed")) or SIGNED) >= SHEETS_BEGAN for item in debts
        ),
        "loan.status": next((item["status"] for item in debts if "status" in item), "open"),
        "loan.is_unlawful": any("unlawful" in item for item in debts),
        "loan.is_moratorium_debt": any(item.get("moratorium_debt", False) for item in debts),
        "loan.cost_sheet": frozenset.intersection(*sheets) if sheets else ALL_CHARGES,
        "loan.sheet_default_rate_bp": int(Decimal(str(min(rates))) * BASIS_POINTS) if rates else None,
        "loan.balance_minor": sum(int(Decimal(str(item)) * 100) for item in balances) if balances else None,
        "loan.collection_steps": None if steps is None else frozenset(steps),
        "loan.has_documents": True,
        "loan.unreachable_fails": unreachable.get("fails_per_day"),
        "loan.unreachable_days": unreachable.get("consecutive_days"),
    }


ALL_CHARGES: Final = frozenset(
    {"principal", "interest", "default_interest", "guarantee_fee", "late_fee", "fee"}
)


def _sheet(item: Mapped) -> frozenset[str]:
    sheet = item["cost_sheet"]
    return frozenset() if isinstance(sheet, str) else frozenset(sheet)


def _person_facts(story: Story, ask: Ask, action: Mapped) -> dict[str, object]:
    person, debtor = story.persons.get(ask.person_id, {}), story.persons.get(ask.debtor_id, {})
    special = {word for word in ("student", "minor") if person.get(word)} | (
        {"minor"} if ask.role == "minor" else set()
    )
    flags = story.facts.get("flags", [])
    return {
        "person.region": story.region,
        "person.age": person.get("age"),
        "person.special": frozenset(special),
        "person.is_deceased": bool(person.get("deceased")),
        "person.is_self_supporting": bool(person.get("self_supporting")),
        "person.is_named": bool(person.get("name_known")),
        "person.is_vulnerable": "suspected_particularly_vulnerable" in flags,
        "person.known_place": action.get("known_location"),
        "debtor.is_minor": bool(debtor.get("minor")) or debtor.get("age", OF_AGE) < OF_AGE,
        "debtor.is_deceased": bool(debtor.get("deceased")) and debtor.get("evidence") != "agent_note",
        "debtor.lacks_capacity": debtor.get("capacity") == "none" and debtor.get("evidence") != "agent_note",
        "debtor.guardian_is_known": any(
            item["role"] == "guardian" and "located" in item for item in story.persons.values()
        ),
        "debtor.is_abroad": _is_abroad(story),
        "debtor.place_unknown": "debtor_abroad_zone_unknown" in flags
        or any(
            item["source"] == "known_current_location" and not item.get("tz")
            for item in story.facts.get("location_evidence", [])
        ),
    }


def _is_abroad(story: Story) -> bool:
    current = [
        item.get("tz")
        for item in story.facts.get("location_evidence", [])
        if item["source"] == "known_current_location"
    ]
    return "debtor_abroad_zone_unknown" in story.facts.get("flags", []) or (
        story.is_china and any(tz not in MAINLAND for tz in current)
    )


def _actor_facts(story: Story, ask: Ask, action: Mapped) -> dict[str, object]:
    stated = story.facts.get("actor", {})
    if not story.is_china:
        kind = "debt_collector"
    elif ask.actor == "lender":
        kind = "creditor"
    else:
        kind = "assignee" if ask.actor.startswith("assignee") else "agency"
    collector = story.facts.get("collectors", {}).get(action.get("collector"), {})
    trained = day_of(collector.get("training_valid_until")) if collector else date(9999, 12, 31)
    recorder = story.facts.get("systems", {}).get("recorder")
    down = recorder is not None and instant(recorder["down_from"]) <= ask.at < instant(recorder["down_to"])
    return {
        "actor.kind": kind,
        **agency_facts(story, ask.actor, ask.at),
        "actor.is_enforcement_agent": stated.get("type") == "enforcement_agent"
        and bool(stated.get("notified")),
        "actor.is_own_employee": stated.get("individual") != "outside_contractor",
        "collector.is_approved": True,
        "collector.is_trained": trained is not None,
        "collector.trained_until": trained or date(1970, 1, 1),
        "visit.staff": action.get("staff", 2),
        "system.recorder_is_up": not down,
    }


def _relation_facts(story: Story, ask: Ask) -> dict[str, object]:
    person = story.persons.get(ask.person_id, {})
    evidence, debts = person.get("liability_evidence"), [story.debts.get(debt, {}) for debt in ask.debts]
    covered = set(ask.debts) <= set(person.get("covers", ask.debts if evidence else ()))
    liable = ask.role == "borrower" or (evidence in LIABLE and covered)
    limit = person.get("limit", person.get("inherits"))
    if ask.role == "heir":
        liable = person.get("evidence") == "succession_record" and not person.get("renounced")
    if ask.role in SPOUSES:
        liable = bool(debts) and all(item.get("joint_evidence") == "both_signed" for item in debts)
        evidence = debts[0].get("joint_evidence", "none") if debts else "none"
    if not story.is_china and ask.role in OBLIGORS:
        liable = bool(person.get("contract", True))
    joined = [item for item in _of(story, ask, "third_party_joins_debt") if item.get("informed", True)]
    if joined:
        liable, evidence, limit = True, "joined_debt", joined[-1].get("limit", limit)
    return {
        "relation.is_liable": liable,
        "relation.evidence": evidence or "none",
        "relation.contract": bool(person.get("contract")) or ask.role in CO_OBLIGORS,
        "relation.limit_minor": None if limit is None else int(Decimal(str(limit)) * 100),
        "relation.has_renounced": bool(person.get("renounced")),
        "relation.is_premarital": any(item.get("premarital", False) for item in debts),
        "relation.volunteered_to_pay": any(
            item.get("recorded", True) for item in _of(story, ask, "contact_volunteers_to_pay")
        ),
        "relation.answer": "none",
    }


def _of(story: Story, ask: Ask, kind: str) -> list[Mapped]:
    """What happened of this kind with the person asked about, before the ask."""
    return [item for item in story.before(ask.at, kind) if item.get("person") == ask.person_id]


def zones_of(story: Story, at: datetime) -> tuple[ZoneEvidence, ...]:
    """Where the person may be: the evidence given, else the convention of the country."""
    if "location_evidence" in story.facts:
        told = story.facts["location_evidence"]
        return tuple(ZoneEvidence(item["source"], item["tz"]) for item in told if item.get("tz"))
    if story.is_china:
        return (ZoneEvidence("residence", "Asia/Shanghai"),)
    return (ZoneEvidence("residence", _zone_of_offset(at.utcoffset() or timedelta())),)


def _zone_of_offset(offset: timedelta) -> str:
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest:
        return {(5, 1800): "Asia/Kolkata", (9, 1800): "Australia/Darwin"}.get((hours, rest), "unknown")
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
