"""Written cases into dossiers: facts, timeline and asks in the format that lenders and rule authors use.

One case names its instruments, states what is known, tells what happened and asks. What a case leaves out
has the meaning that the conventions of the format give it (for China: a bank of the association, its own
collector, a borrower in the mainland; elsewhere: a third-party collector). The values are parsed YAML: this
module opens no file. It judges answers; it does not give them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict

Mapped = Mapping[str, Any]
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
CONTACT_EVENTS: Final = frozenset(
    {"call", "sms", "email", "letter", "postcard", "visit", "app_push", "social_private", "social_public"}
)
INBOUND: Final = {
    "inbound_call": "call",
    "inbound_email": "email",
    "inbound_sms": "sms",
    "app_session_start": "app_in_session",
    "web_payment": "app_in_session",
}
PRODUCTS: Final = {
    "online_consumer_loan": "online_consumer",
    "branch_consumer_loan": "branch_consumer",
    "consumer_loan": "other",
}
SOURCES: Final = {"lawful_public": "public_lawful"}
WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
LIABLE: Final = frozenset({"guarantee_contract", "both_signed", "repayment_source_contract"})
MAINLAND: Final = frozenset({"Asia/Shanghai", "Asia/Urumqi"})
PHONES: Final = frozenset({"mobile", "landline"})
HOLD_STARTS: Final = {
    "dispute_received": "dispute",
    "complaint_received": "complaint",
    "debtor_states_serious_illness": "serious_illness",
    "disaster_declared": "disaster_area",
    "suicide_risk_sign": "suicide_risk",
    "cease_notice_received": "cease",
    "hardship_notice_received": "hardship",
    "death_reported": "deceased",
    "plan_signed": "plan",
    "plan_agreed_orally": "plan",
}
HOLD_ENDS: Final = {
    "dispute_answered": frozenset({"dispute"}),
    "verification_sent": frozenset({"dispute"}),
    "complaint_answered": frozenset({"complaint"}),
    "plan_broken": frozenset({"plan"}),
    "hold_released": frozenset(HOLD_STARTS.values()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask of a case, ready to be decided, with what was expected of it (if anything)."""

    case_id: str
    index: int
    rulebooks: tuple[str, ...]
    dossier: Dossier
    expect: Mapped | None


@dataclass(frozen=True, slots=True)
class _Story:
    """One case with its defaults: where it plays, who is in it, what happened."""

    case_id: str
    rulebooks: tuple[str, ...]
    facts: Mapped
    timeline: Sequence[Mapped]
    is_china: bool
    country: str

    @property
    def persons(self) -> dict[str, Mapped]:
        found = {item["id"]: item for item in self.facts.get("persons", [])}
        return (
            found
            if any(item["role"] == "borrower" for item in found.values())
            else {"p1": {"id": "p1", "role": "borrower"}, **found}
        )

    @property
    def debts(self) -> dict[str, Mapped]:
        return {item["id"]: item for item in self.facts.get("debts", [])} or {"d1": {"id": "d1"}}


def asks_of(case: Mapped) -> tuple[Asked, ...]:
    """The asks of one parsed case that are put to the gate (those that classify an event are left out)."""
    named = case["rulebook"]
    rulebooks = tuple(named) if isinstance(named, list) else (named,)
    is_china = any(item.startswith(("cn-", "house-cn")) for item in rulebooks)
    country = "CN" if is_china else rulebooks[0].removeprefix("house-").split("-", 1)[0].upper()
    story = _Story(case["id"], rulebooks, case.get("facts", {}), case.get("timeline", []), is_china, country)
    placed: list[Event] = []
    found: list[Asked] = []
    for index, item in enumerate(case["asks"]):
        if "action" not in item:
            continue
        dossier = _dossier(story, item, tuple(placed))
        found.append(Asked(story.case_id, index, rulebooks, dossier, item.get("expect")))
        if item.get("then") == "placed":
            placed.append(_placed(dossier.ask))
    return tuple(found)


def judge(verdict: Verdict, expect: Mapped) -> tuple[str, ...]:
    """Why an answer is not what was expected; empty when it is."""
    wrong: list[str] = []
    allowed = {expect["decision"], *expect.get("also_ok", [])}
    if "allow" in allowed and expect.get("obligations") != []:
        allowed.add(Decision.ALLOW_WITH_OBLIGATIONS.token)
    if verdict.decision.token not in allowed:
        wrong.append(f"answered {verdict.decision.token}, expected {expect['decision']}")
    cites = verdict.cites
    wrong += [
        f"`{cite}` is not cited"
        for cite in expect.get("cite", [])
        if not any(item.startswith(cite) for item in cites)
    ]
    wrong += [
        f"`{duty}` is not owed" for duty in expect.get("obligations", []) if duty not in verdict.obligations
    ]
    for name, value in expect.get("counts", {}).items():
        if verdict.counts.get(name) != value:
            wrong.append(f"{name} is {verdict.counts.get(name)}, expected {value}")
    wrong += [f"{key} is not answered" for key in ("override", "safe_harbor") if key in expect]
    return tuple(wrong)


def instant(value: object) -> datetime:
    """An instant of a case; a text or a parsed one, with its offset."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _dossier(story: _Story, item: Mapped, placed: tuple[Event, ...]) -> Dossier:
    action, at = item["action"], instant(item["at"])
    ask = _ask(story, action, at)
    log = tuple(sorted((*_events(story), *placed), key=lambda event: event.us))
    return Dossier(
        ask=ask,
        facts=_facts(story, ask, log),
        records=(*_given_records(story), *_timeline_records(story)),
        log=log,
        zones=_zones(story, at),
    )


def _ask(story: _Story, action: Mapped, at: datetime) -> Ask:
    to = action["to"]
    person = story.persons.get(to, {"role": "third_party"})
    debts = tuple(action.get("debts", ["d1"]))
    debtor = _debtor(story, to, debts)
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
        address=action.get("address", _usual_address(action["channel"], to, debtor)),
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


def _debtor(story: _Story, to: str, debts: tuple[str, ...]) -> str:
    if story.persons.get(to, {}).get("role") == "borrower":
        return to
    named = story.debts.get(debts[0], {}).get("person") if debts else None
    borrowers = [key for key, value in story.persons.items() if value["role"] == "borrower"]
    return str(named or borrowers[0])


def _usual_address(channel: str, person: str, debtor: str) -> str | None:
    if channel == "none":
        return None
    kind = "m" if channel in {"call", "sms"} else channel
    return f"{kind}1" if person == debtor else f"{kind}-of-{person}"


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


def _facts(story: _Story, ask: Ask, log: tuple[Event, ...]) -> dict[str, object]:
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


def _product(story: _Story, ask: Ask) -> str:
    return (
        str(story.debts.get(ask.debts[0], {}).get("product", "online_consumer"))
        if ask.debts
        else "online_consumer"
    )


def _is_abroad(story: _Story) -> bool:
    current = [
        item["tz"]
        for item in story.facts.get("location_evidence", [])
        if item["source"] == "known_current_location"
    ]
    return "debtor_abroad_zone_unknown" in story.facts.get("flags", []) or (
        story.is_china and any(tz not in MAINLAND for tz in current)
    )


def _point_facts(story: _Story, ask: Ask) -> dict[str, object]:
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


def _relation_facts(story: _Story, ask: Ask, person: Mapped) -> dict[str, object]:
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


def _reach_facts(story: _Story, ask: Ask, log: tuple[Event, ...]) -> dict[str, object]:
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


def _zones(story: _Story, at: datetime) -> tuple[ZoneEvidence, ...]:
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


def _events(story: _Story) -> list[Event]:
    return [event for item in story.timeline if (event := _event(story, item)) is not None]


def _event(story: _Story, item: Mapped) -> Event | None:
    kind, at = item["ev"], instant(item["at"])
    if kind == "address_found_not_persons":
        return Event(at, "none", item["person"], "wrong_number", direction="in", address=item["address"])
    if kind in INBOUND:
        talked = item.get("conversation", False)
        debts = tuple(item.get("debts", list(story.debts)))
        return Event(
            at,
            INBOUND[kind],
            item.get("from", "p1"),
            "conversation" if talked else "replied",
            "in",
            item.get("id", ""),
            item.get("address"),
            actor="col-1" if not story.is_china else "lender",
            debts=debts,
        )
    if kind not in CONTACT_EVENTS:
        return None
    to = item.get("to", "p1")
    debts = tuple(item.get("debts", ["d1"]))
    return Event(
        at=at,
        channel=kind,
        person_id=to,
        outcome=item.get("outcome", "not_met" if item.get("result") == "nobody_home" else "sent"),
        address=item.get("address", _usual_address(kind, to, _debtor(story, to, debts))),
        actor=item.get("by", "lender" if story.is_china else "col-1"),
        lender=story.debts.get(debts[0], {}).get("lender", "lender") if debts else "lender",
        purpose=item.get("purpose", "collect"),
        debts=debts,
        debts_discussed=tuple(item.get("conversation_debts", ())),
        debt_elected=debts[0] if item.get("attribution") == "elected" and debts else None,
        form=item.get("form", "interactive"),
        flags=frozenset({"under_consent"}) if item.get("excluded") == "consent" else frozenset(),
    )


def _placed(ask: Ask) -> Event:
    outcome = "ring_no_answer" if ask.channel == "call" else "sent"
    return Event(
        at=ask.at,
        channel=ask.channel,
        person_id=ask.person_id,
        outcome=outcome,
        address=ask.address,
        actor=ask.actor,
        lender=ask.lender,
        purpose=ask.purpose,
        debts=ask.debts,
        form=ask.form,
        in_reply_to=ask.in_reply_to,
    )


def _given_records(story: _Story) -> list[Record]:
    records = [_consent(item) for item in story.facts.get("consents", [])]
    records += [_preference(story, item) for item in story.facts.get("preferences", [])]
    records += [_hold(item) for item in story.facts.get("holds", []) if "released_by" not in item]
    return records


def _consent(item: Mapped) -> Record:
    flags = {name for name in ("express", "recorded") if item.get(name)}
    ended = instant(item["revoked_at"]) if "revoked_at" in item else None
    return Record(
        kind="consent",
        token=item["scope"],
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        ended_at=ended,
        debts=frozenset(item.get("debts", ())),
        channels=frozenset(item.get("channels", ())),
        given_to=item.get("given_to", "*"),
        from_time=_time(item.get("from")),
        to_time=_time(item.get("to")),
        only_on=_day(item.get("only_on")),
        flags=frozenset(flags),
        number=item.get("limit"),
    )


def _preference(story: _Story, item: Mapped) -> Record:
    until = _day(item.get("until"))
    zone = SHANGHAI if story.is_china else UTC
    channel, address = item.get("channel"), item.get("address")
    return Record(
        kind="preference",
        token=item["kind"],
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        channels=frozenset({channel} if channel and address is None else ()),
        addresses=frozenset({address} if address else ()),
        from_time=_time(item.get("from")),
        to_time=_time(item.get("to")),
        days=frozenset(WEEKDAYS[word] for word in item.get("days", ())),
        place=item.get("place"),
    )


def _hold(item: Mapped) -> Record:
    until = _day(item.get("until"))
    return Record(
        kind="hold",
        token=item["kind"],
        at=instant(item["start"]) if "start" in item else LONG_AGO,
        person_id=item["person"],
        until=datetime.combine(until + timedelta(days=1), time(), SHANGHAI) if until else None,
        debts=frozenset(item.get("debts", ())),
    )


def _timeline_records(story: _Story) -> list[Record]:
    records: list[Record] = []
    for item in story.timeline:
        at, kind, person = instant(item["at"]), item["ev"], str(item.get("person", item.get("from", "p1")))
        if kind in {"contact_refused", "contact_denies_knowing_debtor"}:
            token = "contact_refused" if kind == "contact_refused" else "contact_denied"
            records.append(Record("preference", token, at, person))
        elif kind in HOLD_STARTS:
            debts = frozenset({item["debt"]}) if "debt" in item else frozenset[str]()
            records.append(Record("hold", HOLD_STARTS[kind], at, person, debts=debts))
        elif kind in HOLD_ENDS:
            records = [_ended(record, item, at) for record in records]
    return records


def _ended(record: Record, item: Mapped, at: datetime) -> Record:
    fits = (
        record.token in HOLD_ENDS[item["ev"]]
        and record.ended_at is None
        and item.get("kind", record.token) == record.token
    )
    same_debt = "debt" not in item or not record.debts or item["debt"] in record.debts
    return replace(record, ended_at=at) if fits and same_debt else record


def _time(value: object) -> time | None:
    if value is None or str(value) == "24:00":
        return None
    return time.fromisoformat(str(value))


def _day(value: object) -> date | None:
    if value is None:
        return None
    return (
        value
        if isinstance(value, date) and not isinstance(value, datetime)
        else date.fromisoformat(str(value)[:10])
    )
