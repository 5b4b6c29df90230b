"""The log read backwards: from the newest event to the start of a window, and no further.

For each count one loop is written and compiled, with only the tests that its filter and key call for. As in `coding`, every word
is bound as a constant and never written into the code. The tests say the same as those of `matching`, which reads one event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.gate.weighing.look import WRONG_NUMBER
from forbear.gate.weighing.matching import UNCERTAIN, UNNAMED_LENDER
from forbear.rulebooks.terms import EventFilter, Events, KeyPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forbear.gate.dossier import Event
    from forbear.gate.weighing.look import Look

    Scan = Callable[[Look, int], list[Event]]
    Ladder = Callable[[Look], tuple[int | None, ...]]

_KEYS: Final[dict[KeyPart, tuple[str, str]]] = {
    KeyPart.PERSON: ("person", "event.person_id == person"),
    KeyPart.DEBTOR: ("debtor", "event.person_id == debtor"),
    KeyPart.CASE: ("debtor", "event.debtor_id == debtor"),
    KeyPart.ADDRESS: ("address", "event.address == address"),
    KeyPart.ACTOR: ("actor", "event.actor == actor"),
    KeyPart.LENDER: ("lender", "(event.lender == lender or UNNAMED == lender or event.lender == UNNAMED)"),
    KeyPart.CHANNEL: ("channel", "event.channel == channel"),
    KeyPart.OTHER_CHANNEL: ("channel", "event.channel != channel"),
    KeyPart.REPLY: ("reply", "reply is not None and event.in_reply_to == reply"),
}
_OF_ASK: Final = {
    "person": "person_id",
    "debtor": "debtor_id",
    "address": "address",
    "actor": "actor",
    "lender": "lender",
    "channel": "channel",
    "reply": "in_reply_to",
}


def scan_of(events: Events, key: frozenset[KeyPart]) -> Scan:
    """The events of these kinds that share the key with an ask (debts apart), newest first, from an instant on."""
    bound = _Bound()
    names, test = _event_test(events, key, bound)
    return bound.made(  # type: ignore[no-any-return]
        "scan",
        [
            "def scan(look, start):",
            " found = []; ask = look.ask",
            *names,
            " for event in reversed(look.before):",
            "  if event.us < start: break",
            "  if event.outcome == WRONG: return from_live(look, start)",
            f"  if {test}: found.append(event)",
            " return found",
            "def from_live(look, start):",
            " found = []; ask = look.ask",
            *names,
            " for event in reversed(look.live):",
            "  if event.us < start: break",
            f"  if {test}: found.append(event)",
            " return found",
        ],
    )


def ladder_of(
    events: Events, key: frozenset[KeyPart], lengths_us: Sequence[int], *, counts_self: bool
) -> Ladder:
    """How many such events lie within each of these lengths before the ask (ascending), the ask itself included.

    One pass answers all of them. Nothing when the key wants an address and the ask has none.
    """
    bound = _Bound()
    names, test = _event_test(events, key, bound)
    counted = counts_self and KeyPart.OTHER_CHANNEL not in key
    itself = f"1 if {_itself(events, bound)} else 0" if counted else "0"
    steps = range(len(lengths_us))
    rungs = [f" s{step} = ask.us - {bound.name(length)}" for step, length in enumerate(lengths_us)]
    values = ", ".join(f"n{step}" for step in steps)
    count = [f"   if us >= s{step}: n{step} += 1" for step in steps[:-1]]

    def body(log: str, *, checks: bool) -> list[str]:
        return [
            " ask = look.ask",
            *(
                [f" if ask.address is None: return {bound.name((None,) * len(lengths_us))}"]
                if KeyPart.ADDRESS in key
                else []
            ),
            *names,
            *rungs,
            f" {' = '.join(f'n{step}' for step in steps)} = {itself}",
            f" for event in reversed({log}):",
            "  us = event.us",
            f"  if us < s{steps[-1]}: break",
            *(["  if event.outcome == WRONG: return from_live(look)"] if checks else []),
            f"  if {test}:",
            f"   n{steps[-1]} += 1",
            *count,
            f" return ({values},)",
        ]

    code = [
        "def ladder(look):",
        *body("look.before", checks=True),
        "def from_live(look):",
        *body("look.live", checks=False),
    ]
    return bound.made("ladder", code)  # type: ignore[no-any-return]


class _Bound:
    """Constants under names of ours, and the functions made with them."""

    def __init__(self) -> None:
        self._constants: dict[str, object] = {"UNNAMED": UNNAMED_LENDER, "WRONG": WRONG_NUMBER}

    def name(self, value: object) -> str:
        name = f"K{len(self._constants)}"
        self._constants[name] = value
        return name

    def made(self, name: str, lines: Sequence[str]) -> Any:  # noqa: ANN401  a function of the caller's shape
        # Our own templates and bound names only, never text of a rulebook.
        exec(compile("\n".join(lines), "<scan>", "exec"), self._constants)  # noqa: S102
        return self._constants[name]


def _event_test(events: Events, key: frozenset[KeyPart], bound: _Bound) -> tuple[list[str], str]:
    """Lines that name the parts of the ask, and the test of one event."""
    parts = [_KEYS[part] for part in sorted(key) if part in _KEYS]
    kinds = [" and ".join(_tests(wanted, bound)) or "True" for wanted in events]
    tests = [test for _, test in parts]
    if "True" not in kinds:
        tests.append(" or ".join(f"({one})" for one in kinds).join("()") if kinds else "False")
    names = [f" {name} = ask.{_OF_ASK[name]}" for name in dict.fromkeys(name for name, _ in parts)]
    return names, " and ".join(tests) or "True"


def _itself(events: Events, bound: _Bound) -> str:
    """The test of `matching.would_match`: whether the contact asked about would itself be counted."""
    kinds = []
    for wanted in events:
        if wanted.directions and "out" not in wanted.directions:
            continue
        tests = [
            f"ask.{name} {word} {bound.name(words)}"
            for name, word, words in (
                ("channel", "in", wanted.channels),
                ("purpose", "in", wanted.purposes),
                ("purpose", "not in", wanted.not_purposes),
                ("form", "in", wanted.forms),
            )
            if words
        ]
        kinds.append(" and ".join(tests) or "True")
    return " or ".join(f"({one})" for one in kinds) or "False"


def _tests(wanted: EventFilter, bound: _Bound) -> list[str]:
    tests = [
        f"event.{name} in {bound.name(words)}"
        for name, words in (
            ("channel", wanted.channels),
            (
                "outcome",
                (wanted.outcomes | {UNCERTAIN} if wanted.uncertain else wanted.outcomes)
                if wanted.outcomes
                else (),
            ),
            ("direction", wanted.directions),
            ("purpose", wanted.purposes),
            ("form", wanted.forms),
            ("place", wanted.places),
            ("role", wanted.roles),
        )
        if words
    ]
    tests += [
        f"event.{name} not in {bound.name(words)}"
        for name, words in (("purpose", wanted.not_purposes), ("place", wanted.not_places))
        if words
    ]
    if wanted.flags:
        tests.append(f"{bound.name(wanted.flags)} <= event.flags")
    if wanted.not_flags:
        tests.append(f"{bound.name(wanted.not_flags)}.isdisjoint(event.flags)")
    return tests
