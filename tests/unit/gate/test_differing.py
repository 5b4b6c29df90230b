"""What differs between two answers, told part by part and rule by rule."""

from __future__ import annotations

from typing import Any

from forbear.gate.replaying.differing import Difference, differences, stands_against


def a_rule(rule_id: str, *, decision: str = "deny", at: str = "2026-10-14T11:00:00+08:00") -> dict[str, Any]:
    return {"rule_id": rule_id, "cites": ["a 1", "a 2"], "decision": decision, "facts": {"ask.at": at}}


def an_answer(*findings: dict[str, Any], decision: str = "deny") -> dict[str, Any]:
    rest: dict[str, Any] = {"obligations": [], "unknown": [], "counts": {}, "versions": {}}
    return {"decision": decision, "findings": list(findings), **rest}


def test_equal_answers_differ_in_nothing() -> None:
    assert differences(an_answer(a_rule("r")), an_answer(a_rule("r"))) == ()


def test_one_instant_written_in_two_zones_is_no_difference() -> None:
    assert differences(an_answer(a_rule("r")), an_answer(a_rule("r", at="2026-10-14T03:00:00+00:00"))) == ()


def test_an_answer_that_changed_is_named_first_and_then_its_rules() -> None:
    found = differences(an_answer(a_rule("r")), an_answer(a_rule("r", decision="allow"), decision="allow"))
    assert [(one.what, one.rule_id) for one in found] == [("decision", None), ("rule", "r")]


def test_a_rule_that_is_new_or_gone_is_told_without_its_other_side() -> None:
    gone, new = differences(an_answer(a_rule("a")), an_answer(a_rule("b")))
    assert (gone.rule_id, gone.derived) == ("a", None)
    assert (new.rule_id, new.recorded) == ("b", None)


def test_a_difference_names_a_rule_only_where_it_is_one() -> None:
    assert Difference("counts", 1, 2).to_dict() == {"what": "counts", "recorded": 1, "derived": 2}
    assert Difference("rule", 1, 2, "r").to_dict() == {
        "what": "rule",
        "rule_id": "r",
        "recorded": 1,
        "derived": 2,
    }


def test_only_rules_that_permit_nothing_stand_against() -> None:
    duties = a_rule("duties", decision="allow_with_obligations")
    verdict = an_answer(
        a_rule("no"), a_rule("yes", decision="allow"), duties, a_rule("ask", decision="review")
    )
    assert stands_against(verdict) == {"no": ("a 1", "a 2"), "ask": ("a 1", "a 2")}
