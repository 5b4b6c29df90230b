"""The theorems of deciding and reserving together, over generated limits, windows, zones and orders of asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forbear.gate.dossier import Dossier, Proposal
from forbear.gate.memory import MemoryLedger
from forbear.gate.permit import Permit, PermitRefused
from forbear.gate.replaying.compact import parts_of
from forbear.gate.reserving import Contended, Granted, Refused, ask_and_reserve
from forbear.gate.weighing.clocks import Clocks
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.windows import start_of_window
from forbear.rulebooks.terms import (
    Attribution,
    Compare,
    Constant,
    EventFilter,
    KeyPart,
    Op,
    Resolver,
    Tally,
    Window,
    WindowType,
    ZoneRule,
)
from tests.unit.gate.one_rule import a_rule
from tests.unit.gate.worlds import ANCHORS, CHANNELS, DEBTS, TZS, book_of, books, dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.rulebooks.book import Rulebook

usual = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEYS: Final = (
    frozenset({KeyPart.PERSON}),
    frozenset({KeyPart.CASE}),
    frozenset({KeyPart.PERSON, KeyPart.DEBT}),
    frozenset({KeyPart.PERSON, KeyPart.CHANNEL}),
)
windows = st.builds(
    Window,
    st.sampled_from(list(WindowType)),
    st.sampled_from(TZS).map(lambda zone: ZoneRule(Resolver.FIXED, zone)),
    st.integers(1, 3),
)
tallies = st.builds(
    Tally,
    st.just((EventFilter(),)),
    windows,
    st.sampled_from(KEYS),
    st.just(value=True),
    st.sampled_from(list(Attribution)),
)


def at_most(limit: int, tally: Tally) -> Rulebook:
    return book_of(a_rule(Compare(tally, Op.ABOVE, Constant(limit))))


@st.composite
def requests(draw: st.DrawFn) -> list[tuple[datetime, Proposal]]:
    """Asks in the order of their making; the clocks of those who ask differ by up to twenty minutes."""
    at, found = draw(st.sampled_from(ANCHORS)), []
    for _ in range(draw(st.integers(2, 14))):
        at += timedelta(minutes=draw(st.sampled_from((0, 1, 17, 240, 700))))
        skew = timedelta(minutes=draw(st.sampled_from((-20, -1, 0, 0, 1, 20))))
        debts = tuple(draw(st.lists(st.sampled_from(DEBTS[:2]), min_size=1, max_size=2, unique=True)))
        proposal = Proposal(
            channel=draw(st.sampled_from(CHANNELS)),
            person_id=draw(st.sampled_from(("p1", "k1"))),
            debtor_id="p1",
            debts=debts,
            debt_elected=draw(st.sampled_from((None, *debts))),
        )
        found.append((at + skew, proposal))
    return found


def asked(
    ledger: MemoryLedger, proposal: Proposal, book: Rulebook, *, at: datetime, number: int = 0
) -> Granted | Refused | Contended:
    return ask_and_reserve(
        ledger,
        proposal,
        book,
        at=at,
        permit_id=f"permit-{number}",
        decision_id=f"decision-{number}",
        attempt_id=f"attempt-{number}",
        expires_at=at + timedelta(minutes=5),
    )


def spent(
    tally: Tally, upto: tuple[datetime, Proposal], granted: Sequence[tuple[datetime, Proposal]]
) -> dict[str, int]:
    """How many grants each share of the quota holds at one of them, counted afresh without the gate's counting."""
    at, mine = upto
    look = Look(Dossier(ask=mine.ask(at)), Clocks())
    start = start_of_window(tally.window)(look)
    assert start is not None
    found: dict[str, int] = {}
    for when, other in granted:
        same = (
            (KeyPart.PERSON not in tally.key or other.person_id == mine.person_id)
            and (KeyPart.CASE not in tally.key or other.debtor_id == mine.debtor_id)
            and (KeyPart.CHANNEL not in tally.key or other.channel == mine.channel)
        )
        if same and start <= other.ask(when).us and when <= at:
            elected = tally.attribution is not Attribution.INTENDED
            shares = (other.debt_elected or other.debts[0],) if elected else other.debts
            for share in shares if KeyPart.DEBT in tally.key else ("all",):
                found[share] = found.get(share, 0) + 1
    return found


@settings(usual, max_examples=150)
@given(st.integers(1, 3), tallies, requests())
def test_quota_never_exceeded(limit: int, tally: Tally, wanted: list[tuple[datetime, Proposal]]) -> None:
    ledger, book = MemoryLedger(), at_most(limit, tally)
    granted = [
        (at, proposal)
        for number, (at, proposal) in enumerate(wanted)
        if isinstance(asked(ledger, proposal, book, at=at, number=number), Granted)
    ]
    for one in granted:
        assert all(number <= limit for number in spent(tally, one, granted).values())


MIDNIGHT: Final = datetime.fromisoformat("2026-10-15T00:00:00+08:00")
CALENDAR_DAY: Final = Window(WindowType.CALENDAR_DAY, ZoneRule(Resolver.FIXED, "Asia/Shanghai"))


def test_clocks_that_differ_around_midnight_do_not_hide_the_day_that_ends() -> None:
    ledger, book = MemoryLedger(), at_most(1, Tally((EventFilter(),), CALENDAR_DAY, KEYS[0]))
    call = Proposal(channel="call", person_id="p1")
    answers = [
        type(asked(ledger, call, book, at=MIDNIGHT + timedelta(minutes=minutes), number=minutes))
        for minutes in (-5, 5, -10)
    ]
    assert answers == [Granted, Granted, Refused]


def test_a_contact_just_reserved_counts_to_the_case_it_is_about() -> None:
    ledger, book = MemoryLedger(), at_most(1, Tally((EventFilter(),), CALENDAR_DAY, KEYS[1]))
    contact, borrower = (
        Proposal(channel="call", person_id=person, debtor_id="p1") for person in ("k1", "p1")
    )
    assert isinstance(asked(ledger, contact, book, at=MIDNIGHT), Granted)
    assert isinstance(asked(ledger, borrower, book, at=MIDNIGHT + timedelta(hours=1), number=1), Refused)


@usual
@given(books(), dossiers(), st.integers(-1, 6))
@example(book_of(), Dossier(ask=Proposal(channel="call", person_id="p1").ask(MIDNIGHT)), 0)
def test_no_send_without_permit(book: Rulebook, dossier: Dossier, minutes: int) -> None:
    """A permit follows only from a verdict that permits and is on record, and covers this send in its time alone."""
    ask = dossier.ask
    names = [name for name in Proposal.__slots__ if name != "content_digest"]
    proposal = Proposal(content_digest="c" * 64, **{name: getattr(ask, name) for name in names})
    ledger = MemoryLedger(lambda known, at: replace(dossier, ask=known.ask(at)))
    answer = asked(ledger, proposal, book, at=ask.at)
    assert not isinstance(answer, Contended)
    record = ledger.decisions[0]
    kept = parts_of(record.kept, record.law).verdict
    assert kept == answer.verdict.to_dict()
    assert (len(ledger.decisions), len(ledger.evidence)) == (1, 1)
    assert isinstance(answer, Granted) is answer.verdict.permits is bool(ledger.attempts)
    if isinstance(answer, Granted):
        assert covers(answer.permit, proposal, ask.at + timedelta(minutes=minutes)) is (0 <= minutes < 5)


def covers(permit: Permit, proposal: Proposal, at: datetime) -> bool:
    try:
        permit.require(
            at=at,
            person_id=proposal.person_id,
            address=proposal.address,
            channel=proposal.channel,
            purpose=proposal.purpose,
            content_digest=proposal.content_digest,
        )
    except PermitRefused:
        return False
    return True
