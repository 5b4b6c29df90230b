"""What is left of a statement once some facts are given: the law of other places, channels and roles falls away.

A narrowed statement gives the same answer, unknown included, as the whole one for every dossier with these facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.rulebooks.terms import (
    FALSE,
    TRUE,
    All,
    AnyOf,
    FactIn,
    FactTrue,
    IsKnown,
    Literal,
    Not,
    Term,
    all_of,
    any_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

IDENTIFIERS: Final = frozenset({"ask.actor", "ask.in_reply_to"})
"""Facts of the ask with a value of their own for every other question: to narrow by them would help nobody."""


def words_looked_at(terms: Iterable[Term]) -> frozenset[str]:
    """The facts that these statements compare with words: those worth narrowing by."""
    found: set[str] = set()
    for term in terms:
        match term:
            case FactIn():
                found.add(term.fact)
            case All() | AnyOf():
                found |= words_looked_at(term.parts)
            case Not():
                found |= words_looked_at((term.part,))
            case _:
                pass
    return frozenset(found - IDENTIFIERS)


def flags_looked_at(terms: Iterable[Term]) -> frozenset[str]:
    """The yes-or-no facts of the dossier that these statements look at."""
    found: set[str] = set()
    for term in terms:
        match term:
            case FactTrue():
                found.add(term.fact)
            case All() | AnyOf():
                found |= flags_looked_at(term.parts)
            case Not():
                found |= flags_looked_at((term.part,))
            case _:
                pass
    return frozenset(name for name in found if not name.startswith(("ask.", "content.")))


def narrowed(term: Term, given: Mapping[str, object]) -> Term:  # noqa: PLR0911  one return for each kind
    """The statement with these facts filled in; a fact that is given as `None` is unknown."""
    match term:
        case FactIn():
            value = given.get(term.fact)
            if value is not None or (term.fact in given and term.fact in ASK_ATTRIBUTES):
                return Literal(value in term.values)
        case FactTrue():
            value = given.get(term.fact)
            if value is not None:
                return Literal(value is True)
        case IsKnown():
            if term.fact in given:
                return Literal(given[term.fact] is not None)
        case Not():
            part = narrowed(term.part, given)
            return Literal(not part.value) if isinstance(part, Literal) else Not(part)
        case All():
            parts = [narrowed(part, given) for part in term.parts]
            return FALSE if FALSE in parts else all_of(*parts)
        case AnyOf():
            parts = [narrowed(part, given) for part in term.parts]
            return TRUE if TRUE in parts else any_of(*parts)
        case _:
            pass
    return term
