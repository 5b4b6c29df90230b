"""When an answer is what a case expected, and what is said when it is not."""

from __future__ import annotations

from typing import Any

import pytest

from forbear import rulebooks
from forbear.gate.cases import Said, judge_said
from forbear.gate.cases.judging import counting_without_the_ask
from forbear.rulebooks.terms import Tally


def wrong(said: Said, **expect: object) -> tuple[str, ...]:
    return judge_said(said, expect)


@pytest.mark.parametrize(
    ("said", "expect"),
    [
        ("allow", {"decision": "allow"}),
        ("allow_with_obligations", {"decision": "allow"}),
        ("allow_with_obligations", {"decision": "allow", "obligations": ["record_call"]}),
        ("deny", {"decision": "review", "also_ok": ["deny"]}),
        ("allow_with_obligations", {"decision": "deny", "also_ok": ["allow"]}),
        ("allow", {"decision": "allow", "obligations": []}),
    ],
)
def test_a_decision_is_met(said: str, expect: dict[str, Any]) -> None:
    assert wrong(Said(said, obligations=("record_call", "show_identity")), **expect) == ()


@pytest.mark.parametrize(
    ("said", "expect"),
    [
        ("allow_with_obligations", {"decision": "allow", "obligations": []}),
        ("allow", {"decision": "allow_with_obligations"}),
        ("deny", {"decision": "deny_presumptive"}),
        ("deny_presumptive", {"decision": "deny"}),
        ("review", {"decision": "allow", "also_ok": ["deny"]}),
    ],
)
def test_a_decision_is_not_met(said: str, expect: dict[str, Any]) -> None:
    assert wrong(Said(said), **expect) == (f"answered {said}, expected {expect['decision']}",)


def test_a_citation_is_met_by_one_that_begins_with_it() -> None:
    said = Said("deny", cites=("1006.14(b)(2)(i)(A)",))
    assert wrong(said, cite=["1006.14(b)(2)(i)"]) == ()
    assert wrong(said, cite=["1006.14(b)(2)(i)(A)(1)"]) == ("`1006.14(b)(2)(i)(A)(1)` is not cited",)
    assert wrong(said, cite=["006.14"]) == ("`006.14` is not cited",)


def test_listed_obligations_must_be_among_those_owed() -> None:
    said = Said("allow_with_obligations", obligations=("record_call",))
    assert wrong(said, obligations=["record_call", "show_identity"]) == ("`show_identity` is not owed",)


def test_counts_must_be_equal_and_a_count_that_was_not_made_is_no_nought() -> None:
    said = Said("allow", counts={"calls_7d": 3})
    assert wrong(said, counts={"calls_7d": 3}) == ()
    assert wrong(said, counts={"calls_7d": 4, "texts_day": 0}) == (
        "calls_7d is 3, expected 4",
        "texts_day is not counted, expected 0",
    )


@pytest.mark.parametrize("name", ["calls_7d_before", "calls_7d_counted_before"])
def test_a_count_before_leaves_out_the_contact_asked_about(name: str) -> None:
    said = Said("allow", counts={"calls_7d": 3}, before={"calls_7d": 2})
    assert wrong(said, counts={name: 2}) == ()
    assert wrong(said, counts={name: 3}) == (f"{name} is 2, expected 3",)


def test_a_count_may_be_expected_for_each_debt_alone() -> None:
    said = Said("allow", counts={"calls_7d": 2}, by_debt={"a": {"calls_7d": 1}, "b": {"calls_7d": 2}})
    assert wrong(said, counts={"calls_7d": {"a": 1, "b": 2}}) == ()
    assert wrong(said, counts={"calls_7d": {"a": 2, "c": 1}}) == (
        "calls_7d of `a` is 1, expected 2",
        "calls_7d of `c` is not counted, expected 1",
    )


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        (True, "factor_recognised", ()),
        (False, "factor_not_recognised", ()),
        (False, "factor_recognised", ("override is false, expected true",)),
        (None, "factor_not_recognised", ("override is not answered",)),
    ],
)
def test_an_override_is_answered_as_yes_or_no(
    found: bool | None,  # noqa: FBT001 - the value under test
    expected: str,
    why: tuple[str, ...],
) -> None:
    assert wrong(Said("deny_presumptive", override=found), override=expected) == why


def test_a_safe_harbour_is_answered_as_yes_or_no() -> None:
    assert wrong(Said("allow", safe_harbor=False), safe_harbor=False) == ()
    assert wrong(Said("allow"), safe_harbor=False) == ("safe_harbor is not answered",)


def test_every_class_must_be_produced() -> None:
    said = Said(None, cls=("communication", "counts"))
    assert wrong(said, cls=["counts"]) == ()
    assert wrong(said, cls=["counts", "effective"]) == ("`effective` is not among the classes",)


def test_policy_and_note_are_for_people() -> None:
    assert wrong(Said("deny"), decision="deny", policy="no safe harbour", note="a Sunday") == ()


def test_counting_without_the_ask_changes_the_counts_told_and_no_rule() -> None:
    rulebook = rulebooks.load()
    earlier = counting_without_the_ask(rulebook)
    assert [rule.breach for rule in earlier.rules] == [rule.breach for rule in rulebook.rules]
    tallies = [
        count.number for rule in earlier.rules for count in rule.counts if isinstance(count.number, Tally)
    ]
    assert tallies
    assert not any(tally.counts_self for tally in tallies)
