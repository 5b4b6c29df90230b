"""Asks of a case that classify something, or ask for a date, into classes and clauses.

It turns the words of the format into traits, events and days, and asks `forbear.gate.duties`; every answer comes
from the rules of the case's instruments. A question it does not know raises `CannotClassify`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.cases.classes.affairs import affairs_of
from forbear.gate.cases.classes.queries import QUERIES, kept
from forbear.gate.cases.classes.traits import happening_of
from forbear.gate.duties import Classified, classify, contacts_among

if TYPE_CHECKING:
    from forbear.gate.cases.story import Mapped
    from forbear.rulebooks.book import Rulebook

__all__ = ["CannotClassify", "classified"]


class CannotClassify(ValueError):
    """a classify ask of a case is not understood"""


def classified(case: Mapped, index: int, rulebook: Rulebook) -> Classified:
    """The classes of one ask (by its index in the case), with clauses and rules.

    `rulebook` may hold more instruments than the case names; only those named are asked. Raises
    `CannotClassify` for a query of no meaning, `NoSuchInstrument` where one is not loaded.
    """
    item = case["asks"][index]["classify"]
    affairs = affairs_of(case, item)
    named = case["rulebook"]
    book = rulebook.only(named if isinstance(named, list) else [named])
    if "record" in item:
        return kept(affairs, book)
    if "sequence" in item:
        return contacts_among(affairs.sequence(), about=affairs.dossier, rulebook=book)
    if "query" not in item:
        return classify(happening_of(affairs), about=affairs.dossier, rulebook=book)
    if item["query"] not in QUERIES:
        message = f"`{item['query']}` is no query; use one of {', '.join(sorted(QUERIES))}"
        raise CannotClassify(message)
    return QUERIES[item["query"]](affairs, book)
