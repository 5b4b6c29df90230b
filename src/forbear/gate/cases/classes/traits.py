"""The words of a classify ask as traits. A word that is no trait of ours gives none, and so no class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.cases.story import CO_OBLIGORS
from forbear.gate.duties import Happening
from forbear.language.voicemail import items_of
from forbear.rulebooks.duties.traits import TRAITS, TraitType

if TYPE_CHECKING:
    from forbear.gate.cases.classes.affairs import Affairs
    from forbear.gate.cases.story import Mapped

NAMES: Final = {
    "ev": "medium",
    "outcome": "outcome",
    "content": "content",
    "purpose": "purpose",
    "to_role": "to_role",
    "result": "result",
    "about_debt": "is_about_debt",
    "business_name_reveals_collection": "name_reveals_collection",
    "opt_out": "opt_out",
    "notice": "notice",
    "agent_alias": "alias_use",
    "mapping_to_employee": "alias_is_traceable",
    "alias_unique": "alias_is_unique",
}
"""Key of the format to trait."""
SELF: Final = CO_OBLIGORS | {"borrower", "spouse", "guardian", "executor"}
"""Roles whose own number is no third person's."""


def happening_of(affairs: Affairs) -> Happening:
    """What is to be classified, with its traits and the debts intended."""
    item = affairs.item
    traits: dict[str, object] = {trait: item[key] for key, trait in NAMES.items() if key in item}
    traits |= _voicemail(affairs)
    hours = item.get("request", {}).get("weekly_hours")
    if hours is not None:
        traits["weekly_hours"] = hours
    known = {name: value for name, value in traits.items() if _is_known(name, value)}
    return Happening(known, tuple(item.get("intended_debts", ())))


def _is_known(name: str, value: object) -> bool:
    trait = TRAITS[name]
    return trait.type is not TraitType.WORD or value in trait.words


def _voicemail(affairs: Affairs) -> Mapped:
    item = affairs.item
    if "voicemail_text" in item:
        found: dict[str, object] = {"voicemail": items_of(str(item["voicemail_text"]))}
    elif "voicemail_items" in item:
        found = {"voicemail": frozenset(item["voicemail_items"])}
    else:
        return {}
    # The format's convention: what is not under test is as it should be.
    found["name_reveals_collection"] = bool(item.get("business_name_reveals_collection", False))
    if "to" in item:
        person = affairs.story.persons.get(str(item["to"]), {"role": "third_party"})
        found["to_third_person"] = person["role"] not in SELF
    return found
