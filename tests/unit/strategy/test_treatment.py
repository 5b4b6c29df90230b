"""Treatment paths load, or say what is wrong and where."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

import forbear.strategy
from forbear.domain.words import Channel, Purpose, Role
from forbear.strategy.planning import Situation, next_step
from forbear.strategy.treatment import BadPath, NoPathInForce, in_force, load_paths

SHIPPED = Path(forbear.strategy.__file__).parent / "paths"
STEP = "{step: a, from_day: 1, purpose: payment_reminder, channels: [email], hour: '10:00', priority: 1, template: t, offers: [plan]}"


def a_path(*steps: str, since: str = "2020-01-01") -> str:
    lines = "".join(f"      - {step}\n" for step in steps or (STEP,))
    return f"path: p\nversions:\n  - from: {since}\n    steps:\n{lines}"


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_path_uses_the_closed_words_and_always_offers_help(file: Path) -> None:
    for path in load_paths(file.read_text(encoding="utf-8"), source=file.name):
        for step in path.steps:
            assert set(step.channels) <= set(Channel)
            assert step.purpose in set(Purpose)
            assert step.offers
        if path.locate is not None:
            assert set(path.locate.roles) <= set(Role)
            assert path.locate.step.purpose == "relay_callback"


def test_a_repeated_step_is_written_out_with_its_waits() -> None:
    (path,) = load_paths(
        a_path(STEP.replace("}", ", times: 3, every_days: 4, wait_days: 2}")), source="p.yaml"
    )
    assert [(step.name, step.wait_days, step.ordinal) for step in path.steps] == [
        ("a-1", 2, 1),
        ("a-2", 4, 2),
        ("a-3", 4, 3),
    ]


def test_an_hour_is_a_local_time() -> None:
    assert load_paths(a_path(), source="p.yaml")[0].steps[0].hour == time(10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path: [", "p.yaml: not YAML"),
        ("- 1", "p.yaml: a mapping was expected"),
        (a_path(STEP.replace("}", ", colour: red}")), "unknown keys ['colour']"),
        (a_path(STEP.replace("offers: [plan]", "offers: []")), "offers no help"),
        (a_path(STEP.replace("'10:00'", "'25:00'")), "`hour` must be a local time"),
        (a_path(STEP.replace("from_day: 1", "from_day: 0")), "needs `from_day` of 1 or more"),
        (a_path(STEP.replace("from_day: 1", "from_day: 9"), STEP), "in the order of `from_day`"),
        (a_path(since="soon"), "`from` must be a date"),
        ("path: p\nversions: []", "needs versions"),
    ],
)
def test_a_path_that_is_wrong_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(BadPath) as refused:
        load_paths(text, source="p.yaml")
    assert said in str(refused.value)


def test_a_change_is_a_new_version_from_its_own_date() -> None:
    older = a_path()
    both = load_paths(older + a_path(since="2026-06-01").split("versions:\n")[1], source="p.yaml")
    assert [in_force(both, day).since for day in (date(2026, 5, 31), date(2026, 6, 1))] == [
        date(2020, 1, 1),
        date(2026, 6, 1),
    ]


def test_a_date_before_every_version_is_refused() -> None:
    with pytest.raises(NoPathInForce):
        in_force(load_paths(a_path(), source="p.yaml"), date(2019, 12, 31))


def test_a_step_without_a_usable_address_is_passed_over() -> None:
    letter = (
        STEP.replace("step: a", "step: b")
        .replace("[email]", "[letter]")
        .replace("payment_reminder", "collection_letter")
    )
    (path,) = load_paths(a_path(STEP, letter), source="p.yaml")
    following = next_step(path, Situation(days_past_due=5, channels=frozenset({"letter"})))
    assert following is not None
    assert following.step.name == "b"
