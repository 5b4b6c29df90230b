"""The records of a dossier, read once for all filters of a function.

A bit stands for each filter. The lines written here set in `held` the bits of the filters that some record of the right kind,
token and person, in force at the ask, may satisfy, and in `sure` those of them of which some such record is plain: it satisfies every
filter that takes plain records. Only a filter that is held and not sure has to be looked at closer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.dossier import named
from forbear.gate.weighing.asked import ABOUT_DEBTOR
from forbear.rulebooks.terms import RecordFilter, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Held:
    """The filters of one function, and the lines that read the records for them."""

    def __init__(self) -> None:
        self._bits: dict[RecordFilter, int] = {}

    def bit(self, wanted: RecordFilter) -> int:
        """The bit of a filter."""
        return self._bits.setdefault(wanted, 1 << len(self._bits))

    def lines(self, given: Mapping[str, object], keep: Callable[[object], str]) -> list[str]:
        """The lines (`keep` names a constant for them); none when no filter was asked for."""
        if not self._bits:
            return []
        return [
            " held = sure = 0; person = ask.person_id",
            " for record in dossier.records:",
            *self._lines_of_bits(keep, is_about_debtor=given.get(ABOUT_DEBTOR) is True),
            "  if bits and record.us <= now < record.end_us:",
            "   held |= bits",
            "   if record.is_plain: sure |= bits",
        ]

    def _lines_of_bits(self, keep: Callable[[object], str], *, is_about_debtor: bool) -> list[str]:
        if is_about_debtor or all(wanted.subject is Subject.PERSON for wanted in self._bits):
            both = keep(self._table(*Subject).get)
            return [f"  bits = {both}(record.named) if record.person_id == person else 0"]
        mine, others = keep(self._table(Subject.PERSON).get), keep(self._table(Subject.DEBTOR).get)
        return [
            f"  bits = {mine}(record.named, 0) if record.person_id == person else 0",
            f"  if record.person_id == ask.debtor_id: bits |= {others}(record.named, 0)",
        ]

    def _table(self, *subjects: Subject) -> dict[str, int]:
        """The bits of the filters about these subjects, by the kind and token that they want."""
        found: dict[str, int] = {}
        for wanted, bit in self._bits.items():
            if wanted.subject in subjects:
                for token in wanted.tokens:
                    name = named(wanted.kind, token)
                    found[name] = found.get(name, 0) | bit
        return found
