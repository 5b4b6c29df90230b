"""An ask of a case with its answer: in words for whoever wrote the case, and as one entry of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from forbear.gate.cases.answering import Answer
from forbear.gate.cases.judging import Said
from forbear.gate.verdict import Decision, Finding, Verdict
from forbear.rulebooks.book import Rulebook

LATER: Final = datetime(2026, 10, 15, tzinfo=UTC)
REFUSED: Final = Verdict(
    Decision.DENY, (Finding("house/r", ("a 1",), Decision.DENY),), next_permitted_at=LATER
)
ALLOWED: Final = Verdict(
    Decision.ALLOW, (Finding("house/r", ("a 1",), Decision.ALLOW),), next_permitted_at=LATER
)
NO_RULES: Final = Rulebook(())


def an_answer(said: Said, verdict: Verdict | None = None, *, title: str = "a title", **ask: object) -> Answer:
    asked: dict[str, Any] = {
        "at": "2026-10-14T11:00:00+08:00",
        "action": {"channel": "sms", "to": "p1"},
        **ask,
    }
    return Answer("CN-1", 2, title, asked, verdict, said, row_equals_columns=True, wrong=())


def lines(answer: Answer) -> list[str]:
    return answer.in_words(NO_RULES).splitlines()


def test_an_ask_is_told_with_its_instant_channel_and_person() -> None:
    assert lines(an_answer(Said("deny")))[:2] == [
        "CN-1, ask 2: a title",
        "  asked     2026-10-14T11:00:00+08:00, sms to p1",
    ]


def test_a_case_without_a_title_ends_with_its_number() -> None:
    assert lines(an_answer(Said("deny"), title=""))[0] == "CN-1, ask 2"


def test_a_purpose_and_a_deed_that_is_no_contact_are_told() -> None:
    action = {"channel": "none", "type": "file_lawsuit", "to": "p1", "purpose": "collect"}
    assert lines(an_answer(Said("deny"), action=action))[1].endswith(", file_lawsuit to p1 (collect)")


def test_an_ask_without_an_action_is_one_to_classify() -> None:
    assert lines(an_answer(Said(None, cls=("a", "b")), action=None))[1:] == [
        "  asked     to classify",
        "  answered  a, b",
    ]


def test_nothing_said_is_called_nothing() -> None:
    assert lines(an_answer(Said(None), action=None))[-1] == "  answered  nothing"


@pytest.mark.parametrize(
    ("cites", "told"),
    [
        (4, "deny; by c0; c1; c2; c3"),
        (5, "deny; by c0; c1; c2; c3 and 1 more"),
        (6, "deny; by c0; c1; c2; c3 and 2 more"),
    ],
)
def test_four_clauses_are_told_and_the_others_counted(cites: int, told: str) -> None:
    said = Said("deny", cites=tuple(f"c{number}" for number in range(cites)))
    assert lines(an_answer(said))[-1] == f"  answered  {told}"


def test_duties_counts_and_what_is_not_known_are_told() -> None:
    said = Said("deny", obligations=("o1", "o2"), counts={"calls_7d": 3})
    verdict = Verdict(Decision.DENY, REFUSED.findings, unknown=("loan.country",))
    answered = next(line for line in lines(an_answer(said, verdict, expect={})) if "answered" in line)
    assert answered == "  answered  deny; with o1, o2; calls_7d 3; not known: loan.country"


def test_a_refusal_is_told_with_the_next_instant_and_a_yes_without() -> None:
    refused, allowed = (
        an_answer(Said("deny"), REFUSED, expect={}),
        an_answer(Said("allow"), ALLOWED, expect={}),
    )
    assert lines(refused)[-1] == "  answered  deny; next at 2026-10-15T00:00:00+00:00"
    assert lines(allowed)[-1] == "  answered  allow"


def test_only_an_answer_that_nothing_was_expected_of_is_told_in_a_sentence_too() -> None:
    assert lines(an_answer(Said("deny"), REFUSED))[-1].startswith("            Not now: no rulebook")
    assert len(lines(an_answer(Said("deny"), REFUSED, expect={"decision": "deny"}))) == 4


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"decision": "deny", "also_ok": ["review"]}, "deny or review"),
        ({"decision": "deny", "cite": ["a", "b"]}, "deny; by a; b"),
        ({"decision": "allow", "obligations": ["o1", "o2"]}, "allow; with o1, o2"),
        ({"decision": "allow", "counts": {"calls_7d": 2}}, "allow; calls_7d 2"),
        ({"decision": "allow", "note": "a Sunday"}, "allow; note: a Sunday"),
        ({"cls": ["counts", "effective"]}, "counts, effective"),
    ],
)
def test_what_was_expected_is_told(expect: dict[str, Any], told: str) -> None:
    assert lines(an_answer(Said("deny"), expect=expect))[2] == f"  expected  {told}"


def test_what_differs_is_told_on_lines_of_its_own() -> None:
    answer = replace(an_answer(Said("deny"), expect={"decision": "allow"}), wrong=("one", "two"))
    assert lines(answer)[-2:] == ["  differs   one", "  differs   two"]


@pytest.mark.parametrize(
    ("expect", "wrong", "ok"),
    [(None, (), None), (None, ("broken",), False), ({"cls": []}, (), True), ({"cls": []}, ("one",), False)],
)
def test_an_entry_is_right_or_wrong_only_where_something_was_expected_or_broke(
    expect: dict[str, Any] | None, wrong: tuple[str, ...], ok: object
) -> None:
    ask: dict[str, Any] = {} if expect is None else {"expect": expect}
    assert replace(an_answer(Said("deny"), **ask), wrong=wrong).to_dict()["ok"] is ok


def test_an_entry_holds_the_next_instant_and_what_is_unknown() -> None:
    verdict = Verdict(Decision.DENY, REFUSED.findings, unknown=("loan.country",), next_permitted_at=LATER)
    entry = an_answer(Said("deny"), verdict).to_dict()
    assert entry["next_permitted_at"] == "2026-10-15T00:00:00+00:00"
    assert entry["unknown"] == ["loan.country"]


def test_an_entry_without_a_verdict_has_no_instant_and_nothing_unknown() -> None:
    entry = an_answer(Said(None)).to_dict()
    assert entry["next_permitted_at"] is None
    assert entry["unknown"] == []
