"""The closed, typed vocabulary of facts that a rule of the gate may use.

Each fact has a type, a unit, a meaning and where it comes from. A rule that names any other fact does
not load; a fact that is absent from a dossier is unknown, and unknown refuses. The names are stable:
rulebooks, dossiers, frames and evidence all use them. This module holds no values and reads nothing.
"""

from __future__ import annotations

from typing import Final

from forbear.domain.facts import actors, asks, loans, people, points, words
from forbear.domain.facts.kinds import (
    CHANNELS,
    LENDER_KINDS,
    PERSON_ROLES,
    POINT_SOURCES,
    PRODUCTS,
    Fact,
    FactSource,
    FactType,
    UnknownFact,
)

__all__ = [
    "CHANNELS",
    "FACTS",
    "LENDER_KINDS",
    "PERSON_ROLES",
    "POINT_SOURCES",
    "PRODUCTS",
    "Fact",
    "FactSource",
    "FactType",
    "UnknownFact",
    "fact",
]

_ALL: Final = (*asks.FACTS, *words.FACTS, *loans.FACTS, *people.FACTS, *points.FACTS, *actors.FACTS)

FACTS: Final[dict[str, Fact]] = {fact.name: fact for fact in _ALL}


def fact(name: str) -> Fact:
    """The entry of that name; raises `UnknownFact`."""
    try:
        return FACTS[name]
    except KeyError:
        message = f"`{name}` is not in the vocabulary of facts (docs/reference/gate.md lists it)"
        raise UnknownFact(message) from None
