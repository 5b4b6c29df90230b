"""What a contact of a case says and shows, by the names of the facts under `content.`.

What the case does not state is left out, and so unknown; `missing` alone is always there, since a required item is
absent only if it stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from forbear.gate.cases.story import Mapped

SETS: Final = (
    "states",
    "flags",
    "includes",
    "envelope",
    "only",
    "leaves",
    "demand_lines",
    "opt_out_requires",
    "languages",
)
PLAIN: Final = {
    "identity_verified": "identity_verified",
    "account": "account",
    "line": "line",
    "introduces_as": "introduces_as",
    "caller_id": "caller_id",
    "profile": "profile",
    "discloses_collector": "discloses_collector",
    "employer_asked": "employer_asked",
    "asked_for_reason": "asked_for_reason",
    "inability_confirmed": "inability_confirmed",
    "willing": "is_willing",
    "initial": "is_initial",
    "months": "months",
    "postdated_days": "postdated_days",
    "to_disputed_debt": "to_disputed_debt",
    "follows_instructions": "follows_instructions",
}
OPT_OUT: Final = re.compile(
    r"\b(opt[ -]?out|unsubscribe|reply (with the word )?.?stop|stop (texts|emails))\b", re.IGNORECASE
)
PER_CENT: Final = 10_000
"""Basis points in one."""


def content_of(action: Mapped) -> dict[str, object]:
    """The content facts of an action, without their prefix."""
    given = action.get("content", {})
    found: dict[str, object] = {"missing": frozenset(given.get("missing", []))}
    found.update({name: _words(given[name]) for name in SETS if name in given})
    found.update({fact: given[key] for key, fact in PLAIN.items() if key in given})
    if "script" in action:
        found["script"] = action["script"]
    if "includes" in given:
        found["has_opt_out"] = any(OPT_OUT.search(str(item)) for item in given["includes"])
    if "demand_amount" in given:
        found["demand_minor"] = int(Decimal(str(given["demand_amount"])) * 100)
    for key, fact in (("default_interest_rate", "default_rate_bp"), ("annual_rate_all_in", "annual_rate_bp")):
        if key in given:
            found[fact] = int(Decimal(str(given[key])) * PER_CENT)
    if "itemisation" in given:
        found["itemisation_blank"] = any(str(value) == "" for value in given["itemisation"].values())
    addressee = given.get("addressees", given.get("addressee"))
    if addressee is not None:
        found["addressee"] = str(addressee) if re.fullmatch(r"[a-z_]+", str(addressee)) else "nobody_by_name"
    return found


def _words(value: object) -> frozenset[str]:
    items = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    return frozenset(str(word) for word in items)
