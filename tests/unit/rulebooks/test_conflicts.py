"""Two rules that disagree without a stated order do not load, and each error says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.rulebooks import BrokenRulebook
from tests.unit.rulebooks.test_differing import COUNT
from tests.unit.rulebooks.test_loading import HEAD

if TYPE_CHECKING:
    from pathlib import Path

OTHER = COUNT.replace("try/2", "try/3").replace("limit: 3", "limit: 5")
ASKS = (
    "id: try/2\ncite: [x]\nkind: content\nvalid: {from: 2020-01-01}\nread_on: 2026-11-23\nconfidence: P\n"
    "explain: {zh-CN: 说明机构。, en: Name the house.}\nbreach_when: {not_channels: [none]}\n"
    "decision: oblige\nobligations: [state_institution]\n"
)
FORBIDS = (
    "id: try/3\ncite: [x]\nkind: content\nvalid: {from: 2020-01-01}\nread_on: 2026-11-23\nconfidence: P\n"
    "explain: {zh-CN: 不说机构。, en: Do not name the house.}\n"
    "breach_when: {fact: content.includes, has: [state_institution]}\ndecision: deny\n"
)


def problems(folder: Path, *rules: str) -> list[str]:
    place = folder / "try"
    place.mkdir()
    (place / "instrument.yaml").write_text(HEAD, encoding="utf-8")
    for number, text in enumerate(rules, 2):
        (place / f"{number}.yaml").write_text(text, encoding="utf-8")
    try:
        rulebooks.load(folder)
    except BrokenRulebook as broken:
        return [str(item) for item in broken.problems]
    return []


def test_two_limits_on_one_measure_do_not_load(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, COUNT, OTHER)
    assert said.startswith("try/2.yaml:10: the same is counted with the limit 3 here and 5 in `try/3`")
    assert "`instead_of: [try/3]`" in said


def test_the_stricter_may_state_that_it_goes_first(tmp_path: Path) -> None:
    assert problems(tmp_path, COUNT + "instead_of: [try/3]\n", OTHER) == []


def test_the_milder_may_not(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, COUNT, OTHER + "instead_of: [try/2]\n")
    assert "try/3.yaml:12: `try/2` is stricter, and the strictest wins" in said


@pytest.mark.parametrize(
    "apart",
    [
        OTHER.replace("{from: 2020-01-01}", "{from: 2019-01-01, to: 2020-01-01}"),
        OTHER + "applies: {channels: [email]}\n",
        OTHER + "applies: {not_channels: [call, sms]}\n",
        OTHER.replace("calendar_day", "calendar_week"),
        OTHER.replace("[person]", "[debtor]"),
        OTHER.replace("decision: deny", "decision: review"),
        OTHER.replace("limit: 5", "limit: 3"),
    ],
    ids=["dates", "scope", "scope-left-out", "window", "key", "answer", "number"],
)
def test_what_tells_two_rules_apart_is_no_conflict(tmp_path: Path, apart: str) -> None:
    assert problems(tmp_path, COUNT + "applies: {channels: [call]}\n", apart) == []


def test_what_one_rule_demands_and_another_forbids_does_not_load(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, ASKS, FORBIDS)
    assert "`state_institution` is forbidden here and demanded in `try/2`" in said
    assert said.startswith("try/3.yaml:8:")


def test_an_order_without_a_conflict_is_not_taken(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, COUNT + "instead_of: [try/2]\n")
    assert "there is no conflict with `try/2`" in said


def test_an_order_before_a_rule_that_is_not_there_is_named(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, COUNT + "instead_of: [try/9]\n")
    assert "`try/9` is no rule of this instrument" in said
