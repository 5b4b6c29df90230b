"""Generated people of the cn-sample: borrowers, emergency contacts, guarantors and how each can be reached.

Numbers are +86 100 0000 NNNN: no Chinese range is kept free for fiction, but no mobile number begins with 10 and no
Beijing number (area code 10) with 0, so they ring nowhere. Mailboxes are at example.com. Addresses say they are made up.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.portfolio.samples.cn.cast import (
    DECEASED,
    ONE_PHONE,
    SERIOUSLY_ILL,
    UNREACHABLE_CONTACT_REFUSED,
    UNREACHABLE_INVALID_NUMBER,
    UNREACHABLE_THREE_DAYS,
)
from forbear.portfolio.samples.cn.products import Written
from forbear.portfolio.samples.draws import draw_between, draw_from, is_drawn
from forbear.portfolio.samples.folder import Tables
from forbear.portfolio.samples.names import CN_FAMILY, CN_GIVEN

RELATIONS = ("配偶", "父母", "父母", "兄弟姐妹", "兄弟姐妹", "朋友", "朋友", "同事", "表亲")
ANSWERS = ("accepted",) * 14 + ("none",) * 4 + ("refused",) * 2
ANSWERED = {
    UNREACHABLE_THREE_DAYS: "accepted",
    UNREACHABLE_INVALID_NUMBER: "accepted",
    DECEASED: "accepted",
    UNREACHABLE_CONTACT_REFUSED: "refused",
}
INVALID_DAYS_AGO = 9
NUMBERS = 10_000
SPECIAL_PERCENT = 2
SPECIALS = ("disaster_area", "pregnant", "elderly", "disabled", "hospitalised")


class NumbersExhausted(ValueError):
    """more telephones than the range that rings nowhere has numbers"""


@dataclass(frozen=True, slots=True)
class Tie:
    """What somebody other than the borrower is to a loan; `who` ends their person id."""

    who: str
    role: str
    relation: str
    answer: str = "none"
    evidence: str = ""


@dataclass
class Crowd:
    """Makes people one after another and writes them down."""

    seed: int
    as_of: dt.date
    tables: Tables
    numbers: int = 0

    def borrower(self, loan: Written) -> str:
        """Write a borrower with everything that reaches them; return the person's id."""
        person_id = f"{loan.loan_id}-b"
        special = "seriously_ill" if loan.loan_id == SERIOUSLY_ILL else self._special(loan.loan_id)
        self._person(person_id, deceased="true" if loan.loan_id == DECEASED else "", special=special)
        self._phones(loan.loan_id, person_id)
        signed = loan.terms.disbursed.isoformat()
        for kind, value, percent, source in (
            ("email", f"{person_id}@example.com", 75, "contract"),
            ("app", f"app-{person_id}", 60, "contract"),
            ("enterprise_im", f"wecom-{person_id}", 65, "debtor_authorised"),
            ("address", f"示例省示例市和平路{self.numbers}号（虚构）", 50, "contract"),
        ):
            if is_drawn(self.seed, person_id, kind, percent=percent):
                place = "home" if kind == "address" else ""
                self.tables.add("contact_points", person_id, kind, value, source, place, signed, "", "")
                if kind == "email":
                    agreed = f"{signed}T10:00:00+08:00"
                    self.tables.add("consents", person_id, "email", "lender", agreed, "email", "", "", "")
        return person_id

    def contacts(self, loan: Written, borrower_id: str) -> None:
        """Write the emergency contacts whom the borrower named, and for some micro loans a guarantor with the document."""
        has_two = loan.loan_id not in ONE_PHONE and is_drawn(
            self.seed, loan.loan_id, "second-contact", percent=30
        )
        for number in (1, 2) if has_two else (1,):
            self._contact(loan, borrower_id, number=number)
        if loan.product.product == "micro" and is_drawn(self.seed, loan.loan_id, "guarantor", percent=30):
            self._related(loan, borrower_id, Tie("g1", "guarantor", "亲友", evidence="保证合同"))
        if loan.loan_id == DECEASED:
            self._related(loan, borrower_id, Tie("h1", "heir", "子女"))

    def _contact(self, loan: Written, borrower_id: str, *, number: int) -> None:
        who = f"c{number}"
        relation = draw_from(self.seed, loan.loan_id, who, "relation", items=RELATIONS)
        answer = draw_from(self.seed, loan.loan_id, who, "answer", items=ANSWERS)
        if number == 1:
            answer = ANSWERED.get(loan.loan_id, answer)
        self._related(loan, borrower_id, Tie(who, "emergency_contact", relation, answer))

    def _related(self, loan: Written, borrower_id: str, tie: Tie) -> None:
        person_id = f"{loan.loan_id}-{tie.who}"
        self._person(person_id, deceased="", special="")
        self.tables.add("contact_points", person_id, "mobile", self._number(), "contract", "", "", "", "")
        if is_drawn(self.seed, person_id, "email", percent=40):
            self.tables.add(
                "contact_points", person_id, "email", f"{person_id}@example.com", "contract", "", "", "", ""
            )
        declared = loan.terms.disbursed
        noticed = declared + dt.timedelta(days=draw_between(self.seed, person_id, "notice", low=1, high=4))
        self.tables.add(
            "relations", loan.loan_id, borrower_id, person_id, tie.role, tie.relation, tie.evidence, declared.isoformat(),
            noticed.isoformat(), tie.answer,
        )  # fmt: skip

    def _phones(self, loan_id: str, person_id: str) -> None:
        invalid = (self.as_of - dt.timedelta(days=INVALID_DAYS_AGO)).isoformat()
        since = invalid if loan_id == UNREACHABLE_INVALID_NUMBER else ""
        self.tables.add("contact_points", person_id, "mobile", self._number(), "contract", "", "", since, "")
        if loan_id not in ONE_PHONE and is_drawn(self.seed, person_id, "second-mobile", percent=25):
            self.tables.add(
                "contact_points", person_id, "mobile", self._number(), "left_by_debtor", "", "", "", ""
            )

    def _person(self, person_id: str, *, deceased: str, special: str) -> None:
        family = draw_from(self.seed, person_id, "family", items=CN_FAMILY)
        given = draw_from(self.seed, person_id, "given", items=CN_GIVEN)
        low, high = (62, 66) if special == "elderly" else (22, 55)
        years = draw_between(self.seed, person_id, "age", low=low, high=high)
        born = dt.date(self.as_of.year - years, draw_between(self.seed, person_id, "month", low=1, high=9), 1)
        born += dt.timedelta(days=draw_between(self.seed, person_id, "day", low=0, high=27))
        self.tables.add(
            "people",
            person_id,
            family + given,
            born.isoformat(),
            "zh-CN",
            "CN",
            "Asia/Shanghai",
            deceased,
            special,
        )

    def _special(self, loan_id: str) -> str:
        if not is_drawn(self.seed, loan_id, "special", percent=SPECIAL_PERCENT):
            return ""
        return draw_from(self.seed, loan_id, "which-special", items=SPECIALS)

    def _number(self) -> str:
        if self.numbers >= NUMBERS:
            message = f"all {NUMBERS} numbers are given out"
            raise NumbersExhausted(message)
        self.numbers += 1
        return f"+861000000{self.numbers - 1:04d}"
