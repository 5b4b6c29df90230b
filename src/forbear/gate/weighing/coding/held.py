"""The records of a dossier, read once for all filters of a function.

A bit stands for each filter. The lines written here set in `held` the bits of the filters that some record of the right kind,
token and person, in force at the ask, may satisfy, and in `sure` those that one surely does. Only a filter that is held and
not sure has to be looked at closer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.asked import ABOUT_DEBTOR
from forbear.gate.weighing.recorded import takes_plain
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
        plain = sum(bit for wanted, bit in self._bits.items() if takes_plain(wanted))
        return [
            " held = sure = 0; person = ask.person_id",
            " for record in dossier.records:",
            "  if record.us <= now < record.end_us:",
            *self._lines_of_bits(keep, is_about_debtor=given.get(ABOUT_DEBTOR) is True),
            "   if bits:",
            "    held |= bits",
            f"    if record.is_plain: sure |= bits & {plain}",
        ]

    def _lines_of_bits(self, keep: Callable[[object], str], *, is_about_debtor: bool) -> list[str]:
        named = "(record.kind, record.token), 0"
        if is_about_debtor or all(wanted.subject is Subject.PERSON for wanted in self._bits):
            both = keep(self._table(*Subject).get)
            return [f"   bits = {both}({named}) if record.person_id == person else 0"]
        mine, others = keep(self._table(Subject.PERSON).get), keep(self._table(Subject.DEBTOR).get)
        return [
            f"   bits = {mine}({named}) if record.person_id == person else 0",
            f"   if record.person_id == ask.debtor_id: bits |= {others}({named})",
        ]

    def _table(self, *subjects: Subject) -> dict[tuple[str, str], int]:
        """The bits of the filters about these subjects, by the kind and token that they want."""
        found: dict[tuple[str, str], int] = {}
        for wanted, bit in self._bits.items():
            if wanted.subject in subjects:
                for token in wanted.tokens:
                    found[wanted.kind, token] = found.get((wanted.kind, token), 0) | bit
        return found
