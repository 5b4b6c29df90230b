"""Generated people of the us-auto sample: borrowers, emergency contacts, numbers and mailboxes that reach nobody.

Nothing here is filed: names come from small lists, numbers from the range 555-0100 to 555-0199 that is kept free for
fiction, mailboxes from domains that are kept free for examples. No two people share a number or a mailbox.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from forbear.portfolio.samples.draws import draw_between, draw_from, is_drawn
from forbear.portfolio.samples.folder import Tables
from forbear.portfolio.samples.names import US_FAMILY, US_GIVEN
from forbear.portfolio.samples.us_auto.states import AREA_CODES_OF, ZONE_OF

FICTION_NUMBERS = 100
DOMAINS = ("example.com", "example.net", "example.org")
RELATIONS = ("spouse", "parent", "parent", "sibling", "sibling", "cousin", "friend", "friend", "neighbour")
IN_THE_CITY_PERCENT = 43
"""Of a hundred people in the State of New York so many live in the city (census of 2020: 8.8 of 20.2 million)."""
FRIENDLY = frozenset({"friend", "neighbour"})


class NumbersExhausted(ValueError):
    """more people live in a state than it has numbers kept free for fiction"""


@dataclass
class Crowd:
    """Makes people one after another and writes them down; the order of the loans decides who gets which number."""

    seed: int
    tables: Tables
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    homes: int = 0

    def borrower(self, loan_id: str, *, state: str, signed: dt.date) -> str:
        """Write the borrower of a loan with telephone, mailbox and consent to e-mail; return the person's id."""
        person_id = f"{loan_id}-b"
        family = draw_from(self.seed, loan_id, "family", items=US_FAMILY)
        mailbox = self._person(person_id, family=family, state=state)
        self._home(person_id, state=state)
        # Nearly everybody agreed to letters by e-mail when they signed; the rest are reached in other ways.
        if is_drawn(self.seed, person_id, "e-mail", percent=95):
            self.tables.add(
                "contact_points", person_id, "email", mailbox, "contract", "", signed.isoformat(), "", ""
            )
            agreed = f"{signed.isoformat()}T17:00:00+00:00"
            self.tables.add("consents", person_id, "email", "lender", agreed, "email", "", "", "")
        return person_id

    def contacts(self, loan_id: str, borrower_id: str, *, state: str, signed: dt.date) -> None:
        """Write the emergency contacts whom the borrower named: one, or two for every fourth loan."""
        count = 2 if is_drawn(self.seed, loan_id, "second-contact", percent=25) else 1
        for number in range(1, count + 1):
            self._contact(loan_id, borrower_id, number=number, state=state, signed=signed)

    def _contact(self, loan_id: str, borrower_id: str, *, number: int, state: str, signed: dt.date) -> None:
        person_id = f"{loan_id}-c{number}"
        relation = draw_from(self.seed, person_id, "relation", items=RELATIONS)
        whose = person_id if relation in FRIENDLY else loan_id
        mailbox = self._person(
            person_id, family=draw_from(self.seed, whose, "family", items=US_FAMILY), state=state
        )
        if is_drawn(self.seed, person_id, "e-mail", percent=50):
            self.tables.add("contact_points", person_id, "email", mailbox, "contract", "", "", "", "")
        # Of many contacts a lender has a number and no address: in which state they live is then not known.
        if is_drawn(self.seed, person_id, "address", percent=40):
            self._home(person_id, state=state)
        noticed = signed + dt.timedelta(days=draw_between(self.seed, person_id, "notice", low=1, high=5))
        answer = draw_from(
            self.seed, person_id, "answer", items=("accepted",) * 14 + ("none",) * 4 + ("refused",) * 2
        )
        self.tables.add(
            "relations", loan_id, borrower_id, person_id, "emergency_contact", relation, "", signed.isoformat(),
            noticed.isoformat(), answer,
        )  # fmt: skip

    def _person(self, person_id: str, *, family: str, state: str) -> str:
        """Write the person and their mobile number; return their mailbox, whether or not they use it."""
        given = draw_from(self.seed, person_id, "given", items=US_GIVEN)
        self.tables.add("people", person_id, f"{given} {family}", "", "en", "US", ZONE_OF[state], "", "")
        number = self._number(state)
        self.tables.add("contact_points", person_id, "mobile", number, "contract", "", "", "", "")
        domain = draw_from(self.seed, person_id, "domain", items=DOMAINS)
        return f"{given}.{family}.{person_id}@{domain}".lower()

    def _home(self, person_id: str, *, state: str) -> None:
        """Write where the person lives, in the state that was filed; in the State of New York the city or the rest of it is drawn."""
        self.homes += 1
        region = f"US-{state}"
        if state == "NY":
            is_city = is_drawn(self.seed, person_id, "city", percent=IN_THE_CITY_PERCENT)
            region = "US-NY-NYC" if is_city else "US-NY-OTHER"
        value = f"{self.homes} Example Street, {region.removeprefix('US-')} (made up)"
        self.tables.add("contact_points", person_id, "address", value, "contract", "home", "", "", region)

    def _number(self, state: str) -> str:
        codes = AREA_CODES_OF[state]
        turn = self.taken[state]
        self.taken[state] += 1
        if turn >= len(codes) * FICTION_NUMBERS:
            message = f"state `{state}`: all {len(codes) * FICTION_NUMBERS} numbers are given out"
            raise NumbersExhausted(message)
        return f"+1{codes[turn % len(codes)]}55501{turn // len(codes):02d}"
