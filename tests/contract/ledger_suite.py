"""What every keeper of dossiers and reservations must do. Each implementation runs this suite whole.

A subclass gives `make_ledger` (a fresh one) and, where rows must exist, a `proposal` that fits them; the
rulebook needs no facts. The suite uses a person who has not been contacted on the day of `AT`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Final

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.keys import BOOK, count_keys
from forbear.gate.ports import AlreadyReserved, Ledger, Refusal, Reservation, Reserved, Stale
from forbear.gate.reserving import Granted, Refused, ask_and_reserve, evidence_of, planned, record_of
from forbear.gate.row import decide
from forbear.gate.verdict import Decision

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook

AT: Final = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
"""11:00 in Shanghai."""
NIGHT: Final = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
LIMIT: Final = 3
THREADS: Final = 8
BOOKS: Final = Path(__file__).parent.parent / "rules" / "books"


class LedgerSuite:
    """The promises. Subclass it with a name that starts with `Test`."""

    def make_ledger(self) -> Ledger:
        """A fresh ledger that knows the people of `proposal`."""
        raise NotImplementedError

    def proposal(self) -> Proposal:
        """A question about a person known to the ledger."""
        return Proposal(channel="call", person_id="p1", debts=("d1",), address="m1", content_digest="c" * 64)

    def rulebook(self) -> Rulebook:
        """08:00 to 22:00 in Shanghai, at most three contacts a day to one person."""
        return rulebooks.load(BOOKS / "quota")

    def reservation(self, ledger: Ledger, number: int, *, at: datetime = AT) -> Reservation:
        """What the gate would write for one more contact."""
        dossier = ledger.dossier(self.proposal(), at)
        book = self.rulebook()
        decision = record_of(f"decision-{number}", dossier, decide(dossier, book), book)
        return Reservation(
            permit_id=f"permit-{number}",
            attempt_id=f"attempt-{number}",
            expires_at=at + timedelta(minutes=10),
            decision=decision,
            attempt=planned(dossier.ask, f"attempt-{number}"),
            evidence=evidence_of(decision, f"attempt-{number}"),
            keys=dossier.keys,
        )

    def ask(self, ledger: Ledger, number: int, *, at: datetime = AT, retries: int = 5) -> object:
        """Ask and reserve with ids made from a number."""
        return ask_and_reserve(
            ledger,
            self.proposal(),
            self.rulebook(),
            at=at,
            permit_id=f"permit-{number}",
            decision_id=f"decision-{number}",
            attempt_id=f"attempt-{number}",
            expires_at=at + timedelta(minutes=10),
            retries=retries,
        )

    def test_a_dossier_has_a_version_for_every_count_key(self) -> None:
        dossier = self.make_ledger().dossier(self.proposal(), AT)
        assert set(dossier.keys) - {BOOK} == set(count_keys(self.proposal()))

    def test_a_reserved_contact_is_in_the_log_at_once_and_uncertain(self) -> None:
        ledger = self.make_ledger()
        assert isinstance(ledger.reserve(self.reservation(ledger, 1)), Reserved)
        log = ledger.dossier(self.proposal(), AT + timedelta(minutes=1)).log
        assert [event.outcome for event in log if event.event_id == "attempt-1"] == ["uncertain"]

    def test_a_reservation_raises_the_version_of_every_key(self) -> None:
        ledger = self.make_ledger()
        before = ledger.dossier(self.proposal(), AT).keys
        ledger.reserve(self.reservation(ledger, 1))
        after = ledger.dossier(self.proposal(), AT).keys
        assert all(after[key] > before[key] for key in count_keys(self.proposal()))

    def test_a_reservation_on_old_versions_is_stale_and_writes_nothing(self) -> None:
        ledger = self.make_ledger()
        late = self.reservation(ledger, 2)
        ledger.reserve(self.reservation(ledger, 1))
        answer = ledger.reserve(late)
        assert isinstance(answer, Stale)
        assert answer.keys
        log = ledger.dossier(self.proposal(), AT + timedelta(minutes=1)).log
        assert "attempt-2" not in [event.event_id for event in log]

    def test_the_same_permit_cannot_be_reserved_twice(self) -> None:
        ledger = self.make_ledger()
        ledger.reserve(self.reservation(ledger, 1))
        again = replace(self.reservation(ledger, 2), permit_id="permit-1")
        with pytest.raises(AlreadyReserved):
            ledger.reserve(again)
        log = ledger.dossier(self.proposal(), AT + timedelta(minutes=1)).log
        assert "attempt-2" not in [event.event_id for event in log]

    def test_a_refusal_raises_no_version_and_no_quota(self) -> None:
        ledger = self.make_ledger()
        dossier = ledger.dossier(self.proposal(), NIGHT)
        book = self.rulebook()
        decision = record_of("decision-1", dossier, decide(dossier, book), book)
        ledger.refuse(Refusal(decision=decision, evidence=evidence_of(decision, None), keys=dossier.keys))
        after = ledger.dossier(self.proposal(), NIGHT + timedelta(minutes=1))
        assert after.keys == dossier.keys
        assert len(after.log) == len(dossier.log)

    def test_a_refusal_on_old_versions_is_stale_and_writes_nothing(self) -> None:
        ledger = self.make_ledger()
        dossier = ledger.dossier(self.proposal(), NIGHT)
        book = self.rulebook()
        decision = record_of("decision-1", dossier, decide(dossier, book), book)
        refusal = Refusal(decision=decision, evidence=evidence_of(decision, None), keys=dossier.keys)
        ledger.reserve(self.reservation(ledger, 2))
        answer = ledger.refuse(refusal)
        assert isinstance(answer, Stale)
        fresh = ledger.dossier(self.proposal(), NIGHT)
        assert ledger.refuse(replace(refusal, keys=fresh.keys)) is None

    def test_a_granted_ask_gives_a_permit_for_this_very_contact(self) -> None:
        granted = self.ask(self.make_ledger(), 1)
        assert isinstance(granted, Granted)
        asked = self.proposal()
        granted.permit.require(
            at=AT,
            person_id=asked.person_id,
            address=asked.address,
            channel=asked.channel,
            purpose=asked.purpose,
            content_digest=asked.content_digest,
        )

    def test_an_ask_at_night_is_refused(self) -> None:
        refused = self.ask(self.make_ledger(), 1, at=NIGHT)
        assert isinstance(refused, Refused)
        assert refused.verdict.decision is Decision.DENY

    def test_the_fourth_of_the_day_is_refused(self) -> None:
        ledger = self.make_ledger()
        answers = [self.ask(ledger, number, at=AT + timedelta(minutes=number)) for number in range(LIMIT + 1)]
        assert [isinstance(answer, Granted) for answer in answers] == [True, True, True, False]

    def test_many_at_once_get_no_more_than_the_limit_and_no_fewer(self) -> None:
        ledger = self.make_ledger()
        start = Barrier(THREADS)

        def one(number: int) -> object:
            start.wait()
            return self.ask(ledger, number, at=AT + timedelta(seconds=number), retries=THREADS * 4)

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(one, range(THREADS)))
        assert sum(isinstance(answer, Granted) for answer in answers) == LIMIT
        assert sum(isinstance(answer, Refused) for answer in answers) == THREADS - LIMIT
