"""Facts of the person asked about, the debtor, what ties them, and whether the debtor can be reached."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import Fact, FactSource, FactType, words

FACTS: Final = (
    Fact("person.age", FactType.INT, FactSource.PERSON, "age on the day of the ask", unit="full years"),
    Fact("person.is_deceased", FactType.BOOL, FactSource.PERSON, "whether the person asked about has died"),
    Fact(
        "person.special",
        FactType.TOKENS,
        FactSource.PERSON,
        "special states: minor, student, seriously_ill, …",
    ),
    Fact("debtor.is_minor", FactType.BOOL, FactSource.PERSON, "whether the debtor is under age"),
    Fact("debtor.is_deceased", FactType.BOOL, FactSource.PERSON, "whether the debtor's death is evidenced"),
    Fact(
        "debtor.lacks_capacity",
        FactType.BOOL,
        FactSource.PERSON,
        "whether a court held that the debtor lacks full capacity",
    ),
    Fact(
        "debtor.is_abroad",
        FactType.BOOL,
        FactSource.PERSON,
        "whether the debtor is known to be outside the country of the loan",
    ),
    Fact(
        "relation.is_liable",
        FactType.BOOL,
        FactSource.RELATION,
        "whether the liability for all debts asked about is evidenced",
    ),
    Fact(
        "relation.evidence",
        FactType.TOKEN,
        FactSource.RELATION,
        "what document shows the relation or liability",
    ),
    Fact(
        "relation.answer",
        FactType.TOKEN,
        FactSource.RELATION,
        "what the contact said to being named",
        tokens=words("accepted refused none"),
    ),
    Fact(
        "relation.has_renounced",
        FactType.BOOL,
        FactSource.RELATION,
        "whether an heir renounced the inheritance",
    ),
    Fact(
        "relation.volunteered_to_pay",
        FactType.BOOL,
        FactSource.RELATION,
        "whether the contact plainly offered to pay, on record",
    ),
    Fact(
        "reach.number_invalid",
        FactType.BOOL,
        FactSource.LOG,
        "a number of the debtor's own is proved invalid by the carrier",
    ),
    Fact(
        "reach.invalid_since",
        FactType.DATE,
        FactSource.LOG,
        "the day from which that number is known to be invalid",
    ),
    Fact(
        "reach.untried_numbers",
        FactType.INT,
        FactSource.LOG,
        "known valid numbers of the debtor that were not tried",
        unit="numbers",
    ),
    Fact(
        "person.region",
        FactType.TOKEN,
        FactSource.PERSON,
        "the state, province or city whose law protects the person",
        unit="ISO 3166-2, or `US-NY-NYC`",
    ),
    Fact(
        "person.region_from",
        FactType.TEXT,
        FactSource.PERSON,
        "the address on file that says in which region the person lives",
    ),
    Fact(
        "person.is_self_supporting",
        FactType.BOOL,
        FactSource.PERSON,
        "whether a person of sixteen or seventeen lives on own wages",
    ),
    Fact(
        "person.is_named",
        FactType.BOOL,
        FactSource.PERSON,
        "whether the person acting for an estate is known by name",
    ),
    Fact(
        "person.known_place",
        FactType.TOKEN,
        FactSource.PERSON,
        "where the person is known to be at this moment",
        tokens=words("home employment other"),
    ),
    Fact(
        "person.is_vulnerable",
        FactType.BOOL,
        FactSource.PERSON,
        "whether the person is known or suspected to be particularly vulnerable",
    ),
    Fact("debtor.place_unknown", FactType.BOOL, FactSource.PERSON, "known to be abroad, but not where"),
    Fact(
        "relation.contract",
        FactType.BOOL,
        FactSource.RELATION,
        "whether the person signed as guarantor or co-maker",
    ),
    Fact(
        "relation.limit_minor",
        FactType.INT,
        FactSource.RELATION,
        "greatest sum for which the person is liable",
        unit="minor units",
    ),
    Fact(
        "relation.is_other_borrower",
        FactType.BOOL,
        FactSource.RELATION,
        "whether the person owes another loan of their own that the ask is about",
    ),
    Fact(
        "relation.is_premarital",
        FactType.BOOL,
        FactSource.RELATION,
        "whether the debt arose before the marriage",
    ),
    Fact(
        "debtor.guardian_is_known",
        FactType.BOOL,
        FactSource.PERSON,
        "whether the guardian of the debtor was already found",
    ),
    Fact(
        "person.channels_agreed",
        FactType.TOKENS,
        FactSource.PERSON,
        "the channels that the person authorised; unknown when nobody asked",
    ),
)
