"""The facts of a case at one ask, with what the conventions of the format say of the facts left out.

For China: a bank of the association, its own collector, a borrower in the mainland; elsewhere: a third-party
collector. It names the zones too, from the evidence given or from the offset of the ask.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from forbear.gate.cases.story import LONG_AGO, Mapped, Story, instant
from forbear.gate.dossier import Ask, Event, ZoneEvidence

PRODUCTS: Final = {
    "online_consumer_loan": "online_consumer",
    "branch_consumer_loan": "branch_consumer",
    "consumer_loan": "other",
}
SOURCES: Final = {"lawful_public": "public_lawful"}
LIABLE: Final = frozenset({"guarantee_contract", "both_signed", "repayment_source_contract"})
MAINLAND: Final = frozenset({"Asia/Shanghai", "Asia/Urumqi"})
PHONES: Final = frozenset({"mobile", "landline"})


def facts_of(story: Story, ask: Ask, log: tuple[Event, ...]) -> dict[str, object]:
    """The facts of one ask by their names in the vocabulary; what stays unknown is left out."""
    person, debtor = story.persons.get(ask.person_id, {}), story.persons.get(ask.debtor_id, {})
    lender = story.facts.get("lender", {})
    actor_kind = "debt_collector" if not story.is_china else "creditor" if ask.actor == "lender" else "agency"
    facts: dict[str, object] = {
        "lender.kind": lender.get("type", "bank"),
        "lender.is_cba_member": lender.get("cba_member", True),
        "loan.country": story.country,
        "loan.product": PRODUCTS.get(_product(story, ask), _product(story, ask)),
        "loan.is_time_barred": any(story.debts.get(debt, {}).get("time_barred", False) for debt in ask.debts),
        "actor.kind": actor_kind,
        "person.special": frozenset({"student"} if person.get("student") else ())
        | frozenset({"minor"} if person.get("minor") else ()),
        "debtor.is_deceased": bool(debtor.get("deceased")) and debtor.get("evidence") != "agent_note",
        "debtor.lacks_capacity": debtor.get("capacity") == "none",
        "debtor.is_abroad": _is_abroad(story),
        "lender.rests_today": False,
    }
    if "age" in person:
        facts["person.age"] = person["age"]
    facts.update(_point_facts(story, ask))
    facts.update(_relation_facts(story, ask, person))
    facts.update(_reach_facts(story, ask, log))
    return facts


def _product(story: Story, ask: Ask) -> str:
    return (
        str(story.debts.get(ask.debts[0], {}).get("product", "online_consumer"))
        if ask.debts
        else "online_consumer"
    )


def _is_abroad(story: Story) -> bool:
    current = [
        item["tz"]
        for item in story.facts.get("location_evidence", [])
        if item["source"] == "known_current_location"
    ]
    return "debtor_abroad_zone_unknown" in story.facts.get("flags", []) or (
        story.is_china and any(tz not in MAINLAND for tz in current)
    )


def _point_facts(story: Story, ask: Ask) -> dict[str, object]:
    point = story.facts.get("addresses", {}).get(ask.address, {})
    person = story.persons.get(ask.person_id, {})
    source = point.get("source_code", person.get("source_code", "contract"))
    lost = [
        item
        for item in story.timeline
        if item["ev"] == "address_found_not_persons"
        and item["address"] == ask.address
        and instant(item["at"]) < ask.at
    ]
    facts: dict[str, object] = {
        "point.kind": point.get("type", "mobile"),
        "point.source": SOURCES.get(source, source),
        "point.place": point.get("place", "other"),
        "point.is_invalid": point.get("status") == "invalid",
        "point.is_persons": not lost,
        "point.employer_forbids": "consumer_said_cannot_take_personal_calls_at_work"
        in story.facts.get("knowledge", []),
    }
    return facts


def _relation_facts(story: Story, ask: Ask, person: Mapped) -> dict[str, object]:
    evidence = person.get("liability_evidence")
    liable = ask.role == "borrower" or (
        evidence in LIABLE and set(ask.debts) <= set(person.get("covers", []))
    )
    joint = [story.debts.get(debt, {}) for debt in ask.debts]
    if ask.role in {"spouse", "surviving_spouse"}:
        liable = bool(joint) and all(item.get("joint_evidence") == "both_signed" for item in joint)
        evidence = joint[0].get("joint_evidence", "none") if joint else "none"
    volunteered = any(
        item["ev"] == "contact_volunteers_to_pay"
        and item["person"] == ask.person_id
        and instant(item["at"]) < ask.at
        for item in story.timeline
    )
    return {
        "relation.is_liable": liable,
        "relation.evidence": evidence or "none",
        "relation.has_renounced": bool(person.get("renounced")),
        "relation.volunteered_to_pay": volunteered,
        "relation.answer": "none",
    }


def _reach_facts(story: Story, ask: Ask, log: tuple[Event, ...]) -> dict[str, object]:
    numbers = {
        name: item
        for name, item in story.facts.get("addresses", {}).items()
        if item.get("owner") == ask.debtor_id and item.get("type") in PHONES
    }
    numbers = numbers or {"m1": {}}
    invalid = [
        name
        for name, item in numbers.items()
        if item.get("status") == "invalid" and item.get("evidence") == "carrier_result"
    ]
    tried = {event.address for event in log if event.channel == "call" and event.at < ask.at}
    left = [name for name, item in numbers.items() if item.get("status") != "invalid" and name not in tried]
    return {
        "reach.number_invalid": bool(invalid),
        "reach.invalid_since": LONG_AGO.date(),
        "reach.untried_numbers": len(left),
    }


def zones_of(story: Story, at: datetime) -> tuple[ZoneEvidence, ...]:
    """Where the person may be: the evidence given, else the convention of the country."""
    if "location_evidence" in story.facts:
        return tuple(ZoneEvidence(item["source"], item["tz"]) for item in story.facts["location_evidence"])
    if story.is_china:
        return (ZoneEvidence("residence", "Asia/Shanghai"),)
    return (ZoneEvidence("residence", _zone_of_offset(at.utcoffset() or timedelta())),)


def _zone_of_offset(offset: timedelta) -> str:
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest:
        return {(5, 1800): "Asia/Kolkata", (9, 1800): "Australia/Darwin"}.get((hours, rest), "unknown")
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
