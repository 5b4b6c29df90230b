"""The values of the gate at their edges: equal or not, read back, refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from forbear.gate import columns
from forbear.gate.digests import ask_values
from forbear.gate.dossier import Ask, Event, NaiveInstant, Proposal, Record
from forbear.gate.frames.dossiers.columns import frames_of
from forbear.gate.keys import count_keys
from forbear.gate.memory import MemoryLedger
from forbear.gate.replaying.compact import parts_of, text_of
from forbear.gate.replaying.law import law_of
from forbear.gate.row import decide
from forbear.gate.verdict import (
    BadVerdict,
    Decision,
    Finding,
    UncitedAllowance,
    Verdict,
    override_of,
    safe_harbor_of,
)
from forbear.rulebooks.terms import (
    AnyOf,
    Basis,
    Compare,
    Constant,
    EventFilter,
    FactHas,
    FactIn,
    FactTrue,
    InWindow,
    IsKnown,
    KeyPart,
    Op,
    RecordActive,
    RecordFilter,
    RepliesTo,
    Slot,
    Tally,
    Window,
    WindowType,
)
from tests.unit.gate.one_rule import FIXED, a_rule, asked
from tests.unit.gate.worlds import book_of

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rule

AT: Final = datetime(2026, 10, 14, tzinfo=UTC)
DAY: Final = timedelta(days=1)


def a_rule_with(**more: Any) -> Rule:  # noqa: ANN401  fields of a rule
    return replace(a_rule(FactTrue("ask.is_about_debtor")), **more)


def a_finding(rule_id: str = "b/r", decision: Decision = Decision.DENY, *cites: str) -> Finding:
    return Finding(rule_id, cites or (f"clause of {rule_id}",), decision)


def a_verdict(**more: Any) -> Verdict:  # noqa: ANN401  fields of a verdict
    return Verdict(**{"decision": Decision.DENY, "findings": (a_finding(),), **more})


def test_verdicts_are_equal_when_all_of_their_parts_are() -> None:
    assert a_verdict() == a_verdict()
    assert hash(a_verdict()) == hash(a_verdict())
    assert a_verdict() != a_verdict(counts={"calls_7d": 1})
    assert a_verdict() != "deny"


@pytest.mark.parametrize("decision", [Decision.ALLOW, Decision.ALLOW_WITH_OBLIGATIONS])
def test_no_allowance_without_a_citation(decision: Decision) -> None:
    with pytest.raises(UncitedAllowance):
        Verdict(decision, ())
    assert not Verdict(Decision.REVIEW, ()).permits


def test_reasons_and_citations_are_strictest_first() -> None:
    allowed, refused = a_finding("b/a", Decision.ALLOW), a_finding("b/c")
    verdict = a_verdict(findings=(allowed, a_finding("b/d", Decision.REVIEW), refused, a_finding("b/b")))
    assert verdict.against == ("b/b", "b/c", "b/d")
    assert verdict.cites == ("clause of b/c", "clause of b/b", "clause of b/d", "clause of b/a")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"next_permitted_at": AT},
        {"never_because": ()},
        {"never_because": ("b/r",)},
        {"unknown": ("zone",)},
    ],
)
def test_a_verdict_is_read_back_as_it_was_written(more: dict[str, Any]) -> None:
    assert Verdict.from_dict(a_verdict(**more).to_dict()) == a_verdict(**more)


def test_a_verdict_of_another_shape_is_refused() -> None:
    with pytest.raises(BadVerdict, match="the kept verdict cannot be read"):
        Verdict.from_dict({"decision": "deny"})


def test_facts_of_a_finding_are_written_plainly() -> None:
    facts = {"a": frozenset({"y", "x"}), "b": ("x", 1), "c": AT, "d": None, "e": True, "f": DAY}
    assert Finding("b/r", (), Decision.DENY, facts=facts).to_dict()["facts"] == {
        "a": ["x", "y"],
        "b": ["x", 1],
        "c": "2026-10-14T00:00:00+00:00",
        "d": None,
        "e": True,
        "f": "1 day, 0:00:00",
    }


def test_the_facts_of_a_finding_are_equal_to_a_mapping_of_the_same_values() -> None:
    facts = {"lender.kind": "bank"}
    book = book_of(a_rule(FactIn("lender.kind", frozenset({"bank"}))))
    (finding,) = decide(asked(facts=facts), book).findings
    assert finding.facts == dict(finding.facts)
    assert finding.facts["lender.kind"] == "bank"
    assert finding.facts != {**finding.facts, "lender.kind": "platform"}


@pytest.mark.parametrize(
    ("basis", "bases", "told"),
    [
        (None, [frozenset({"x"})], None),
        ("x", [], None),
        ("x", [None], None),
        ("x", [frozenset({"x", "y"})], True),
        ("x", [frozenset({"y"})], False),
        ("x", [frozenset({"x"}), frozenset({"y"})], False),
        ("x", [frozenset({"x"}), None], True),
    ],
)
def test_a_reason_must_release_every_presumption_that_stands(
    basis: str | None, bases: list[frozenset[str] | None], told: object
) -> None:
    rules = [a_rule_with(rule_id=f"book/r{index}", override=override) for index, override in enumerate(bases)]
    found = tuple(a_finding(rule.rule_id, Decision.DENY_PRESUMPTIVE) for rule in rules) or (a_finding(),)
    verdict = a_verdict(decision=Decision.DENY_PRESUMPTIVE, findings=found)
    assert override_of(verdict, Ask(AT, "call", "p1", basis=basis), book_of(*rules)) is told


@pytest.mark.parametrize(
    ("decisions", "told"),
    [([], None), ([Decision.ALLOW], True), ([Decision.ALLOW, Decision.DENY], False)],
)
def test_a_safe_harbour_needs_all_of_its_rules(decisions: list[Decision], told: object) -> None:
    rules = [a_rule_with(rule_id=f"book/r{index}", safe_harbor=True) for index in range(len(decisions))]
    other = a_rule_with(rule_id="book/other")
    found = [a_finding(f"book/r{index}", decision) for index, decision in enumerate(decisions)]
    verdict = a_verdict(findings=(*found, a_finding("book/other"), a_finding("book/gone")))
    assert safe_harbor_of(verdict, book_of(*rules, other)) is told


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 10, 14)  # noqa: DTZ001  what is refused
    for made in (
        lambda: Ask(naive, "call", "p1"),
        lambda: Event(naive, "call", "p1", "busy"),
        lambda: Record("a", "b", naive, "p1"),
    ):
        with pytest.raises(NaiveInstant):
            made()


def test_a_question_moved_in_time_takes_as_long_to_arrive() -> None:
    ask = Ask(AT, "sms", "p1", arrives_at=AT + timedelta(hours=5))
    moved = ask.moved_to(AT + DAY)
    assert moved.arrives_at == AT + DAY + timedelta(hours=5)
    assert Ask(AT, "sms", "p1").moved_to(AT + DAY).arrives_at is None
    assert Ask(AT, "sms", "p1").arrives_us == Ask(AT, "sms", "p1").us
    assert ask.arrives_us - ask.us == 5 * 3600 * 1_000_000


@pytest.mark.parametrize(
    "more",
    [
        {"debts": frozenset({"d1"})},
        {"channels": frozenset({"call"})},
        {"addresses": frozenset({"m1"})},
        {"days": frozenset({0})},
        {"place": "home"},
        {"from_time": time(8)},
        {"to_time": time(8)},
        {"only_on": AT.date()},
    ],
)
def test_a_record_with_any_scope_or_time_is_not_plain(more: dict[str, Any]) -> None:
    assert Record("hold", "stop", AT, "p1").is_plain
    assert not Record("hold", "stop", AT, "p1", **more).is_plain


def test_a_record_ends_at_the_first_of_its_ends() -> None:
    both = Record("hold", "stop", AT, "p1", until=AT + DAY, ended_at=AT + 2 * DAY)
    assert both.end_us == Record("hold", "stop", AT, "p1", until=AT + DAY).end_us
    assert Record("hold", "stop", AT, "p1").end_us > both.end_us


def test_keys_are_those_of_the_person_the_debtor_the_debts_and_the_address() -> None:
    ask = Ask(AT, "call", "k1", debtor_id="p1", debts=("d2", "d1"), address="m1")
    assert count_keys(ask) == ("debt:d1", "debt:d2", "person:k1", "person:p1", "point:m1")
    assert count_keys(Ask(AT, "call", "p1")) == ("person:p1",)


def test_a_key_that_was_touched_rises_by_one_each_time() -> None:
    ledger = MemoryLedger()
    ledger.touch("person:p1", "debt:d1")
    ledger.touch("person:p1")
    read = ledger.dossier(Proposal("call", "p1", debts=("d1",)), AT)
    assert read.keys == {"person:p1": 2, "debt:d1": 1}


def test_two_decisions_with_one_outcome_keep_the_facts_of_each() -> None:
    of_banks = replace(a_rule(FactIn("lender.kind", frozenset({"bank", "platform"}))), rule_id="book/r1")
    book = book_of(a_rule(FactTrue("debtor.is_deceased")), of_banks)
    for kind in ("bank", "platform"):
        dossier = asked(facts={"lender.kind": kind, "debtor.is_deceased": False})
        verdict = decide(dossier, book)
        law = law_of(book, verdict.versions)
        kept = parts_of(text_of(ask_values(dossier.ask), dossier, verdict, law), law)
        assert [finding["decision"] for finding in kept.verdict["findings"]] == ["allow", "deny"]
        assert kept.verdict["findings"][1]["facts"]["lender.kind"] == kind


@pytest.mark.parametrize("more", [{"facts": {"lender.kind": "bank"}}, {"unknown": ("zone",)}, {}])
def test_what_a_met_rule_says_beyond_being_met_is_kept(more: dict[str, Any]) -> None:
    book, dossier = book_of(a_rule(FactTrue("debtor.is_deceased"))), asked()
    law = law_of(book, {"book": "generated"})
    met = Finding("book/r0", ("clause 0",), Decision.ALLOW, confidence="P", **more)
    verdict = Verdict(Decision.ALLOW, (met,), versions={"book": "generated"})
    kept = parts_of(text_of(ask_values(dossier.ask), dossier, verdict, law), law)
    assert kept.verdict["findings"] == [met.to_dict()]


@pytest.mark.parametrize("special", [{"minor"}, frozenset({"minor"})])
def test_words_that_cannot_be_a_key_are_weighed_like_any_other(special: object) -> None:
    book = book_of(
        a_rule(FactTrue("ask.is_about_debtor")), applies=FactHas("person.special", frozenset({"minor"}))
    )
    for _ in range(2):
        assert decide(asked(facts={"person.special": special}), book).against == ("book/r0",)


@pytest.mark.parametrize(
    "column", ["debts", "in_reply_to", "arrives_at", "place", "address", "basis", "debtor.is_deceased"]
)
def test_a_column_that_is_absent_is_like_one_left_at_its_default(column: str) -> None:
    frames = frames_of([asked(debts=(), address=None)])
    key = frozenset({KeyPart.PERSON, KeyPart.DEBT, KeyPart.ADDRESS, KeyPart.REPLY})
    ever = Tally((EventFilter(),), Window(WindowType.EVER, FIXED), key)
    stop = RecordActive(RecordFilter("hold", frozenset({"stop"}), FIXED))
    answers = RepliesTo((EventFilter(),))
    hours = InWindow(FIXED, (Slot(frozenset({2}), 0, 3600),), basis=Basis.ARRIVES)
    known = (IsKnown("debtor.is_deceased"), IsKnown("ask.basis"), IsKnown("ask.channel"))
    book = book_of(
        a_rule(AnyOf((Compare(ever, Op.ABOVE, Constant(3)), stop, answers, hours))),
        *(replace(a_rule(term), rule_id=f"book/{term.fact}") for term in known),
    )
    bare = replace(frames, questions=frames.questions.drop(column, strict=False))
    assert columns.decide(bare, book).equals(columns.decide(frames, book))
