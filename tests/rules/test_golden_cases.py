"""Every acceptance case, answered as `forbear gate check` answers it: all asks as expected, on both evaluators, none skipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from forbear import rulebooks
from forbear.entry.deeds.check_cases import check
from forbear.gate.cases import asks_of
from forbear.gate.dossier import ZoneEvidence
from forbear.gate.row import decide
from forbear.gate.verdict import override_of, safe_harbor_of

if TYPE_CHECKING:
    from forbear.entry.deeds.check_cases import Checked
    from forbear.gate.cases import Asked
    from forbear.rulebooks.book import Rulebook

GOLDEN: Final = Path(__file__).parent / "golden"
ASKS: Final = {"cn": 275, "world": 303}


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


@cache
def checked(name: str) -> Checked:
    path = GOLDEN / f"{name}.yaml"
    return check({str(path): path.read_text(encoding="utf-8")}, shipped())


def asked(name: str, case_id: str, index: int) -> Asked:
    cases = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))["cases"]
    case = next(case for case in cases if case["id"] == case_id)
    return next(one for one in asks_of(case) if one.index == index)


@pytest.mark.parametrize("name", sorted(ASKS))
def test_every_acceptance_ask_is_answered_as_expected(name: str) -> None:
    wrong = {f"{one.case_id}, ask {one.index}": one.wrong for one in checked(name).answers if one.wrong}
    assert wrong == {}
    assert len(checked(name).answers) == ASKS[name]


@pytest.mark.parametrize("name", sorted(ASKS))
def test_no_acceptance_case_is_skipped(name: str) -> None:
    assert not checked(name).skipped


@pytest.mark.parametrize("name", sorted(ASKS))
def test_row_equals_columns_on_every_acceptance_ask(name: str) -> None:
    assert all(one.row_equals_columns for one in checked(name).answers)


@pytest.mark.parametrize(("index", "recognised"), [(0, True), (2, True), (4, False)])
def test_a_recognised_reason_is_told_and_releases_nothing(index: int, *, recognised: bool) -> None:
    one = asked("world", "USF-112", index)
    book = shipped().only(one.rulebooks)
    verdict = decide(one.dossier, book)
    assert override_of(verdict, one.dossier.ask, book) is recognised
    assert not verdict.permits


def test_a_call_has_no_safe_harbour_to_speak_of() -> None:
    one = asked("cn", "CN-001", 1)
    book = shipped().only(one.rulebooks)
    assert safe_harbor_of(decide(one.dossier, book), book) is None


def test_a_reason_is_nothing_where_no_presumption_stands() -> None:
    one = asked("world", "USF-030", 1)
    assert ZoneEvidence("residence", "America/New_York") in one.dossier.zones
    book = shipped().only(one.rulebooks)
    assert override_of(decide(one.dossier, book), one.dossier.ask, book) is None
