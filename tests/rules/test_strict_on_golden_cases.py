"""One slip of the hand in an acceptance case, anywhere, is told with its line and its word; never a silent pass."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear import rulebooks
from forbear.gate.cases.strict import Known, read_cases
from forbear.gate.cases.words import KEYS, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN: Final = Path(__file__).parent / "golden"
NAMES: Final = ("cn", "world")
SLIP: Final = "_zq"
CLOSED: Final = {"rulebook", "asks.expect.cite"}

Place = tuple[str | int, ...]


@cache
def known() -> Known:
    return Known.beside(rulebooks.load())


@cache
def cases() -> tuple[dict[str, Any], ...]:
    texts = [(GOLDEN / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES]
    return tuple(case for text in texts for case in yaml.safe_load(text)["cases"])


def places(value: object, path: str, at: Place) -> Iterator[tuple[Place, bool]]:
    """Every key that has a fixed name (true) and every closed word (false) of a case, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            is_id = KEYS[path] == {"*"} or (path == "asks.expect.counts.calls_7d")
            if not is_id:
                yield (*at, key), True
            below = f"{path}.{'*' if is_id else key}".removeprefix(".")
            yield from places(inner, below, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, path, (*at, index))
    elif path in CLOSED or str(value) in VALUES[path].tokens:
        yield at, False


def slipped(value: object, at: Place, *, is_key: bool) -> object:
    """The same value with one key or word misspelled."""
    if not at:
        return f"{value}{SLIP}"
    if isinstance(value, list):
        return [slipped(item, at[1:], is_key=is_key) if n == at[0] else item for n, item in enumerate(value)]
    assert isinstance(value, dict)
    if is_key and len(at) == 1:
        return {f"{key}{SLIP}" if key == at[0] else key: item for key, item in value.items()}
    return {
        key: slipped(item, at[1:], is_key=is_key) if key == at[0] else item for key, item in value.items()
    }


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_slip_in_any_key_or_closed_word_is_told_with_its_line_and_word(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(cases()), label="case")
    at, is_key = data.draw(st.sampled_from(list(places(case, "", ()))), label="slip")
    text = yaml.safe_dump({"cases": [slipped(case, at, is_key=is_key)]}, allow_unicode=True, width=10_000)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if SLIP in words)
    _, problems = read_cases(text, file="f", known=known())
    told = [problem for problem in problems if re.search(rf"`[^`]*{SLIP}` is no known ", problem.what)]
    assert [problem.line for problem in told] == [line]


@pytest.mark.parametrize("name", NAMES)
def test_every_acceptance_case_is_understood_as_it_stands(name: str) -> None:
    text = (GOLDEN / f"{name}.yaml").read_text(encoding="utf-8")
    found, problems = read_cases(text, file=name, known=known())
    assert problems == ()
    assert list(found) == [listed(case) for case in yaml.safe_load(text)["cases"]]


def listed(case: dict[str, Any]) -> dict[str, Any]:
    named = case["rulebook"]
    return {**case, "rulebook": named if isinstance(named, list) else [named]}


def test_every_one_of_our_own_cases_is_understood() -> None:
    files = sorted((Path(__file__).parent / "cases").glob("*/*.yaml"))
    told = [
        str(problem)
        for file in files
        for problem in read_cases(
            file.read_text(encoding="utf-8"), file=f"{file.parent.name}/{file.name}", known=known()
        )[1]
    ]
    assert files
    assert told == [], "mend the word, or add it to src/forbear/gate/cases/words/ours.py"
