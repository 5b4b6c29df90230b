"""Whether an answer is what a case expected, and if not, why not. It gives no answers of its own.

What is expected is a part of the answer: a decision (or one of several), citations by their beginning, obligations
that must be among those owed, counts that must be equal. `policy` and `note` are for people and are not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.cases.story import Mapped
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook
    from forbear.rulebooks.terms import Number

BEFORE: Final = "_before"
COUNTED: Final = "_counted"
OVERRIDES: Final = {"factor_recognised": True, "factor_not_recognised": False}


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to one ask, as far as a case can expect it.

    `counts` include the contact asked about, `before` leaves it out, `by_debt` holds the counts of each debt
    alone. An answer to an ask that only classifies has no decision.
    """

    decision: str | None
    cites: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    by_debt: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    override: bool | None = None
    safe_harbor: bool | None = None
    cls: tuple[str, ...] = ()


def said_in(verdict: Verdict) -> Said:
    """What a verdict says by itself."""
    return Said(
        decision=verdict.decision.token,
        cites=verdict.cites,
        obligations=verdict.obligations,
        counts=verdict.counts,
    )


def judge(verdict: Verdict, expect: Mapped) -> tuple[str, ...]:
    """Why a verdict is not what was expected; empty when it is."""
    return judge_said(said_in(verdict), expect)


def judge_said(said: Said, expect: Mapped) -> tuple[str, ...]:
    """Why an answer is not what was expected; empty when it is."""
    return (
        *_decision(said, expect),
        *(
            f"`{cite}` is not cited"
            for cite in expect.get("cite", ())
            if not any(item.startswith(cite) for item in said.cites)
        ),
        *(f"`{duty}` is not owed" for duty in expect.get("obligations", ()) if duty not in said.obligations),
        *_counts(said, expect),
        *_flags(said, expect),
        *(f"`{word}` is not among the classes" for word in expect.get("cls", ()) if word not in said.cls),
    )


def _decision(said: Said, expect: Mapped) -> list[str]:
    if "decision" not in expect:
        return []
    allowed = {expect["decision"], *expect.get("also_ok", ())}
    if "allow" in allowed and expect.get("obligations") != []:
        allowed.add(Decision.ALLOW_WITH_OBLIGATIONS.token)
    if said.decision in allowed:
        return []
    return [f"answered {said.decision or 'nothing'}, expected {expect['decision']}"]


def _counts(said: Said, expect: Mapped) -> list[str]:
    wrong: list[str] = []
    for name, value in expect.get("counts", {}).items():
        if isinstance(value, dict):
            found: dict[str, object] = {debt: said.by_debt.get(debt, {}).get(name) for debt in value}
            wrong += [
                f"{name} of `{debt}` is {_number(found[debt])}, expected {number}"
                for debt, number in value.items()
                if found[debt] != number
            ]
        elif (number := _count(said, name)) != value:
            wrong.append(f"{name} is {_number(number)}, expected {value}")
    return wrong


def _count(said: Said, name: str) -> int | None:
    if name in said.counts or not name.endswith(BEFORE):
        return said.counts.get(name)
    name = name.removesuffix(BEFORE)
    return said.before.get(name, said.before.get(name.removesuffix(COUNTED)))


def _number(value: object) -> str:
    return "not counted" if value is None else str(value)


def _flags(said: Said, expect: Mapped) -> list[str]:
    wrong: list[str] = []
    for name, found in (("override", said.override), ("safe_harbor", said.safe_harbor)):
        if name in expect:
            wanted = OVERRIDES.get(expect[name], expect[name])
            if found is None:
                wrong.append(f"{name} is not answered")
            elif found is not wanted:
                wrong.append(f"{name} is {str(found).lower()}, expected {str(wanted).lower()}")
    return wrong


def counting_without_the_ask(rulebook: Rulebook) -> Rulebook:
    """The same rules, with counts told as they stood before the contact asked about."""
    cached = rulebook.derived.get("without the ask")
    if isinstance(cached, type(rulebook)):
        return cached
    instruments = tuple(
        replace(
            instrument,
            rules=tuple(
                replace(
                    rule, counts=tuple(replace(count, number=_alone(count.number)) for count in rule.counts)
                )
                for rule in instrument.rules
            ),
        )
        for instrument in rulebook.instruments
    )
    made = replace(rulebook, instruments=instruments, derived={})
    rulebook.derived["without the ask"] = made
    return made


def _alone(number: Number) -> Number:
    return replace(number, counts_self=False) if isinstance(number, Tally) else number
