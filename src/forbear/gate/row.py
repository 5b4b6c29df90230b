"""One question, one answer: every rule in force is examined, every reason is kept, the strictest wins.

The same dossier and rulebook always give the same verdict. Nothing in force is a refusal; so is anything
that cannot be told. An exception passes through: no verdict, so no permit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from forbear.gate.verdict import Finding, Verdict
from forbear.gate.weighing.compiled.verdicts import new_verdict, set_dossier
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.plan import SCHEDULE, Plan, Schedule, schedule_of
from forbear.gate.weighing.telling import value_of
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.looking import looks_at

if TYPE_CHECKING:
    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rulebook

NO_INSTRUMENT: Final = Finding(
    "engine/no-instrument", ("engine policy: no rulebook covers this, so it is not allowed",), Decision.DENY
)


def decide(dossier: Dossier, rulebook: Rulebook) -> Verdict:
    """Examine every rule of the rulebook that is in force at the ask.

    The next permitted instant is not worked out here; see `next_instant.with_next_instant`.
    """
    schedule: Schedule = rulebook.derived.get(SCHEDULE) or schedule_of(rulebook)  # type: ignore[assignment]
    us = dossier.ask.us
    begins, ends, plan = schedule.last
    if plan is None or not begins <= us < ends:
        plan = schedule.at(us)
    try:
        weigher = plan.known(dossier) or plan.weigher(dossier)
    except TypeError:  # a fact that is no word at all
        weigher = plan.whole
    kind = weigher.kinds[weigher.examine(dossier)]
    if kind is None:
        return nothing_in_force(Look(dossier, schedule.clocks), plan)
    verdict = new_verdict(kind)
    set_dossier(verdict, dossier)
    return verdict


def nothing_in_force(look: Look, plan: Plan) -> Verdict:
    """The default refusal; it names the facts for want of which no instrument could be told to apply."""
    applies = {item.instrument.instrument_id: item.instrument.applies for item in plan.rules}
    names = {
        name for term in applies.values() for name in looks_at(term).facts if value_of(name, look) is None
    }
    unknown = tuple(sorted(name for name in names if not name.startswith("ask.")))
    return Verdict(
        Decision.DENY, (replace(NO_INSTRUMENT, unknown=unknown),), unknown=unknown, versions=plan.versions
    )
