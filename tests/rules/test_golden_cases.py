"""The acceptance cases that touch only shipped instruments, on both evaluators.

`PASSING` is a floor: the number of asks that pass today. It may only rise.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from forbear import rulebooks
from forbear.gate.cases import Asked, asks_of, judge
from forbear.gate.row import decide
from tests.rules.both import assert_equal_on_both

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook

GOLDEN = Path(__file__).parent / "golden"
PASSING = {"cn": 271, "world": 156}


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


@cache
def asks(name: str) -> tuple[Asked, ...]:
    cases = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))["cases"]
    named = [
        (case, case["rulebook"] if isinstance(case["rulebook"], list) else [case["rulebook"]])
        for case in cases
    ]
    return tuple(
        asked for case, books in named if set(books) <= set(shipped().versions) for asked in asks_of(case)
    )


@pytest.mark.parametrize("name", sorted(PASSING))
def test_as_many_acceptance_asks_pass_as_ever(name: str) -> None:
    passed = sum(
        not judge(
            decide(asked.dossier, shipped().only(asked.rulebooks)), asked.expect or {"decision": "deny"}
        )
        for asked in asks(name)
    )
    assert passed >= PASSING[name]


@pytest.mark.parametrize("name", sorted(PASSING))
def test_no_acceptance_ask_is_answered_more_kindly_than_a_denial_of_the_six_kinds_expects(name: str) -> None:
    kinds = {"window", "count", "cooldown", "hold"}
    cases = {
        case["id"]: set(case["kinds"])
        for case in yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))["cases"]
    }
    for asked in asks(name):
        if cases[asked.case_id] <= kinds and asked.expect and asked.expect["decision"].startswith("deny"):
            verdict = decide(asked.dossier, shipped().only(asked.rulebooks))
            assert not verdict.permits, asked.case_id


@pytest.mark.parametrize("name", sorted(PASSING))
def test_row_equals_columns_on_every_acceptance_ask(name: str) -> None:
    books = sorted({asked.rulebooks for asked in asks(name)})
    for chosen in books:
        mine = [asked.dossier for asked in asks(name) if asked.rulebooks == chosen]
        assert_equal_on_both(mine, shipped().only(chosen))
