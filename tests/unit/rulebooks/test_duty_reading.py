"""Duties, periods, keeping times and classes load only with words that are known, and say so with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.rulebooks import BrokenRulebook
from forbear.rulebooks.duties import terms
from forbear.rulebooks.telling import besides
from forbear.rulebooks.telling.wordless import NoWords
from tests.unit.rulebooks.test_loading import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.rulebooks.book import Rule

RULE = """\
id: try/1
cite: ["Law 1"]
kind: KIND
valid: {from: 2020-01-01}
read_on: 2026-11-23
confidence: P
explain: {zh-CN: 按期办理。, en: Do it in time.}
"""
DUTY = "duties: [{token: answer, after: [complaint_received], due: {days: 15}, ended_by: [complaint_answered]}]\n"


def problems(folder: Path, kind: str, body: str) -> list[str]:
    try:
        loaded(folder, kind, body)
    except BrokenRulebook as broken:
        return [str(item) for item in broken.problems]
    return []


def loaded(folder: Path, kind: str, body: str) -> Rule:
    (folder / "try").mkdir()
    (folder / "try" / "instrument.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "try" / "1.yaml").write_text(RULE.replace("KIND", kind) + body, encoding="utf-8")
    return rulebooks.load(folder).rules[0]


def test_a_rule_with_a_duty_needs_no_decision_and_stays_away_from_the_gate(tmp_path: Path) -> None:
    rule = loaded(tmp_path, "followup", DUTY)
    assert not rule.at_gate
    assert [duty.token for duty in rule.besides.duties] == ["answer"]


def test_a_rule_with_a_decision_is_at_the_gate_as_well(tmp_path: Path) -> None:
    body = DUTY + "breach_when: {channels: [call]}\ndecision: oblige\nobligations: [answer]\n"
    assert loaded(tmp_path, "followup", body).at_gate


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        (
            "followup",
            DUTY.replace("complaint_received", "complaint_recieved"),
            "did you mean `complaint_received`",
        ),
        ("followup", DUTY.replace("days: 15", "business_days: 5"), "name one with `calendar:`"),
        (
            "followup",
            DUTY.replace("days: 15", "business_days: 5, calendar: Atlantis"),
            "`Atlantis` is no calendar",
        ),
        (
            "followup",
            DUTY.replace("due: {days: 15}", "spared_by: [debt_paid]"),
            "what spares a duty needs its clause",
        ),
        (
            "followup",
            DUTY.replace("due:", "due_by_class: {simple: {days: 1}}, due:"),
            "a duty has one due date",
        ),
        ("followup", DUTY + "unless:\n  - {channels: [call]}\n", "`unless` is not known here"),
        (
            "retain",
            "keep: {records: [diary], from: made, ends: retain_until}\n",
            "`diary` is not allowed here",
        ),
        ("retain", "keep: {records: [call_log], from: birth, ends: retain_until}\n", "`birth` is no from"),
        ("retain", DUTY, "`decision` is missing"),
        ("definition", "classifies: [{when: {mood: [sad]}, as: [counts]}]\n", "`mood` is no trait"),
        (
            "definition",
            "classifies: [{when: {medium: [telegraph]}, as: [counts]}]\n",
            "`telegraph` is not allowed here",
        ),
        (
            "definition",
            "classifies: [{when: {medium: [any]}, as: [polite]}]\n",
            "`polite` is not allowed here",
        ),
        (
            "definition",
            "classifies: [{when: {weekly_hours: {}}, as: [counts]}]\n",
            "`weekly_hours` is missing",
        ),
        (
            "definition",
            "classifies: [{when: {medium: [any]}, as: [counts], counted_by: try/2}]\n",
            "a count says yes or no",
        ),
        (
            "definition",
            "classifies: [{when: {medium: [any]}, as: [counts, does_not_count], counted_by: try/2}]\n",
            "`try/2` counts nothing",
        ),
        ("definition", "", "a definition must define something"),
    ],
)
def test_what_is_not_known_does_not_load(tmp_path: Path, kind: str, body: str, says: str) -> None:
    found = problems(tmp_path, kind, body)
    assert any(says in problem for problem in found), found
    assert all(problem.startswith("try/1.yaml:") for problem in found)


def test_the_calendar_of_a_span_is_part_of_the_version(tmp_path: Path) -> None:
    body = DUTY.replace("days: 15", "business_days: 5, calendar: US-federal")
    rule = loaded(tmp_path, "followup", body)
    assert [item.name for item in rule.besides.calendars] == ["US-federal"]
    assert any("US-federal" in name for name in rulebooks.load(tmp_path).instrument("try").files)


def test_every_happening_record_and_anchor_has_words_in_both_languages() -> None:
    assert set(besides.HAPPENINGS) == terms.HAPPENINGS
    assert set(besides.RECORDS) == terms.RECORDS
    assert set(besides.ANCHORS) == terms.ANCHORS
    assert set(besides.ENDS) == {item.value for item in terms.KeepingEnd}


def test_duties_periods_and_keeping_times_are_told_in_words() -> None:
    due = {
        "token": "answer",
        "after": ["complaint_received"],
        "due": {"days": 15},
        "ended_by": ["complaint_answered"],
    }
    assert besides.duties([due]) == (
        "`answer` within 15 days after a complaint is received, until a complaint is answered",
        "收到投诉后15日内`answer`，至答复投诉止",
    )
    assert (
        "undone when a notice comes back"
        in besides.duties([{**due, "undone_by": ["undeliverable_notice"]}])[0]
    )
    kept = {"records": ["call_recording"], "from": "call_date", "lasts": {"years": 3}, "ends": "retain_until"}
    assert besides.keeping(kept) == (
        "call recordings kept until 3 years after the call",
        "通话录音保存至通话之日起3年",
    )


def test_a_part_of_a_duty_without_words_is_not_passed_over() -> None:
    with pytest.raises(NoWords):
        besides.duties(
            [{"token": "answer", "after": ["initial"], "ended_by": ["initial"], "on_tuesdays": True}]
        )
