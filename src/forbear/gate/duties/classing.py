"""Which classes of the law something falls in: does it count, is it a communication, is it a valid way.

Classes come from the rules alone: from their `classifies`, or from the very count that the gate uses, so a
class and a quota can never differ. What no rule speaks of has no class.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from forbear.domain.words import Channel
from forbear.gate.dossier import EPOCH, Event
from forbear.gate.duties.scope import speaking
from forbear.gate.weighing.matching import matcher
from forbear.rulebooks.duties.terms import OPPOSITES, ClassTerm, TraitOp, TraitTest
from forbear.rulebooks.terms import Attribution, KeyPart, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rule, Rulebook

OPPOSITE: Final = {**dict(OPPOSITES), **{right: left for left, right in OPPOSITES}}
ONE_OF: Final = "counts_to_exactly_one_of"
TALKED: Final = "conversation"
MEDIA: Final = frozenset(str(channel) for channel in Channel)
AS_CALLS: Final = {"ringless_voicemail": ("call", "voicemail_left")}
"""Media that are a call by another way, with the outcome that they always have."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be classified: its traits by name (`forbear.rulebooks.duties.traits`) and the debts intended.

    A trait that is absent is not so.
    """

    traits: Mapping[str, object] = field(default_factory=dict)
    debts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classified:
    """The classes found, in the order of the rules, with the clauses and the rules they come from."""

    cls: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def joined(parts: Iterable[Classified]) -> Classified:
    """Several findings as one, each word once."""
    found = list(parts)

    def once(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words))

    return Classified(
        once(word for part in found for word in part.cls),
        once(word for part in found for word in part.cites),
        once(word for part in found for word in part.rules),
    )


def classify(happening: Happening, *, about: Dossier, rulebook: Rulebook) -> Classified:
    """Every class that the rules in force give to a happening; `about` says when and in whose affairs.

    Within one instrument the first of two opposite classes stands; later terms may still add their citation to
    a class already found.
    """
    medium = _as_call(happening)[0]
    if medium in MEDIA:
        about = replace(about, ask=replace(about.ask, channel=medium))
    traits = {**happening.traits, "debts": len(happening.debts)}
    given: dict[str, set[str]] = {}
    parts: list[Classified] = []
    for instrument, rule in speaking(about, rulebook):
        mine = given.setdefault(instrument.instrument_id, set())
        for term in rule.besides.classes:
            if not all(_holds(test, traits) for test in term.when):
                continue
            found = _classes(term, happening, rulebook)
            kept = tuple(word for word in found.cls if OPPOSITE.get(word) not in mine)
            mine.update(kept)
            if kept:
                cites = (*(term.cites or rule.cites), *found.cites)
                parts.append(Classified(kept, cites, (rule.rule_id, *found.rules)))
    return joined(parts)


def _holds(test: TraitTest, traits: Mapping[str, object]) -> bool:
    value = traits.get(test.trait)
    return (value is not None and _is_so(test, value)) is not test.negated


def _is_so(test: TraitTest, value: object) -> bool:
    if test.op is TraitOp.IN:
        return value in test.values
    if test.op in {TraitOp.ABOVE, TraitOp.AT_MOST}:
        (bound,) = test.values
        if not isinstance(value, int | float) or not isinstance(bound, int):
            return False
        return value > bound if test.op is TraitOp.ABOVE else value <= bound
    words = frozenset(value) if isinstance(value, frozenset | set | tuple | list) else frozenset({value})
    if test.op is TraitOp.HAS:
        return not test.values.isdisjoint(words)
    return test.values <= words if test.op is TraitOp.HAS_ALL else words <= test.values


def _classes(term: ClassTerm, happening: Happening, rulebook: Rulebook) -> Classified:
    if not term.counted_by:
        return Classified(term.tokens)
    rule = rulebook.rule(term.counted_by)
    tally = _tally_of(rule)
    if rule is None or tally is None:
        return Classified()
    event = _event(happening)
    if not matcher(tally.events)(event):
        return Classified(term.tokens[1:])
    words = [term.tokens[0]]
    if _is_elected(tally, event):
        words.append(f"{ONE_OF}:{','.join(happening.debts)}")
    return Classified(tuple(words), rule.cites, (rule.rule_id,))


def _tally_of(rule: Rule | None) -> Tally | None:
    numbers = [count.number for count in rule.counts] if rule else []
    return next((number for number in numbers if isinstance(number, Tally)), None)


def _is_elected(tally: Tally, event: Event) -> bool:
    """Whether a silent attempt about several debts uses the quota of one of them only."""
    by_debt = KeyPart.DEBT in tally.key and tally.attribution is not Attribution.INTENDED
    return by_debt and event.outcome != TALKED and len(event.debts) > 1


def _as_call(happening: Happening) -> tuple[str, str]:
    """The channel of a happening and the outcome it has where none is given."""
    medium = str(happening.traits.get("medium", ""))
    return AS_CALLS.get(medium, (medium, "ring_no_answer" if medium == "call" else "sent"))


def _event(happening: Happening) -> Event:
    """The happening as an event of the log; its instant and person are of no account here."""
    traits = happening.traits
    channel, usual = _as_call(happening)
    outcome = traits.get("outcome")
    return Event(
        EPOCH,
        channel,
        "",
        str(outcome or usual),
        purpose=str(traits.get("purpose", "collect")),
        debts=happening.debts,
    )


def contacts_among(
    events: Sequence[tuple[Event, str, bool]], *, about: Dossier, rulebook: Rulebook
) -> Classified:
    """How many contacts a run of events is, as `contacts:N`; each event with its thread and whether it is voluntary.

    A thread is voluntary when the person chose to go on with it; it then counts once, however long.
    """
    parts: list[Classified] = []
    for _, rule in speaking(about, rulebook):
        tally = rule.besides.contacts
        if tally is None:
            continue
        is_contact = matcher(tally.events)
        voluntary = {
            thread for _, thread, chosen in events if thread and chosen and tally.voluntary_thread_is_one
        }
        single = sum(is_contact(event) for event, thread, _ in events if thread not in voluntary)
        parts.append(Classified((f"contacts:{single + len(voluntary)}",), rule.cites, (rule.rule_id,)))
    return joined(parts)
