"""Every rule that says something beside the gate, by the cases that a person worked out for it.

Duties with their dates, periods, keeping times and classes: each rule's file must hold an ask that it answers and
one on which it is silent. The acceptance cases that classify are here too: all of them pass.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from forbear import rulebooks
from forbear.entry.deeds.check_cases import check
from forbear.gate.cases.classes import CannotClassify, classified
from forbear.rulebooks.duties.terms import NOTHING_BESIDES

if TYPE_CHECKING:
    from forbear.gate.cases.story import Mapped
    from forbear.gate.duties import Classified
    from forbear.rulebooks.book import Rulebook

HERE: Final = Path(__file__).parent
ACCEPTANCE: Final = {"cn": 4, "world": 27}
"""Asks of the acceptance files that classify."""


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


RULES: Final = sorted({rule.rule_id for rule in shipped().rules if rule.besides is not NOTHING_BESIDES})


@cache
def answers_of(path: Path) -> tuple[tuple[str, Mapped, Classified], ...]:
    """Each classify ask of a file: where it stands, what was expected, what came."""
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    return tuple(
        (f"{case['id']}, ask {index}", ask["expect"], classified(case, index, shipped()))
        for case in cases
        for index, ask in enumerate(case["asks"])
        if "classify" in ask
    )


def wrong_in(path: Path) -> dict[str, list[str]]:
    """What was expected and not said, by ask."""
    found = {
        where: [str(word) for word in expect["cls"] if str(word) not in said.cls]
        + [cite for cite in expect["cite"] if not any(item.startswith(cite) for item in said.cites)]
        for where, expect, said in answers_of(path)
    }
    return {where: words for where, words in found.items() if words}


def file_of(rule_id: str) -> Path:
    return HERE / "cases" / f"{rule_id}.yaml"


@pytest.mark.parametrize("rule_id", RULES)
def test_the_answers_are_those_that_a_person_worked_out(rule_id: str) -> None:
    assert wrong_in(file_of(rule_id)) == {}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_answers_one_of_its_asks_and_is_silent_on_another(rule_id: str) -> None:
    heard = {rule_id in said.rules for _, _, said in answers_of(file_of(rule_id))}
    acted = any("action" in ask for case in _cases(rule_id) for ask in case["asks"])
    assert heard == {True, False} or (heard == {True} and acted)


def _cases(rule_id: str) -> list[Mapped]:
    return list(yaml.safe_load(file_of(rule_id).read_text(encoding="utf-8"))["cases"])


@pytest.mark.parametrize("rule_id", RULES)
def test_the_cases_are_understood_and_passed_by_the_command(rule_id: str) -> None:
    path = file_of(rule_id)
    checked = check({path.name: path.read_text(encoding="utf-8")}, shipped())
    assert {(item.case_id, item.index): item.wrong for item in checked.failed} == {}
    assert checked.passed


@pytest.mark.parametrize("rule_id", RULES)
def test_where_nothing_is_expected_nothing_is_said(rule_id: str) -> None:
    said = {where: found for where, expect, found in answers_of(file_of(rule_id)) if expect["cls"] == []}
    assert all(found.cls == () and found.cites == () for found in said.values())


@pytest.mark.parametrize("name", sorted(ACCEPTANCE))
def test_every_acceptance_ask_that_classifies_is_answered_as_expected(name: str) -> None:
    path = HERE / "golden" / f"{name}.yaml"
    assert len(answers_of(path)) == ACCEPTANCE[name]
    assert wrong_in(path) == {}


def test_what_has_a_class_has_a_clause() -> None:
    said = [found for name in RULES for _, _, found in answers_of(file_of(name))]
    assert all(found.cites for found in said if set(found.cls) - {"none"})


def test_a_query_without_a_meaning_is_named() -> None:
    case = {"id": "x", "rulebook": "cn-pipl", "asks": [{"classify": {"query": "weather"}}]}
    with pytest.raises(CannotClassify, match="`weather` is no query"):
        classified(case, 0, shipped())
