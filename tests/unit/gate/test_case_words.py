"""The closed words that ship with the gate, beside the acceptance vocabulary: nothing of it missing, nothing slipped in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from forbear.gate.cases.strict.free_values import KINDS, is_like_a_token
from forbear.gate.cases.words import KEYS, MANY, ONE, RECORDS, REQUIRED, VALUES
from forbear.gate.cases.words.cites import CITES, INSTRUMENTS
from forbear.gate.cases.words.ours import OURS

VOCABULARY: Final = Path(__file__).parents[2] / "rules" / "golden" / "vocabulary.yaml"
IDS_AS_KEYS: Final = re.compile(
    r"^(facts\.(?:addresses|agencies|collectors)|asks\.expect\.counts\.calls_7d)\.[^.]+"
)
SAMPLES: Final[dict[str, object]] = {
    "id (open: any string)": "some-id",
    "text": "Some words.",
    "number": 3,
    "bool": True,
    "date": "2026-10-14T11:00:00+08:00",
}
TIMES: Final = {f"facts.{kind}.{end}" for kind in ("consents", "preferences") for end in ("from", "to")}
OF_THEIR_OWN: Final = TIMES | {"facts.preferences.days", "facts.location_evidence.tz", "asks.expect.cite"}
"""Free in the vocabulary, narrower here: times of the day, days of the week, zones, citations."""


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """Closed words, keys and types by path, with `*` for keys that are ids."""
    found: dict[str, dict[str, Any]] = {}
    for path, entry in yaml.safe_load(VOCABULARY.read_text(encoding="utf-8")).items():
        if path != "cites_by_rulebook":
            mine = found.setdefault(
                IDS_AS_KEYS.sub(r"\1.*", path), {"keys": set(), "values": set(), "types": set()}
            )
            for part in mine:
                mine[part].update(map(str, entry.get(part, ())))
    return found


def is_taken(path: str, value: object) -> bool:
    words = VALUES[path]
    free = any(KINDS[kind][0](value) for kind in words.kinds)
    return str(value) in words.tokens or (free and not ("#words" in words.kinds and is_like_a_token(value)))


def test_every_key_of_the_vocabulary_is_known_at_its_path() -> None:
    missing = {
        path: entry["keys"] - KEYS[path]
        for path, entry in vocabulary().items()
        if entry["keys"] and KEYS[path] != {"*"}
    }
    assert {path: keys for path, keys in missing.items() if keys} == {}


def test_every_word_of_the_vocabulary_is_taken_at_its_path() -> None:
    missing = {
        path: {word for word in entry["values"] if not is_taken(path, word)}
        for path, entry in vocabulary().items()
        if path not in {"rulebook", "asks.expect.cite"}
    }
    assert {path: words for path, words in missing.items() if words} == {}


def test_every_kind_of_free_value_of_the_vocabulary_is_taken_at_its_path() -> None:
    missing = {
        path: {kind for kind in entry["types"] if not is_taken(path, SAMPLES[kind])}
        for path, entry in vocabulary().items()
        if path not in OF_THEIR_OWN
    }
    assert {path: kinds for path, kinds in missing.items() if kinds} == {}


def test_every_instrument_and_citation_of_the_vocabulary_is_known() -> None:
    assert set(INSTRUMENTS.split()) == vocabulary()["rulebook"]["values"]
    assert set(CITES.strip().splitlines()) == vocabulary()["asks.expect.cite"]["values"]


def test_what_is_taken_beyond_the_vocabulary_stands_in_the_list_of_ours() -> None:
    more = {
        path: words.tokens - vocabulary()[path]["values"] - set(OURS.get(path, "").split())
        for path, words in VALUES.items()
        if path in vocabulary() and path not in OF_THEIR_OWN
    }
    assert {path: words for path, words in more.items() if words} == {}


def test_every_path_that_a_rule_of_the_format_names_exists() -> None:
    assert set(VALUES) >= MANY | ONE | set(OURS)
    assert set(KEYS) >= RECORDS | set(REQUIRED)
    assert all(set(keys) <= KEYS[path] for path, keys in REQUIRED.items())
