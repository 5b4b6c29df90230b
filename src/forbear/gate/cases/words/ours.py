"""What our own cases may say beyond the acceptance vocabulary, in one list to be seen.

These words stand in the vocabulary of facts or in the records that the gate reads; shipped rules add their
citations, obligations and counts of themselves.
"""

from __future__ import annotations

from typing import Final

from forbear.domain.facts import LENDER_KINDS, PERSON_ROLES, POINT_SOURCES, PRODUCTS

HOLDS: Final = (
    "cease complaint deceased dispute distress disaster_area grace hardship illness plan promise serious_illness "
    "stop suicide_risk wrong_number"
)

OURS: Final = {
    "facts.addresses.*.place": "domicile employment home inside_home other public work",
    "facts.addresses.*.source_code": " ".join(sorted(POINT_SOURCES)),
    "facts.debts.product": " ".join(sorted(PRODUCTS)),
    "facts.holds.kind": HOLDS,
    "facts.lender.type": " ".join(sorted(LENDER_KINDS)),
    "facts.persons.role": " ".join(sorted(PERSON_ROLES)),
    "facts.preferences.kind": "contact_denied contact_refused only_times",
}

CITES: Final = ("engine policy",)
"""What the engine itself says where no rule speaks."""
