"""What changed between two rulebooks is told in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.rulebooks.telling.differing import Change, changes
from tests.unit.rulebooks.test_loading import HEAD, RULE

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.rulebooks import Rulebook

COUNT = """\
id: try/2
cite: ["Law 2"]
kind: count
valid: {from: 2020-01-01}
read_on: 2026-11-23
confidence: P
explain: {zh-CN: 每天三次。, en: Three a day.}
count: {unit: effective_call, window: {type: calendar_day}, key: [person]}
counts_as: calls_day
limit: 3
decision: deny
"""


def a_book(folder: Path, **files: str) -> Rulebook:
    place = folder / "try"
    place.mkdir(parents=True)
    for name, text in {"instrument": HEAD, **files}.items():
        (place / f"{name.removeprefix('r')}.yaml").write_text(text, encoding="utf-8")
    return rulebooks.load(folder)


def changed(tmp_path: Path, before: str, after: str) -> tuple[Change, ...]:
    """The changes when the second rule's file goes from `before` to `after`."""
    return changes(a_book(tmp_path / "a", r1=RULE, r2=before), a_book(tmp_path / "b", r1=RULE, r2=after))


def test_the_same_law_differs_in_nothing(tmp_path: Path) -> None:
    assert changed(tmp_path, COUNT, COUNT) == ()


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (
            "limit: 3",
            "limit: 2",
            "at most: 3 answered calls in one calendar day → 2 answered calls in one calendar day",
            "上限：每个自然日有人接听的电话不超过3次 → 每个自然日有人接听的电话不超过2次",
        ),
        (
            "decision: deny",
            "decision: review",
            "when not met: refused → a person looks first",
            "不符合时：不予联系 → 先由专人查看",
        ),
        (
            "confidence: P",
            "confidence: M",
            "how sure: P: the primary text was read → M: from memory, not checked; uncertain",
            "把握程度：P：已读原文 → M：凭记忆，未核对，把握不高",
        ),
        (
            "2020-01-01",
            "2021-06-01",
            "in force: from 2020-01-01 → from 2021-06-01",
            "有效期：自2020-01-01起 → 自2021-06-01起",
        ),
        ("Three a day", "At most three a day", "explanation: Three a day. → At most three a day.", None),
        (
            "decision: deny\n",
            "decision: deny\nunless: [{channels: [email]}]\n",
            "exceptions: none → by way of email",
            "例外：无 → 方式为电子邮件",
        ),
    ],
)
def test_what_changed_of_a_rule_is_told(
    tmp_path: Path, before: str, after: str, en: str, zh: str | None
) -> None:
    found = changed(tmp_path, COUNT, COUNT.replace(before, after))
    assert [change.where for change in found] == ["try/2"]
    assert found[0].in_lang("en") == en
    if zh:
        assert found[0].in_lang("zh-CN") == zh


def test_hours_are_told_as_hours(tmp_path: Path) -> None:
    new = a_book(tmp_path / "b", r1=RULE.replace('to: "22:00"', 'to: "21:00"'))
    (change,) = changes(a_book(tmp_path / "a", r1=RULE), new)
    assert change.en == "open hours: every day 08:00–22:00 → every day 08:00–21:00"


def test_a_rule_that_came_and_one_that_went_are_told_with_what_they_say(tmp_path: Path) -> None:
    small, large = a_book(tmp_path / "a", r1=RULE), a_book(tmp_path / "b", r1=RULE, r2=COUNT)
    assert [(item.kind, item.where, item.en) for item in changes(small, large)] == [
        ("came", "try/2", "a new rule: Three a day.")
    ]
    assert [(item.kind, item.zh) for item in changes(large, small)] == [("went", "规则移除：每天三次。")]


def test_a_new_version_is_told_with_its_day(tmp_path: Path) -> None:
    two = COUNT.replace("limit: 3\n", "").replace("valid: {from: 2020-01-01}\n", "")
    two += "versions:\n  - {valid: {from: 2020-01-01, to: 2026-01-01}, limit: 3}\n  - {valid: {from: 2026-01-01}, limit: 2}\n"
    three = two.replace("limit: 2", "limit: 1")
    (change,) = changed(tmp_path, two, three)
    assert change.en.endswith("→ 1 answered calls in one calendar day (version from 2026-01-01)")


def test_an_instrument_that_is_new_is_told_as_one(tmp_path: Path) -> None:
    old = a_book(tmp_path / "a", r1=RULE)
    (change,) = changes(old.only([]), old)
    assert (change.kind, change.en) == ("came", "Try is new, with 1 rules")
