"""A decision in few bytes: everything it said comes back, the text is canonical, and a number never means another rule."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear import rulebooks
from forbear.gate.digests import canonical, spelled
from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.next_instant import with_next
from forbear.gate.replaying.compact import Unreadable, parts_of
from forbear.gate.replaying.law import AlteredLaw, law_of, read
from forbear.gate.reserving import decide_now, evidence_of, record_of

if TYPE_CHECKING:
    from forbear.gate.ports import DecisionRecord
    from forbear.rulebooks.book import Rulebook

AT = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
LAW = rulebooks.load()
FACTS = {
    "actor.kind": "creditor",
    "debtor.is_abroad": False,
    "debtor.is_deceased": False,
    "debtor.lacks_capacity": False,
    "debtor.place_unknown": False,
    "lender.country": "CN",
    "lender.kind": "bank",
    "loan.country": "CN",
    "loan.days_past_due": 31,
    "loan.is_disputed": False,
    "loan.is_from_disclosure": False,
    "loan.is_unlawful": False,
    "loan.product": "micro",
    "person.age": 36,
    "person.is_deceased": False,
    "person.special": frozenset[str](),
    "point.employer_forbids": False,
    "point.is_invalid": False,
    "point.is_persons": True,
    "point.kind": "mobile",
    "point.source": "contract",
    "reach.number_invalid": False,
    "reach.untried_numbers": 0,
    "relation.is_liable": True,
}
"""All that a book knows of a usual borrower."""


def a_dossier(*, at: datetime = AT, calls: int = 0, records: tuple[Record, ...] = ()) -> Dossier:
    """A call to a borrower in Shanghai at 11:00, after so many calls in the last hours."""
    log = tuple(
        Event(
            AT - timedelta(hours=n + 1),
            "call",
            "p1",
            "busy",
            event_id=f"a-{n}",
            debts=("L1",),
            address="+86138",
        )
        for n in range(calls)
    )
    return Dossier(
        ask=Ask(
            at=at, channel="call", person_id="p1", debts=("L1",), address="+86138", content_digest="c" * 64
        ),
        facts=FACTS,
        records=records,
        log=log,
        zones=(ZoneEvidence("residence", "Asia/Shanghai", person_id="p1"),),
    )


def recorded(dossier: Dossier, rulebook: Rulebook = LAW) -> DecisionRecord:
    return record_of("d-1", dossier, decide_now(dossier, rulebook), rulebook)


def said(record: DecisionRecord) -> dict[str, Any]:
    return dict(json.loads(record.kept))


STOP = Record("hold", "stop", AT - timedelta(days=1), "p1")


@pytest.mark.parametrize(
    "dossier",
    [
        a_dossier(),
        a_dossier(calls=2),
        a_dossier(records=(STOP,)),
        a_dossier(at=AT + timedelta(hours=12)),
        replace(a_dossier(), facts={"loan.country": "CN"}),
    ],
    ids=["allowed", "after calls", "stopped", "at night", "little known"],
)
def test_everything_a_decision_said_comes_back(dossier: Dossier) -> None:
    record = recorded(dossier)
    assert parts_of(record.kept, record.law).verdict == decide_now(dossier, LAW).to_dict()


def test_verdicts_that_share_their_rules_keep_their_own_counts() -> None:
    counts = [
        parts_of((record := recorded(a_dossier(calls=n))).kept, record.law).verdict["counts"] for n in (0, 1)
    ]
    assert counts[0] != counts[1]
    assert counts == [dict(decide_now(a_dossier(calls=n), LAW).counts) for n in (0, 1)]


def test_when_it_would_be_permitted_is_kept_where_it_was_worked_out() -> None:
    dossier = a_dossier(at=AT + timedelta(hours=12))
    verdict = with_next(decide_now(dossier, LAW), dossier, LAW)
    record = record_of("d-1", dossier, verdict, LAW)
    assert parts_of(record.kept, record.law).verdict == verdict.to_dict()


def test_rules_that_were_met_are_numbers_and_a_breach_is_written_out_with_its_facts() -> None:
    found = said(recorded(a_dossier(records=(STOP,))))["answer"]["found"]
    broken = [item for item in found if not isinstance(item, int)]
    assert len(found) > len(broken) > 0
    assert all(item["facts"]["ask.at"] == AT.isoformat() for item in broken)


def test_what_is_cited_beyond_a_rule_is_kept_beside_its_number() -> None:
    lacking = {name: value for name, value in FACTS.items() if name != "debtor.is_deceased"}
    found = said(recorded(replace(a_dossier(), facts=lacking)))["answer"]["found"]
    told = [item for item in found if not isinstance(item, int)]
    assert told
    assert {tuple(item["also"]) for item in told} == {("engine policy: what is not known is not allowed",)}


def test_an_answer_by_no_rule_of_the_law_is_kept_whole() -> None:
    record = recorded(replace(a_dossier(), facts={"loan.country": "IS"}))
    assert [item["rule_id"] for item in said(record)["answer"]["found"]] == ["engine/no-instrument"]


def test_a_usual_decision_takes_less_than_two_kilobytes() -> None:
    record = recorded(a_dossier(calls=2))
    assert record.decision.permits
    assert len(record.kept.encode()) < 2000


def test_the_text_is_canonical_and_its_digest_stands_in_the_evidence() -> None:
    record = recorded(a_dossier(records=(STOP,)))
    assert record.kept == canonical(said(record))
    assert evidence_of(record, None)["decision_digest"] == record.digest
    assert evidence_of(record, None)["law"] == record.law.law_id == said(record)["law"]


def test_a_law_comes_back_and_one_whose_names_were_altered_does_not() -> None:
    law = recorded(a_dossier()).law
    body = json.loads(json.dumps(law.to_dict()))
    assert read(law.law_id, body) == law
    body["rules"][0], body["rules"][1] = body["rules"][1], body["rules"][0]
    with pytest.raises(AlteredLaw, match=f"`{law.law_id}` are not those of its digest"):
        read(law.law_id, body)


def test_other_versions_are_another_law() -> None:
    versions = LAW.versions
    other = dict(list(versions.items())[1:])
    assert law_of(LAW, versions).law_id != law_of(LAW, other).law_id
    assert law_of(LAW, versions) is law_of(LAW, versions), "worked out once"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "cannot be read"),
        ('{"form":1}', "cannot be read: KeyError"),
        ('{"form":2}', "kept in form 2 cannot be read by this version"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        parts_of(text, law_of(LAW, {}))


def test_a_number_that_no_rule_has_is_an_error_and_no_guess() -> None:
    record = recorded(a_dossier())
    with pytest.raises(Unreadable):
        parts_of(record.kept, law_of(LAW, {}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_the_fast_spelling_is_that_of_the_standard_library(value: object) -> None:
    assert spelled(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
