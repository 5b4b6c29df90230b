"""`forbear gate` and `forbear rulebook`, as a rule's author and an auditor type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from forbear import rulebooks
from forbear.entry.cli.gate import app as gate
from forbear.entry.cli.rulebook import app as rulebook
from forbear.entry.deeds.check_cases import check

if TYPE_CHECKING:
    from forbear.entry.wiring import House

CASES = Path(__file__).parent.parent / "rules" / "cases"
HOURS = CASES / "cn-gbt-45251-2025" / "5.3.hours.yaml"
ONE_ASK = """\
cases:
- id: x
  rulebook: house-cn
  asks:
  - at: "2026-10-14T22:30:00+08:00"
    action: {channel: sms, to: p1}
"""
ENTRY = {
    *(
        "case",
        "ask",
        "decision",
        "cites",
        "obligations",
        "counts",
        "cls",
        "override",
        "safe_harbor",
        "ok",
        "why",
    ),
    *("next_permitted_at", "unknown", "rulebook_versions", "row_equals_columns"),
}
"""The keys of one answered ask, as the format promises them."""


def asked(app: object, *words: object) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, [str(word) for word in words])  # type: ignore[arg-type]
    return answer.exit_code, answer.stdout, answer.stderr


def test_good_cases_end_with_status_nought_and_one_document() -> None:
    status, said, _ = asked(gate, "check", HOURS, "--json")
    document = json.loads(said)
    assert status == 0
    assert document["failed"] == 0
    assert document["passed"] == len(document["asks"]) > 0
    assert all(ask["row_equals_columns"] and ask["cites"] for ask in document["asks"])


def test_a_case_that_expects_otherwise_is_named_and_the_status_is_one(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        HOURS.read_text(encoding="utf-8").replace("decision: deny", "decision: review"), encoding="utf-8"
    )
    status, said, _ = asked(gate, "check", wrong)
    assert status == 1
    assert said.startswith("3 as expected, 3 not")
    assert "answered deny, expected review" in said


def written(tmp_path: Path, text: str, name: str = "some.yaml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_case_of_law_that_is_not_loaded_is_skipped_by_name() -> None:
    text = ONE_ASK.replace("house-cn", "br-cdc")
    found = check({"x.yaml": text}, rulebooks.load().only(["house-cn"]))
    assert found.skipped == (("x", "br-cdc"),)
    assert found.answers == ()


def test_an_ask_without_expectation_is_answered_and_not_judged(tmp_path: Path) -> None:
    file = written(tmp_path, ONE_ASK)
    status, said, _ = asked(gate, "check", file, "--json")
    document = json.loads(said)
    assert status == 0
    assert (document["passed"], document["failed"]) == (0, 0)
    (ask,) = document["asks"]
    assert set(ask) == ENTRY
    assert (ask["case"], ask["ask"], ask["decision"], ask["ok"]) == ("x", 0, "deny", None)
    assert ask["next_permitted_at"] == "2026-10-15T08:00:00+08:00"
    _, words, _ = asked(gate, "check", file)
    assert "next at 2026-10-15T08:00:00+08:00" in words


def test_an_ask_that_classifies_is_answered_with_classes_and_clauses(tmp_path: Path) -> None:
    text = (
        "cases: [{id: x, rulebook: us-fed-regf, asks: [{classify: {ev: call, outcome: busy}, "
        "expect: {cls: [does_not_count], cite: ['1006.14(b)(3)(ii)']}}]}]"
    )
    status, said, _ = asked(gate, "check", written(tmp_path, text), "--json")
    (ask,) = json.loads(said)["asks"]
    assert status == 0
    assert (ask["decision"], ask["ok"], set(ask)) == (None, True, ENTRY)
    assert "does_not_count" in ask["cls"]
    assert list(ask["rulebook_versions"]) == ["us-fed-regf"]


def test_counts_of_each_debt_alone_and_before_the_contact_are_judged(tmp_path: Path) -> None:
    text = """\
cases:
- id: x
  rulebook: us-fed-regf
  facts: {debts: [{id: a}, {id: b}, {id: c}]}
  timeline:
  - {at: "2026-10-12T10:00:00-04:00", ev: call, dir: out, to: p1, debts: [a], outcome: ring_no_answer}
  asks:
  - at: "2026-10-14T11:00:00-04:00"
    action: {channel: call, to: p1, debts: [a, b]}
    expect: {decision: allow, counts: {calls_7d: {a: 2, b: 1, c: 0}}}
  - at: "2026-10-14T11:00:00-04:00"
    action: {channel: call, to: p1, debts: [a]}
    expect: {decision: allow, counts: {calls_7d: 2, calls_7d_counted_before: 1}}
"""
    status, said, _ = asked(gate, "check", written(tmp_path, text), "--json")
    assert (status, json.loads(said)["passed"]) == (0, 2)


def test_an_ask_about_no_debt_is_answered_like_any_other(tmp_path: Path) -> None:
    about_nothing = ONE_ASK.replace("to: p1", "to: p1, debts: []")
    other = ONE_ASK.removeprefix("cases:\n").replace("id: x", "id: y")
    status, said, _ = asked(gate, "check", written(tmp_path, about_nothing + other), "--json")
    assert status == 0
    assert [(ask["case"], ask["ok"], ask["decision"]) for ask in json.loads(said)["asks"]] == [
        ("x", None, "deny"),
        ("y", None, "deny"),
    ]


def test_a_case_whose_usual_borrower_is_somebody_else_still_has_a_borrower(tmp_path: Path) -> None:
    facts = "  facts: {persons: [{id: p1, role: emergency_contact}]}\n"
    file = written(tmp_path, ONE_ASK.replace("  asks:", f"{facts}  asks:"))
    status, said, _ = asked(gate, "check", file, "--json")
    assert status == 0
    assert json.loads(said)["asks"][0]["decision"] == "deny"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("cases: [", ":1: is no YAML"),
        ("asks: []", ":1: there is no list `cases`"),
        ("cases: [{id: x}]", ":1: case `x` lacks `asks`"),
        ("cases: [{id: x, rulebook: nowhere, asks: []}]", ":1: `nowhere` is no known instrument"),
        ("cases: [{id: x, rulebook: house-cn, asks: [{at: 1, action: {}}]}]", ":1: `1` is no instant"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named_with_status_two(
    tmp_path: Path, text: str, why: str
) -> None:
    bad = written(tmp_path, text)
    status, said, told = asked(gate, "check", bad, "--json")
    assert status == 2
    assert said == ""
    assert f"{bad}{why}" in told


def test_every_error_of_every_file_is_told_and_no_question_is_answered(tmp_path: Path) -> None:
    one = written(tmp_path, ONE_ASK.replace("channel: sms", "channel: smss"), "one.yaml")
    two = written(tmp_path, ONE_ASK.replace("to: p1", "to: 1"), "two.yaml")
    status, said, told = asked(gate, "check", HOURS, one, two)
    assert (status, said) == (2, "")
    assert (
        f"{one}:6: `smss` is no known word at `asks[0].action.channel` of case `x`; did you mean `sms`"
        in told
    )
    assert f"{two}:6: `1` is no id" in told


def test_a_file_that_is_no_text_of_this_kind_is_named_with_its_line(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"cases:\n- id: caf\xe9\n")
    assert f"{latin}:2: is no UTF-8 text" in asked(gate, "check", latin)[2]
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as opened:
        opened.truncate(100_000_000)
    status, _, told = asked(gate, "check", huge)
    assert status == 2
    assert f"{huge}:1: the text is longer than" in told
    assert asked(gate, "check", tmp_path)[0] == 2
    assert asked(gate, "check", tmp_path / "missing.yaml")[0] == 2


def test_a_past_decision_is_told_in_words(played: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", played.database.url)
    with played.database.transaction() as connection:
        found = connection.execute("table decisions order by at desc limit 1").fetchone()
    assert found
    status, said, _ = asked(gate, "explain", found[0])
    assert status == 0
    assert "Rulebooks then:" in said
    assert asked(gate, "explain", "no-such-decision")[0] == 1


def test_a_rule_is_shown_with_clause_dates_and_confidence() -> None:
    status, said, _ = asked(rulebook, "show", "cn-gbt-45251-2025/5.3.hours", "--lang", "zh-CN")
    assert status == 0
    assert "GB/T 45251-2025 5.3" in said
    assert "22:00" in said
    assert asked(rulebook, "show", "cn-gbt-45251-2025/no-such-rule")[0] == 1


def test_a_rulebook_with_errors_names_them_all_with_status_two(tmp_path: Path) -> None:
    (tmp_path / "x-1").mkdir()
    (tmp_path / "x-1" / "instrument.yaml").write_text("id: x-2\n", encoding="utf-8")
    status, said, _ = asked(rulebook, "lint", "--rulebooks", tmp_path)
    assert status == 2
    assert said.count("x-1/instrument.yaml:") > 3
