"""`forbear gate` and `forbear rulebook`, as a rule's author and an auditor type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from forbear.entry.cli.gate import app as gate
from forbear.entry.cli.rulebook import app as rulebook

if TYPE_CHECKING:
    from forbear.entry.wiring import House

CASES = Path(__file__).parent.parent / "rules" / "cases"
HOURS = CASES / "cn-gbt-45251-2025" / "5.3.hours.yaml"


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
    assert "NOT AS EXPECTED: answered deny, expected review" in said


def test_a_case_of_law_that_is_not_shipped_is_skipped_by_name(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("cases: [{id: x, rulebook: nowhere, asks: []}]\n", encoding="utf-8")
    document = json.loads(asked(gate, "check", other, "--json")[1])
    assert document["skipped"] == [{"case": "x", "rulebook": "nowhere"}]


@pytest.mark.parametrize(
    "text",
    [
        "cases: [",
        "asks: []",
        "cases: [{id: x}]",
        "cases: [{id: x, rulebook: house-cn, asks: [{at: 1, action: {}}]}]",
    ],
)
def test_a_file_that_cannot_be_understood_is_named_with_status_two(tmp_path: Path, text: str) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, encoding="utf-8")
    status, said, why = asked(gate, "check", bad)
    assert status == 2
    assert said == ""
    assert str(bad) in why


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
