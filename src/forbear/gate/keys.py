"""Which shared things a decision rests on, as strings that storage can lock and version.

Two questions that could spend the same quota have at least one key in common, so that deciding and
reserving under these keys cannot be raced. Whatever changes what the gate knows of a person raises
that person's key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from forbear.gate.dossier import Ask, Proposal

BOOK: Final = "book"
"""The key of what all questions of a book share (its lenders, an import): compared when reserving, never locked or raised by it."""


def count_keys(ask: Ask | Proposal) -> tuple[str, ...]:
    """The keys of one question, sorted, each once: `debt:<id>`, `person:<id>`, `point:<value>`.

    Sorted, because locks taken in one order by everyone cannot deadlock.
    """
    debtor = ask.debtor_id or ask.person_id
    keys = {f"person:{ask.person_id}", f"person:{debtor}"}
    keys.update(f"debt:{debt}" for debt in ask.debts)
    if ask.address is not None:
        keys.add(f"point:{ask.address}")
    return tuple(sorted(keys))
