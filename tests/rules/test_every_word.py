"""Every closed word of the acceptance vocabulary, put into some golden case: it is answered, and by both evaluators alike.

Nobody worked out what these cases should say; they show that no word, wherever it stands, makes the reader or the
gate stumble. The seed is in the name of the test.
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from forbear import rulebooks
from forbear.entry.deeds.check_cases import check

GOLDEN: Final = Path(__file__).parent / "golden"
PARTS: Final = 4
NEW: Final[dict[str, dict[str, Any]]] = {
    "persons": {"id": "p9", "role": "friend"},
    "consents": {"person": "p1", "scope": "calls"},
    "preferences": {"person": "p1", "kind": "inconvenient_time"},
    "holds": {"person": "p1", "kind": "dispute"},
    "location_evidence": {"source": "residence", "tz": "Asia/Shanghai"},
    "address_history": {"collector": "ABC"},
}
"""An entry of each list of facts that says the least."""
MANY: Final = (
    "channels",
    "collection_steps",
    "knowledge",
    "flags",
    "days",
    "covers",
    "declared_by",
    "shared_by",
)
HEADS: Final = ("facts.", "timeline.", "asks.action.")


def cases_of(name: str) -> list[dict[str, Any]]:
    cases = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))["cases"]
    return [case for case in cases if all("action" in ask for ask in case["asks"])]


def words() -> list[tuple[str, object]]:
    listed = yaml.safe_load((GOLDEN / "vocabulary.yaml").read_text(encoding="utf-8"))
    return [
        (path, word)
        for path, entry in listed.items()
        if path.startswith(HEADS)
        and not path.startswith("facts.debts.")
        and path != "facts.location_evidence.tz"
        for word in entry.get("values", ())
    ]


def holder(case: dict[str, Any], path: str) -> tuple[dict[str, Any], list[str]]:
    """The mapping of a case in which the path goes on, and the keys that are left."""
    head, *keys = path.split(".")
    if head == "asks":
        return case["asks"][0]["action"], keys[1:]
    if head == "timeline":
        case.setdefault("timeline", []).append({"at": "2026-10-10T09:00:00+08:00", "ev": "sms"})
        return case["timeline"][-1], keys
    facts = case.setdefault("facts", {})
    if keys[0] not in NEW:
        return facts, keys
    facts.setdefault(keys[0], []).append(dict(NEW[keys[0]]))
    return facts[keys[0]][-1], keys[1:]


def with_word(case: dict[str, Any], path: str, word: object) -> dict[str, Any]:
    made = copy.deepcopy(case)
    for ask in made["asks"]:
        ask.pop("expect", None)
    where, keys = holder(made, path)
    for key in keys[:-1]:
        where = where.setdefault(key, {})
    where[keys[-1]] = [word] if keys[-1] in MANY and path != "asks.action.content.flags" else word
    if path in {"timeline.ev", "timeline.outcome"} and (word == "call" or keys[-1] == "outcome"):
        where |= {"ev": "call", "outcome": where.get("outcome", "busy")}
    if path == "asks.action.type":
        where["channel"] = "none"
    return made


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_word_is_answered_wherever_it_stands(part: int) -> None:
    chance = random.Random(20261125 + part)  # noqa: S311  a seeded test, no secret
    golden = [*cases_of("cn"), *cases_of("world")]
    made = [
        {**with_word(chance.choice(golden), path, word), "id": f"{number} {path} {word}"}
        for number, (path, word) in enumerate(words())
        if number % PARTS == part
    ]
    text = yaml.safe_dump({"cases": made}, sort_keys=False)
    checked = check({"words.yaml": text}, rulebooks.load())
    assert len({answer.case_id for answer in checked.answers}) == len(made)
    assert {(item.case_id, item.index): item.wrong for item in checked.failed} == {}
