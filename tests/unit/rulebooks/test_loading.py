"""Rulebooks load whole or not at all, and every error is named with file, line and cure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.rulebooks import BrokenRulebook

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
id: try
title: {zh-CN: 试, en: Try}
issuer: tests
force: law
jurisdiction: CN
zone: Asia/Shanghai
valid: {from: 2020-01-01}
read_on: 2026-11-23
read_via: written for this test
confidence: P
"""
RULE = """\
id: try/1
cite: ["Law 1"]
kind: window
valid: {from: 2020-01-01}
read_on: 2026-11-23
confidence: P
explain: {zh-CN: 夜间不联系。, en: No contact at night.}
allow:
  - {days: all, from: "08:00", to: "22:00"}
decision: deny
"""


def problems(folder: Path, rule: str, head: str = HEAD) -> list[str]:
    (folder / "try").mkdir()
    (folder / "try" / "instrument.yaml").write_text(head, encoding="utf-8")
    (folder / "try" / "1.yaml").write_text(rule, encoding="utf-8")
    try:
        rulebooks.load(folder)
    except BrokenRulebook as broken:
        return [str(item) for item in broken.problems]
    return []


def test_a_complete_rule_loads(tmp_path: Path) -> None:
    assert problems(tmp_path, RULE) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('cite: ["Law 1"]\n', "`cite` is missing"),
        ("valid: {from: 2020-01-01}\n", "`valid` is missing"),
        ("confidence: P\n", "`confidence` is missing"),
        ("explain: {zh-CN: 夜间不联系。, en: No contact at night.}\n", "`explain` is missing"),
        ("read_on: 2026-11-23\n", "`read_on` is missing"),
        ("decision: deny\n", "`decision` is missing"),
    ],
)
def test_a_rule_without_a_required_part_does_not_load(tmp_path: Path, line: str, says: str) -> None:
    assert any(says in problem for problem in problems(tmp_path, RULE.replace(line, "")))


def test_an_explanation_in_one_language_only_does_not_load(tmp_path: Path) -> None:
    found = problems(tmp_path, RULE.replace("zh-CN: 夜间不联系。, ", ""))
    assert any("`zh-CN` is missing" in problem for problem in found)


def test_a_rule_that_names_an_unknown_fact_does_not_load(tmp_path: Path) -> None:
    rule = RULE + "applies:\n  when:\n    - {fact: person.starsign, is: true}\n"
    found = problems(tmp_path, rule)
    assert found == [problem for problem in found if problem.startswith("try/1.yaml:13:")]
    assert "person.starsign" in found[0]


def test_a_misspelt_word_is_named_with_the_nearest_right_one(tmp_path: Path) -> None:
    found = problems(tmp_path, RULE + "applies: {channels: [cal]}\n")
    assert found == ["try/1.yaml:11: `cal` is not allowed here; did you mean `call`"]


def test_a_key_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    assert any(
        "`desicion` is not known here" in item for item in problems(tmp_path, RULE + "desicion: deny\n")
    )


def test_a_key_given_twice_is_an_error(tmp_path: Path) -> None:
    assert any("`kind` is given twice" in item for item in problems(tmp_path, RULE + "kind: window\n"))


def test_a_window_over_midnight_must_be_two_slots(tmp_path: Path) -> None:
    found = problems(tmp_path, RULE.replace('from: "08:00", to: "22:00"', 'from: "22:00", to: "08:00"'))
    assert any("must begin before it ends" in problem for problem in found)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    rule = RULE.replace("decision: deny", "decision: dney").replace("confidence: P", "confidence: sure")
    assert len(problems(tmp_path, rule, HEAD.replace("force: law", "force: rumour"))) == 3


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    assert any(
        item.startswith("try/1.yaml:") and "is no YAML" in item for item in problems(tmp_path, "id: [\n")
    )


def test_versions_stand_side_by_side(tmp_path: Path) -> None:
    rule = RULE.replace("valid: {from: 2020-01-01}\n", "").replace(
        'allow:\n  - {days: all, from: "08:00", to: "22:00"}\n',
        "versions:\n"
        '  - {valid: {from: 2020-01-01, to: 2025-01-01}, allow: [{days: all, from: "07:00", to: "23:00"}]}\n'
        '  - {valid: {from: 2025-01-01}, allow: [{days: all, from: "08:00", to: "22:00"}]}\n',
    )
    assert problems(tmp_path, rule) == []
    assert [item.valid_from for item in rulebooks.load(tmp_path).rules] == [
        date(2020, 1, 1),
        date(2025, 1, 1),
    ]


def test_two_versions_in_force_at_once_do_not_load(tmp_path: Path) -> None:
    rule = RULE.replace(
        "valid: {from: 2020-01-01}\n",
        "versions:\n  - valid: {from: 2020-01-01}\n  - valid: {from: 2024-01-01}\n",
    )
    assert any("in force at once" in problem for problem in problems(tmp_path, rule))


def test_a_changed_file_is_another_version(tmp_path: Path) -> None:
    problems(tmp_path, RULE)
    before = rulebooks.load(tmp_path).versions
    (tmp_path / "try" / "1.yaml").write_text(RULE.replace("22:00", "21:00"), encoding="utf-8")
    assert rulebooks.load(tmp_path).versions != before


def test_every_shipped_rule_cites_and_explains_itself_in_both_languages() -> None:
    for rule in rulebooks.load().rules:
        assert rule.cites, rule.rule_id
        assert rule.explain["en"], rule.rule_id
        assert rule.explain["zh-CN"], rule.rule_id


def test_house_policy_cites_itself() -> None:
    for item in rulebooks.load().instruments:
        if item.force == "house_policy":
            assert all(rule.cites[0].startswith(item.instrument_id) for rule in item.rules)
