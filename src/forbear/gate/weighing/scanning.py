"""The log read backwards: from the newest event to the start of a window, and no further.

A loop is written and compiled with only the tests that filters and keys call for; counts that are wanted together share it. As in
`coding`, every word is bound as a constant and never written into the code. The tests say the same as those of `matching`, which
reads one event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.gate.weighing.look import WRONG_NUMBER, before, standing
from forbear.gate.weighing.matching import UNCERTAIN, UNNAMED_LENDER
from forbear.gate.weighing.windows import always_begins
from forbear.rulebooks.terms import EventFilter, Events, KeyPart, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from forbear.gate.dossier import Event
    from forbear.gate.weighing.look import Look

    Scan = Callable[[Look, int], list[Event]]
    Pass = Callable[..., tuple[int | None, ...]]

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


def pass_of(wanted: Sequence[tuple[Tally, int]], starts: int, given: Mapping[str, object]) -> Pass:
    """Several counts in one pass over the log: `count(dossier, ask, start, start, …)` gives one number for each.

    `wanted` says of each count which of the `starts` instants it looks back to (counts by debt are not for here). A start of
    `None` is unknown and so is every count from there; so is one by address when the ask has none. `given` are words of the ask
    that are the same whenever the function is called.
    """
    bound = _Bound()
    kinds: dict[tuple[Events, frozenset[KeyPart]], list[tuple[int, int]]] = {}
    for place, (tally, start) in enumerate(wanted):
        kinds.setdefault((tally.events, tally.key), []).append((place, start))
    names: dict[str, None] = {}
    steps: list[tuple[str, list[tuple[int, int]]]] = []
    for (events, key), counts in kinds.items():
        mine, test = _event_test(events, key, bound)
        names.update(dict.fromkeys(mine))
        steps.append((test, counts))
    unsure = sorted({start for tally, start in wanted if not always_begins(tally.window)})
    given_starts = ", ".join(["dossier", "ask", *(f"s{number}" for number in range(starts))])
    # What is counted from an unknown start is told as unknown; meanwhile nothing is counted to it.
    instants = [f"a{number}" if number in unsure else f"s{number}" for number in range(starts)]
    first = f"min({', '.join(instants)})" if starts > 1 else instants[0]
    values = ", ".join(_value(tally, place, f"s{start}") for place, (tally, start) in enumerate(wanted))

    def body(log: Sequence[str], check: Sequence[str]) -> list[str]:
        return [
            " now = ask.us; log = dossier.log",
            *(f" n{place} = {_itself(tally, bound, given)}" for place, (tally, _start) in enumerate(wanted)),
            *(f" a{number} = now if s{number} is None else s{number}" for number in unsure),
            " if log:",
            *log,
            *(f" {name}" for name in names),
            f"  first = {first}",
            "  for event in reversed(log):",
            "   us = event.us",
            "   if us < first: break",
            *check,
            *(line for test, counts in steps for line in _steps(test, counts, instants)),
            f" return ({values},)",
        ]

    code = [
        f"def count({given_starts}):",
        *body(
            ["  if log[-1].us >= now: log = before(log, now)"],
            [f"   if event.outcome == WRONG: return corrected({given_starts})"],
        ),
        f"def corrected({given_starts}):",
        *body(["  log = standing(before(log, now))"], []),
    ]
    return bound.made("count", code)  # type: ignore[no-any-return]


def _steps(test: str, counts: Sequence[tuple[int, int]], instants: Sequence[str]) -> list[str]:
    """The lines for the counts of the same events: those from the only start need no look at the instant."""
    if len(instants) == 1:
        return [f"   if {test}: {'; '.join(f'n{place} += 1' for place, _ in counts)}"]
    if len(counts) == 1:
        place, start = counts[0]
        return [f"   if us >= {instants[start]} and {test}: n{place} += 1"]
    return [f"   if {test}:", *(f"    if us >= {instants[start]}: n{place} += 1" for place, start in counts)]


def _value(tally: Tally, place: int, start: str) -> str:
    needs = ["ask.address is not None"] if KeyPart.ADDRESS in tally.key else []
    if not always_begins(tally.window):
        needs.append(f"{start} is not None")
    return f"(n{place} if {' and '.join(needs)} else None)" if needs else f"n{place}"


class _Bound:
    """Constants under names of ours, and the functions made with them."""

    def __init__(self) -> None:
        self._constants: dict[str, object] = {
            "UNNAMED": UNNAMED_LENDER,
            "WRONG": WRONG_NUMBER,
            "before": before,
            "standing": standing,
        }

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


def _itself(tally: Tally, bound: _Bound, given: Mapping[str, object]) -> str:
    """1 if the contact asked about would itself be counted (as `matching.would_match` says), else 0."""
    if not tally.counts_self or KeyPart.OTHER_CHANNEL in tally.key:
        return "0"
    kinds = [_asked(wanted, bound, given) for wanted in tally.events]
    if "True" in kinds:
        return "1"
    kinds = [one for one in kinds if one != "False"]
    return f"1 if {' or '.join(f'({one})' for one in kinds)} else 0" if kinds else "0"


def _asked(wanted: EventFilter, bound: _Bound, given: Mapping[str, object]) -> str:
    if wanted.directions and "out" not in wanted.directions:
        return "False"
    tests: list[str] = []
    for name, word, words in (
        ("channel", "in", wanted.channels),
        ("purpose", "in", wanted.purposes),
        ("purpose", "not in", wanted.not_purposes),
        ("form", "in", wanted.forms),
    ):
        told = given.get(f"ask.{name}")
        if words and told is None:
            tests.append(f"ask.{name} {word} {bound.name(words)}")
        elif words and (told in words) is not (word == "in"):
            return "False"
    return " and ".join(tests) or "True"


def _tests(wanted: EventFilter, bound: _Bound) -> list[str]:
    tests = [
        _is_one_of(f"event.{name}", words, bound)
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


def _is_one_of(what: str, words: frozenset[str], bound: _Bound) -> str:
    if len(words) == 1:
        return f"{what} == {bound.name(next(iter(words)))}"
    return f"{what} in {bound.name(words)}"
