"""Which classes a happening falls in, by rules made of one term each; and how many contacts a run of events is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from forbear.gate.dossier import Event
from forbear.gate.duties import Happening, classify, contacts_among
from forbear.rulebooks.duties.terms import Besides, ClassTerm, ContactTally, TraitOp, TraitTest
from forbear.rulebooks.terms import (
    FALSE,
    Attribution,
    EventFilter,
    FactIn,
    KeyPart,
    NamedCount,
    Tally,
    Window,
    WindowType,
)
from tests.unit.gate.one_rule import FIXED, NOON, a_rule, asked
from tests.unit.gate.worlds import book_of

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rule, Rulebook

AB: Final = frozenset({"a", "b"})


def saying(*classes: ClassTerm, contacts: ContactTally | None = None, **more: Any) -> Rule:  # noqa: ANN401  fields of a rule
    return replace(a_rule(FALSE), besides=Besides(classes=classes, contacts=contacts), **more)


def classes(book: Rulebook, debts: tuple[str, ...] = (), **traits: object) -> tuple[str, ...]:
    return classify(Happening(traits, debts), about=asked(channel="none"), rulebook=book).cls


TESTS: Final[list[tuple[TraitOp, frozenset[object], object, bool]]] = [
    (TraitOp.IN, AB, "a", True),
    (TraitOp.IN, AB, "c", False),
    (TraitOp.ABOVE, frozenset({28}), 29, True),
    (TraitOp.ABOVE, frozenset({28}), 28.5, True),
    (TraitOp.ABOVE, frozenset({28}), 28, False),
    (TraitOp.ABOVE, frozenset({28}), "many", False),
    (TraitOp.AT_MOST, frozenset({28}), 28, True),
    (TraitOp.AT_MOST, frozenset({28}), 29, False),
    (TraitOp.AT_MOST, frozenset({28}), "few", False),
    (TraitOp.HAS, AB, frozenset({"b", "c"}), True),
    (TraitOp.HAS, AB, frozenset({"c"}), False),
    (TraitOp.HAS, AB, "a", True),
    (TraitOp.HAS_ALL, AB, ("a", "b", "c"), True),
    (TraitOp.HAS_ALL, AB, ["a"], False),
    (TraitOp.WITHIN, AB, {"a"}, True),
    (TraitOp.WITHIN, AB, {"a", "b"}, True),
    (TraitOp.WITHIN, AB, {"a", "c"}, False),
]


@pytest.mark.parametrize(("op", "values", "value", "so"), TESTS)
def test_a_trait_is_looked_at(op: TraitOp, values: frozenset[object], value: object, *, so: bool) -> None:
    test = TraitTest("content", op, values)
    assert classes(book_of(saying(ClassTerm((test,), ("counts",)))), content=value) == (
        ("counts",) if so else ()
    )
    turned = replace(test, negated=True)
    assert classes(book_of(saying(ClassTerm((turned,), ("counts",)))), content=value) == (
        () if so else ("counts",)
    )


def test_a_trait_that_is_not_given_is_not_so() -> None:
    test = TraitTest("content", TraitOp.IN, AB)
    assert classes(book_of(saying(ClassTerm((test,), ("counts",))))) == ()
    assert classes(book_of(saying(ClassTerm((replace(test, negated=True),), ("counts",))))) == ("counts",)


def test_every_test_of_a_term_must_hold() -> None:
    tests = (TraitTest("content", TraitOp.IN, AB), TraitTest("debts", TraitOp.ABOVE, frozenset({1})))
    book = book_of(saying(ClassTerm(tests, ("counts",))))
    assert classes(book, ("d1", "d2"), content="a") == ("counts",)
    assert classes(book, ("d1",), content="a") == ()


def test_the_first_of_two_opposite_classes_stands_and_a_class_found_twice_is_told_once_with_all_clauses() -> (
    None
):
    terms = (
        ClassTerm((), ("counts",)),
        ClassTerm((), ("does_not_count",)),
        ClassTerm((), ("counts",), ("a 9",)),
    )
    found = classify(Happening(), about=asked(channel="none"), rulebook=book_of(saying(*terms)))
    assert (found.cls, found.cites, found.rules) == (("counts",), ("clause 0", "a 9"), ("book/r0",))


def test_a_medium_is_the_channel_that_the_rules_are_asked_about() -> None:
    of_texts = saying(ClassTerm((), ("communication",)), applies=FactIn("ask.channel", frozenset({"sms"})))
    assert classes(book_of(of_texts), medium="sms") == ("communication",)
    assert classes(book_of(of_texts), medium="call") == ()
    assert classes(book_of(of_texts), medium="carrier_pigeon") == ()


@pytest.mark.parametrize(
    ("begins", "ends", "speaks"),
    [
        (date(2026, 10, 14), None, True),
        (date(2026, 10, 15), None, False),
        (date(2000, 1, 1), date(2026, 10, 14), False),
        (date(2000, 1, 1), date(2026, 10, 15), True),
        (date(1990, 1, 1), None, True),
    ],
)
def test_a_rule_speaks_from_its_first_day_up_to_its_end(
    begins: date, ends: date | None, *, speaks: bool
) -> None:
    book = book_of(saying(ClassTerm((), ("counts",)), valid_from=begins, valid_to=ends))
    assert classes(book) == (("counts",) if speaks else ())


def test_the_days_of_a_rule_are_those_of_its_instruments_zone() -> None:
    book = book_of(saying(ClassTerm((), ("counts",)), valid_from=date(2026, 10, 14)))
    # One in the morning in Shanghai, where the instrument is at home, is still the day before by UTC.
    early = asked(channel="none", at=NOON.replace(hour=1))
    assert classify(Happening(), about=early, rulebook=book).cls == ("counts",)


def test_no_rule_speaks_before_its_instrument_is_in_force() -> None:
    book = book_of(saying(ClassTerm((), ("counts",)), valid_from=date(1990, 1, 1)))
    early = asked(channel="none", at=NOON.replace(year=1999))
    assert classify(Happening(), about=early, rulebook=book).cls == ()


def a_count(
    events: EventFilter, attribution: Attribution = Attribution.ELECTED, *, by_debt: bool = True
) -> Rule:
    key = frozenset({KeyPart.PERSON, KeyPart.DEBT} if by_debt else {KeyPart.PERSON})
    tally = Tally((events,), Window(WindowType.EVER, FIXED), key, attribution=attribution)
    return replace(a_rule(FALSE), rule_id="book/count", cites=("clause 1",), counts=(NamedCount("n", tally),))


COUNTED: Final = ClassTerm((), ("counts", "does_not_count"), counted_by="book/count")
SILENT: Final = EventFilter(
    channels=frozenset({"call"}), outcomes=frozenset({"ring_no_answer", "voicemail_left"})
)


@pytest.mark.parametrize(
    ("traits", "found"),
    [
        ({"medium": "call"}, "counts"),
        ({"medium": "call", "outcome": "busy"}, "does_not_count"),
        ({"medium": "sms"}, "does_not_count"),
        ({"medium": "ringless_voicemail"}, "counts"),
    ],
)
def test_what_a_count_counts_is_of_its_class(traits: dict[str, Any], found: str) -> None:
    book = book_of(saying(COUNTED), a_count(SILENT))
    assert classes(book, ("d1",), **traits) == (found,)


def test_a_silent_call_about_several_debts_counts_to_exactly_one_of_them() -> None:
    elected, two = book_of(saying(COUNTED), a_count(EventFilter())), ("d1", "d2")
    assert classes(elected, two, medium="call") == ("counts", "counts_to_exactly_one_of:d1,d2")
    assert classes(elected, ("d1",), medium="call") == ("counts",)
    assert classes(elected, two, medium="call", outcome="conversation") == ("counts",)
    assert classes(
        book_of(saying(COUNTED), a_count(EventFilter(), Attribution.INTENDED)), two, medium="call"
    ) == ("counts",)
    assert classes(book_of(saying(COUNTED), a_count(EventFilter(), by_debt=False)), two, medium="call") == (
        "counts",
    )


def test_a_count_that_is_not_loaded_gives_no_class() -> None:
    assert classes(book_of(saying(COUNTED)), medium="call") == ()
    without = replace(a_count(EventFilter()), counts=())
    assert classes(book_of(saying(COUNTED), without), medium="call") == ()


def a_contact(channel: str = "sms") -> Event:
    return Event(NOON, channel, "p1", "sent")


@pytest.mark.parametrize(("one_thread", "number"), [(True, 3), (False, 5)])
def test_a_thread_that_the_person_chose_to_go_on_with_is_one_contact(
    number: int, *, one_thread: bool
) -> None:
    contacts = ContactTally((EventFilter(channels=frozenset({"sms"})),), one_thread)
    run = [
        (a_contact(), "t1", False),
        (a_contact(), "t1", True),
        (a_contact(), "t1", False),
        (a_contact(), "t2", False),
        (a_contact(), "", True),
        (a_contact("call"), "", False),
    ]
    book = book_of(saying(contacts=contacts), a_rule(FALSE))
    found = contacts_among(run, about=asked(channel="none"), rulebook=book)
    assert (found.cls, found.cites) == ((f"contacts:{number}",), ("clause 0",))
