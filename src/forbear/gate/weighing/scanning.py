"""The log read backwards: from the newest event to the start of a window, and no further.

A loop is written and compiled with only the tests that filters and keys call for; counts that are wanted together share it. As in
`coding`, every word is bound as a constant and never written into the code. The tests say the same as those of `matching`, which
reads one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.look import WRONG_NUMBER
from forbear.gate.weighing.matching import UNNAMED_LENDER
from forbear.rulebooks.terms import Attribution, EventFilter, Events, KeyPart, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from forbear.gate.dossier import Event
    from forbear.gate.weighing.look import Look

    Scan = Callable[[Look, int], list[Event]]
    Bind = Callable[[object], str]
    Wanted = Sequence[tuple[Tally, int]]

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
EVENT_CONSTANTS: Final = {"UNNAMED": UNNAMED_LENDER, "WRONG": WRONG_NUMBER}
"""Names that the tests of events use beside those that are bound for them."""
_OF_ASK: Final = {
    "person": "person_id",
    "debtor": "debtor_id",
    "address": "address",
    "actor": "actor",
    "lender": "lender",
    "channel": "channel",
    "reply": "in_reply_to",
}


ONE_DEBT: Final = "debt = ask.debts[0] if len(ask.debts) == 1 else None"
_SILENT: Final = "(event.debts if event.debt_elected is None else (event.debt_elected,))"
_DEBTS: Final = {
    Attribution.INTENDED: "event.debts",
    Attribution.ELECTED: f"(event.debts_discussed or event.debts_raised or {_SILENT})",
    Attribution.RAISED: f"(event.debts_raised or (event.debts if event.debts_discussed else {_SILENT}))",
}
"""The debts that an event counts to, as `matching.counted_debts` gives them."""


def scan_of(events: Events, key: frozenset[KeyPart]) -> Scan:
    """The events of these kinds that share the key with an ask (debts apart), newest first, from an instant on."""
    constants: dict[str, object] = dict(EVENT_CONSTANTS)

    def bind(value: object) -> str:
        name = f"K{len(constants)}"
        constants[name] = value
        return name

    names, test = _event_test(events, key, bind)
    lines = [
        "def scan(look, start):",
        " found = []; ask = look.ask",
        *(f" {name}" for name in names),
        " for event in reversed(look.before):",
        "  if event.us < start: break",
        "  if event.outcome == WRONG: return from_live(look, start)",
        f"  if {test}: found.append(event)",
        " return found",
        "def from_live(look, start):",
        " found = []; ask = look.ask",
        *(f" {name}" for name in names),
        " for event in reversed(look.live):",
        "  if event.us < start: break",
        f"  if {test}: found.append(event)",
        " return found",
    ]
    # Our own templates and bound names only, never text of a rulebook.
    exec(compile("\n".join(lines), "<scan>", "exec"), constants)  # noqa: S102
    return constants["scan"]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a pass looks back, in code.

    The line that reads the time of an event; whether the event is before all starts; whether it is not yet before the ask; for
    each start whether the event is after it (empty for the first of all starts).
    """

    time: str
    is_over: str
    is_ahead: str
    reached: tuple[str, ...]


def pass_lines(
    wanted: Wanted, reach: Reach, given: Mapping[str, object], bind: Bind, corrected: str
) -> list[str]:
    """The lines of one pass over `dossier.log` that leaves each count in `n0`, `n1`, …

    `wanted` says of each count which of the starts it looks back to; counts by debt are right for an ask about one debt. `given` are
    words of the ask that are always the same. Where an event takes others away the line `corrected` counts instead.
    """
    kinds: dict[tuple[Events, frozenset[KeyPart], Attribution], list[tuple[int, int]]] = {}
    for place, (tally, start) in enumerate(wanted):
        kinds.setdefault((tally.events, tally.key, tally.attribution), []).append((place, start))
    names: dict[str, None] = {}
    steps: list[str] = []
    for (events, key, attribution), counts in kinds.items():
        mine, test = _event_test(events, key, bind)
        if KeyPart.DEBT in key:
            mine.append(ONE_DEBT)
            test = f"{test} and debt in {_DEBTS[attribution]}"
        names.update(dict.fromkeys(mine))
        steps += _steps(test, counts, reach)
    return [
        *(f"n{place} = {_itself(tally, bind, given)}" for place, (tally, _start) in enumerate(wanted)),
        *names,
        "for event in reversed(dossier.log):",
        f" {reach.time}",
        f" if {reach.is_over}: break",
        f" if {reach.is_ahead}: continue",
        " if event.outcome == WRONG:",
        f"  {corrected}",
        "  break",
        *(f" {line}" for line in steps),
    ]


def _steps(test: str, counts: Sequence[tuple[int, int]], reach: Reach) -> list[str]:
    """The lines for the counts of the same events."""
    tests = [(place, reach.reached[start]) for place, start in counts]
    if len(tests) == 1:
        place, reached = tests[0]
        return [f"if {' and '.join([*([reached] if reached else []), test])}: n{place} += 1"]
    return [
        f"if {test}:",
        *(f" if {reached}: n{place} += 1" if reached else f" n{place} += 1" for place, reached in tests),
    ]


def _event_test(events: Events, key: frozenset[KeyPart], bind: Bind) -> tuple[list[str], str]:
    """Lines that name the parts of the ask, and the test of one event."""
    parts = [_KEYS[part] for part in sorted(key) if part in _KEYS]
    kinds = [" and ".join(_tests(wanted, bind)) or "True" for wanted in events]
    tests = [test for _, test in parts]
    if "True" not in kinds:
        tests.append(" or ".join(f"({one})" for one in kinds).join("()") if kinds else "False")
    names = [f"{name} = ask.{_OF_ASK[name]}" for name in dict.fromkeys(name for name, _ in parts)]
    return names, " and ".join(tests) or "True"


def _itself(tally: Tally, bind: Bind, given: Mapping[str, object]) -> str:
    """1 if the contact asked about would itself be counted (as `matching.would_match` says), else 0."""
    if not tally.counts_self or KeyPart.OTHER_CHANNEL in tally.key:
        return "0"
    kinds = {_asked(wanted, bind, given) for wanted in tally.events} - {"False"}
    tests = [] if "True" in kinds else [" or ".join(f"({one})" for one in sorted(kinds)) or "False"]
    if KeyPart.DEBT in tally.key and tally.attribution is not Attribution.INTENDED:
        tests.append("ask.debt_elected is None or ask.debts == (ask.debt_elected,)")
    return f"1 if {' and '.join(f'({one})' for one in tests)} else 0" if tests else "1"


def _asked(wanted: EventFilter, bind: Bind, given: Mapping[str, object]) -> str:
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
            tests.append(f"ask.{name} {word} {bind(words)}")
        elif words and (told in words) is not (word == "in"):
            return "False"
    return " and ".join(tests) or "True"


def _tests(wanted: EventFilter, bind: Bind) -> list[str]:
    tests = [
        _is_one_of(f"event.{name}", words, bind)
        for name, words in (
            ("channel", wanted.channels),
            ("outcome", wanted.matched_outcomes),
            ("direction", wanted.directions),
            ("purpose", wanted.purposes),
            ("form", wanted.forms),
            ("place", wanted.places),
            ("role", wanted.roles),
        )
        if words
    ]
    tests += [
        f"event.{name} not in {bind(words)}"
        for name, words in (("purpose", wanted.not_purposes), ("place", wanted.not_places))
        if words
    ]
    if wanted.flags:
        tests.append(f"{bind(wanted.flags)} <= event.flags")
    if wanted.not_flags:
        tests.append(f"{bind(wanted.not_flags)}.isdisjoint(event.flags)")
    return tests


def _is_one_of(what: str, words: frozenset[str], bind: Bind) -> str:
    if len(words) == 1:
        return f"{what} == {bind(next(iter(words)))}"
    return f"{what} in {bind(words)}"
