"""What the rule pages show: instruments and single rules of the rulebook, in one language. It reads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forbear.entry.web.desk.views import confidence_words
from forbear.entry.wiring import conditions_of, duty_in_words

if TYPE_CHECKING:
    from forbear.entry.web.look.words import Lang
    from forbear.entry.wiring import Instrument, Rule, Rulebook

HOUSE = "house_policy"


def instruments(rulebook: Rulebook, lang: Lang) -> list[dict[str, Any]]:
    """Return the instruments with their rules, in the order of the rulebook."""
    return [
        {
            "id": item.instrument_id,
            "title": item.title[lang],
            "issuer": item.issuer,
            "force": item.force.value,
            "jurisdiction": item.jurisdiction,
            "valid_from": item.valid_from,
            "valid_to": item.valid_to,
            "rules": [_rule(rule, lang, house=item.force.value == HOUSE) for rule in item.rules],
        }
        for item in rulebook.instruments
    ]


def rule(rulebook: Rulebook, rule_id: str, lang: Lang) -> dict[str, Any] | None:
    """Return one rule with all its versions, newest first, or None where there is none of that id."""
    for item in rulebook.instruments:
        versions = sorted(
            (r for r in item.rules if r.rule_id == rule_id), key=lambda r: r.valid_from, reverse=True
        )
        if versions:
            house = item.force.value == HOUSE
            return {
                "id": rule_id,
                "instrument": item.title[lang],
                "instrument_id": item.instrument_id,
                "issuer": item.issuer,
                "force": item.force.value,
                "read_via": item.read_via,
                "versions": [
                    _rule(version, lang, house=house) | {"conditions": _conditions(item, version, lang)}
                    for version in versions
                ],
            }
    return None


def _conditions(item: Instrument, found: Rule, lang: Lang) -> list[tuple[str, str]]:
    return [(part.label[lang == "zh-CN"], part.in_lang(lang)) for part in conditions_of(item, found)]


def _rule(found: Rule, lang: Lang, *, house: bool) -> dict[str, Any]:
    return {
        "id": found.rule_id,
        "address": found.rule_id.partition("/")[2],
        "cites": found.cites,
        "kind": found.kind,
        "explain": found.explain[lang],
        "decision": found.decision.token if found.at_gate else None,
        "obligations": [duty_in_words(duty, lang) for duty in found.obligations],
        "confidence": confidence_words(found.confidence, lang, house=house),
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "read_on": found.read_on,
        "reading": found.reading,
    }
