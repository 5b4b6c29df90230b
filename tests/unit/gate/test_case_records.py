"""The consents, wishes, holds and notices that a case states or tells of, as the gate is given them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest

from forbear.gate.cases import asks_of

if TYPE_CHECKING:
    from forbear.gate.dossier import Record

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
AT: Final = "2026-10-14T11:00:00+08:00"
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
CHINA: Final = "cn-cba-2026"


def records(
    facts: dict[str, Any], *timeline: dict[str, Any], rulebook: str = CHINA, **action: object
) -> list[Record]:
    """Those of a case, without the notices that are presumed."""
    put = {"channel": "call", "to": "p1", **action}
    case = {"id": "x", "rulebook": rulebook, "facts": facts, "timeline": list(timeline)}
    found = asks_of({**case, "asks": [{"at": AT, "action": put}]})[0].dossier.records
    return [one for one in found if not (one.kind == "notice" and one.at == LONG_AGO)]


def the(facts: dict[str, Any], *timeline: dict[str, Any], rulebook: str = CHINA, **action: object) -> Record:
    (found,) = records(facts, *timeline, rulebook=rulebook, **action)
    return found


def told(ev: str, day: int, **more: object) -> dict[str, Any]:
    """Something of the timeline at ten in the morning of a day in October."""
    return {"at": f"2026-10-{day:02}T10:00:00+08:00", "ev": ev, "person": "p1", **more}


def at(day: int) -> datetime:
    return datetime(2026, 10, day, 10, tzinfo=SHANGHAI)


def test_a_consent_to_several_things_is_one_for_each() -> None:
    facts = {"consents": [{"person": "p1", "scope": "calls, email"}]}
    assert [(one.kind, one.token, one.at) for one in records(facts)] == [
        ("consent", "calls", LONG_AGO),
        ("consent", "email", LONG_AGO),
    ]


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ({"express": True}, {"express"}),
        ({"recorded": True}, {"recorded"}),
        ({"express": False, "recorded": False}, set()),
        ({"during": "a call"}, {"compliant"}),
    ],
)
def test_how_a_consent_was_given_is_kept(said: dict[str, Any], flags: set[str]) -> None:
    assert the({"consents": [{"person": "p1", "scope": "calls", **said}]}).flags == flags


def test_a_consent_keeps_its_hours_its_day_and_its_end() -> None:
    hours = {"from": "22:00", "to": "24:00", "only_on": "2026-10-14", "limit": 2, "given_to": "lender"}
    consent = the({"consents": [{"person": "p1", "scope": "calls", "revoked_at": AT, **hours}]})
    assert (consent.from_time, consent.to_time, consent.only_on) == (time(22), None, date(2026, 10, 14))
    assert (consent.ended_at, consent.number, consent.given_to) == (datetime.fromisoformat(AT), 2, "lender")


def wish(**said: object) -> dict[str, Any]:
    return {"preferences": [{"person": "p1", "kind": "no_calls", **said}]}


TWO_ZONES: Final = [
    {"source": "residence", "tz": "Asia/Tokyo"},
    {"source": "last_login", "tz": "America/New_York"},
]


@pytest.mark.parametrize(
    ("where", "ends"),
    [
        ({}, datetime(2026, 10, 21, tzinfo=SHANGHAI)),
        ({"location_evidence": TWO_ZONES}, datetime(2026, 10, 21, tzinfo=ZoneInfo("America/New_York"))),
        (
            {"location_evidence": [{"source": "residence", "tz": "nowhere"}]},
            datetime(2026, 10, 21, tzinfo=UTC),
        ),
    ],
)
def test_a_wish_holds_until_its_last_day_is_over_everywhere_the_person_may_be(
    where: dict[str, Any], ends: datetime
) -> None:
    assert the({**wish(until="2026-10-20"), **where}).until == ends


def test_a_wish_about_one_address_is_not_about_its_whole_channel() -> None:
    assert the(wish(channel="sms")).channels == {"sms"}
    one = the(wish(channel="sms", address="m7"))
    assert (one.channels, one.addresses) == (frozenset(), frozenset({"m7"}))


def test_days_of_a_wish_are_counted_from_monday() -> None:
    assert the(wish(days=["MO", "TU", "WE", "TH", "FR"])).days == {0, 1, 2, 3, 4}
    assert the(wish(days=["SA", "SU"])).days == {5, 6}


def test_hours_that_alone_are_welcome_shut_the_others() -> None:
    shut = the(wish(kind="only_times", **{"from": "09:00", "to": "17:00"}))
    assert (shut.token, shut.from_time, shut.to_time) == ("inconvenient_time", time(17), time(9))


def test_an_evening_that_alone_is_welcome_shuts_the_time_before() -> None:
    shut = the(wish(kind="only_times", **{"from": "18:00"}))
    assert (shut.from_time, shut.to_time) == (None, time(18))


def test_days_that_alone_are_welcome_shut_the_other_days_wholly() -> None:
    shut = the(wish(kind="only_times", days=["MO", "TU"]))
    assert shut.days == {2, 3, 4, 5, 6}
    assert (shut.from_time, shut.to_time) == (None, None)


def test_hours_of_some_days_shut_the_other_hours_and_the_other_days() -> None:
    hours, days = records(wish(kind="only_times", days=["SA", "SU"], **{"from": "09:00", "to": "12:00"}))
    assert (hours.from_time, hours.to_time, hours.days) == (time(12), time(9), frozenset({5, 6}))
    assert (days.from_time, days.to_time, days.days) == (None, None, frozenset({0, 1, 2, 3, 4}))


def hold(**said: object) -> dict[str, Any]:
    return {"holds": [{"person": "p1", "kind": "dispute", **said}]}


def test_a_hold_that_was_released_is_none() -> None:
    assert records(hold(released_by="a person")) == []


@pytest.mark.parametrize(("rulebook", "zone"), [(CHINA, SHANGHAI), ("us-fed-regf", UTC)])
def test_a_hold_from_a_day_begins_with_that_day(rulebook: str, zone: ZoneInfo) -> None:
    assert the(hold(start="2026-10-01"), rulebook=rulebook).at == datetime(2026, 10, 1, tzinfo=zone)
    assert the(hold(start="2026-10-01T08:00:00+01:00")).at == datetime(2026, 10, 1, 7, tzinfo=UTC)
    assert the(hold()).at == LONG_AGO


def test_a_hold_ends_after_its_last_day() -> None:
    assert the(hold(until="2026-10-20")).until == datetime(2026, 10, 21, tzinfo=SHANGHAI)
    assert the(hold()).until is None


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ({"ground": "illness", "notice": "written"}, {"illness", "written"}),
        ({"attorney_known": True}, {"attorney_known"}),
        ({"attorney_known": False}, {"attorney_unknown"}),
        ({}, set()),
    ],
)
def test_what_else_is_known_of_a_hold_is_kept(said: dict[str, Any], flags: set[str]) -> None:
    assert the(hold(**said)).flags == flags


@pytest.mark.parametrize(
    ("kind", "role", "people"),
    [
        ("breathing_space", "co_borrower", ["j1", "p1"]),
        ("crisis_breathing_space", "co_borrower", ["j1", "p1"]),
        ("breathing_space", "guarantor", ["j1"]),
        ("dispute", "co_borrower", ["j1"]),
    ],
)
def test_the_moratorium_of_a_joint_debtor_is_one_for_the_borrower_too(
    kind: str, role: str, people: list[str]
) -> None:
    persons = [{"id": "p1", "role": "borrower"}, {"id": "j1", "role": role}]
    facts = {"persons": persons, "holds": [{"person": "j1", "kind": kind}]}
    assert [one.person_id for one in records(facts)] == people


@pytest.mark.parametrize(
    ("began", "ended", "token"),
    [
        ("dispute_received", "dispute_answered", "dispute"),
        ("complaint_received", "complaint_answered", "complaint"),
        ("plan_signed", "plan_broken", "plan"),
        ("dispute_received", "hold_released", "dispute"),
    ],
)
def test_what_began_a_hold_is_ended_by_its_answer(began: str, ended: str, token: str) -> None:
    one = the({}, told(began, 1), told(ended, 5))
    assert (one.token, one.at, one.ended_at) == (token, at(1), at(5))


def test_the_first_end_of_a_hold_stands() -> None:
    assert the(
        {}, told("dispute_received", 1), told("dispute_answered", 5), told("hold_released", 7)
    ).ended_at == at(5)


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        (told("dispute_received", 1), told("complaint_answered", 5)),
        (told("dispute_received", 1, debt="d1"), told("dispute_answered", 5, debt="d2")),
        (told("dispute_received", 1), told("hold_released", 5, kind="complaint")),
    ],
)
def test_an_answer_to_something_else_ends_no_hold(began: dict[str, Any], ended: dict[str, Any]) -> None:
    assert the({}, began, ended).ended_at is None


@pytest.mark.parametrize("debt", [{}, {"debt": "d1"}])
def test_a_hold_of_all_debts_is_ended_by_the_answer_about_one(debt: dict[str, str]) -> None:
    assert the({}, told("dispute_received", 1), told("dispute_answered", 5, **debt)).ended_at == at(5)


def test_a_hold_of_one_debt_is_about_that_debt() -> None:
    assert the({}, told("dispute_received", 1, debt="d1")).debts == {"d1"}
    assert the({}, told("dispute_received", 1)).debts == frozenset()


@pytest.mark.parametrize(
    ("kind", "token"), [("standard", "breathing_space"), ("crisis", "crisis_breathing_space")]
)
def test_a_moratorium_in_a_crisis_is_one_of_its_own(kind: str, token: str) -> None:
    assert the({}, told("moratorium_start", 1, type=kind)).token == token
    assert the({}, told("moratorium_start", 1)).token == "breathing_space"


def test_a_plan_holds_to_the_end_of_the_day_agreed() -> None:
    assert the({}, told("plan_signed", 1, agreed_until="2026-10-20")).until == datetime(
        2026, 10, 21, tzinfo=SHANGHAI
    )


@pytest.mark.parametrize(("kind", "to"), [("violent_collection_found", "a1"), ("dispute_received", "*")])
def test_only_a_finding_of_violence_is_about_an_agency(kind: str, to: str) -> None:
    assert the({}, told(kind, 1, agency="a1")).given_to == to


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ({"within_validation_period": True}, {"within_validation_period"}),
        ({"within_validation_period": False}, {"after_validation_period"}),
        ({"basis": "amount"}, {"amount"}),
        ({"evidence": "none"}, {"evidence_none"}),
        ({"evidence": "letter"}, set()),
    ],
)
def test_how_a_dispute_was_made_is_kept(said: dict[str, Any], flags: set[str]) -> None:
    assert the({}, told("dispute_received", 1, **said)).flags == flags


def test_a_request_for_the_first_creditor_is_told_from_a_dispute() -> None:
    assert the({}, told("original_creditor_request_received", 1)).flags == {"original_creditor_request"}


@pytest.mark.parametrize(
    ("earlier", "basis", "flag"),
    [
        ("2026-10-01T10:00:00+08:00", "illness", "repeat"),
        ("2026-10-01T10:00:00+08:00", "job_loss", "first"),
        ("2026-06-13T10:00:00+08:00", "illness", "repeat"),
        ("2026-06-12T10:00:00+08:00", "illness", "first"),
    ],
)
def test_a_notice_of_hardship_is_a_repeat_within_four_months_for_the_same_reason(
    earlier: str, basis: str, flag: str
) -> None:
    notices = [
        told("hardship_notice_received", 1, basis="illness"),
        told("hardship_notice_received", 15, basis=basis),
    ]
    notices[0]["at"], notices[1]["at"] = earlier, "2026-10-13T10:00:00+08:00"
    _, second = records({}, *notices)
    assert second.flags == {basis, flag}


def test_a_notice_keeps_its_addressee_its_limit_and_its_day() -> None:
    one = the({}, told("placed_with_agency", 1, agency="a1", limit=3, opt_out_by="2026-10-30", debt="d1"))
    assert (one.kind, one.token, one.given_to, one.number) == ("notice", "placed_with_agency", "a1", 3)
    assert (one.day, one.debts) == (date(2026, 10, 30), frozenset({"d1"}))


def test_a_placement_ends_when_it_is_recalled() -> None:
    placed, recalled = (
        told("placed_with_agency", 1, agency="a1"),
        told("recalled_from_agency", 5, agency="a1"),
    )
    assert records({}, placed, recalled)[0].ended_at == at(5)


@pytest.mark.parametrize(
    "recalled",
    [told("recalled_from_agency", 5, agency="a2"), told("recalled_from_agency", 5, agency="a1", debt="d2")],
)
def test_a_recall_from_another_or_of_another_debt_ends_no_placement(recalled: dict[str, Any]) -> None:
    assert records({}, told("placed_with_agency", 1, agency="a1", debt="d1"), recalled)[0].ended_at is None


def test_a_notice_that_came_back_was_not_given_but_a_report_to_a_bureau_stands() -> None:
    sent, furnished = told("validation_notice_sent", 1), told("furnished", 2)
    first, second = records({}, sent, furnished, told("undeliverable_notice", 5))
    assert (first.ended_at, second.ended_at) == (at(5), None)


def test_what_came_back_does_not_end_a_hold() -> None:
    assert the({}, told("dispute_received", 1), told("undeliverable_notice", 5)).ended_at is None


def test_a_session_lasts_until_it_ends() -> None:
    held = records({}, told("app_session_start", 1), told("dispute_received", 2), told("app_session_end", 5))
    assert [(one.token, one.ended_at) for one in held] == [("app_session", at(5)), ("dispute", None)]


@pytest.mark.parametrize(
    ("kind", "more", "sent"),
    [
        ("letter", {}, True),
        ("email", {"dir": "out"}, True),
        ("email", {"dir": "in"}, False),
        ("sms", {}, False),
    ],
)
def test_only_what_can_come_back_is_kept_as_a_message_sent(
    kind: str, more: dict[str, Any], *, sent: bool
) -> None:
    found = records({}, told(kind, 1, to="p1", debts=["d1"], **more))
    assert [(one.token, one.debts) for one in found] == (
        [("message_sent", frozenset({"d1"}))] if sent else []
    )


@pytest.mark.parametrize(("text", "stops"), [("STOP", True), ("thank you", False)])
def test_a_reply_that_says_stop_takes_the_leave_back(text: str, *, stops: bool) -> None:
    reply = {"at": AT.replace("14T", "13T"), "ev": "inbound_sms", "from": "p1", "text": text}
    found = records({}, {**reply, "address": "m7", "in_reply_to": "s1"})
    assert len(found) == stops
    if stops:
        assert (found[0].token, found[0].addresses) == ("medium_opt_out", frozenset({"m7"}))
        assert found[0].flags == {"revocation", "s1"}


@pytest.mark.parametrize(
    ("kind", "place"), [("asked_to_leave", "home"), ("oral_request_no_work_calls", None)]
)
def test_only_who_asked_us_to_leave_names_a_place(kind: str, place: str | None) -> None:
    assert the({}, told(kind, 1, place="home")).place == place


def presumed(facts: dict[str, Any], *timeline: dict[str, Any], **action: object) -> set[str]:
    put = {"channel": "call", "to": "p1", **action}
    case = {"id": "x", "rulebook": CHINA, "facts": facts, "timeline": list(timeline)}
    found = asks_of({**case, "asks": [{"at": AT, "action": put}]})[0].dossier.records
    return {one.token for one in found if one.kind == "notice" and one.at == LONG_AGO}


def test_notices_that_are_not_under_test_were_given_long_ago() -> None:
    assert len(presumed({})) == 6
    assert "agency_notice_delivered" not in presumed({}, told("agency_notice_sent", 1))
    assert "assignment_notice_delivered" not in presumed({}, told("debt_transferred", 1))


def test_for_acts_that_are_no_contact_only_the_notice_of_default_is_presumed() -> None:
    lawsuit = {"channel": "none", "type": "file_lawsuit"}
    assert presumed({}, **lawsuit) == {"default_notice_given"}
    assert presumed({}, told("default_notice_given", 1), **lawsuit) == set()


def test_an_agency_whose_notice_is_under_test_has_given_none() -> None:
    strict = {"agencies": {"a1": {"notice": "none"}, "a2": {}}}
    assert "agency_notice_delivered" not in presumed(strict, actor="a1")
    assert "written_notice_sent" in presumed(strict, actor="a1")
    assert "agency_notice_delivered" in presumed(strict, actor="a2")


@pytest.mark.parametrize(
    ("day", "named"), [("10-01", "10-01"), ("10-03", "10-01"), ("10-09", "10-04"), ("09-30", None)]
)
def test_a_confirmation_in_writing_names_the_day_of_the_last_request_before_it(
    day: str, named: str | None
) -> None:
    basis = f"written_confirmation_postmarked_2026-{day}"
    asked = (told("oral_request_no_work_calls", day) for day in (1, 4))
    confirmation = records({}, *asked, basis=basis)[-1]
    assert (confirmation.token, confirmation.at.hour) == ("written_confirmation", 12)
    assert confirmation.day == (date.fromisoformat(f"2026-{named}") if named else None)


def test_another_basis_is_no_confirmation() -> None:
    assert records({}, basis="account_conversation") == []
