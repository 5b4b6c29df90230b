"""Facts of what a contact says and shows, by the language check and the template."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import Fact, FactSource, FactType, words

FACTS: Final = (
    Fact(
        "content.states",
        FactType.TOKENS,
        FactSource.CONTENT,
        "what the words tell, for example `overdue_amount`",
    ),
    Fact(
        "content.flags",
        FactType.TOKENS,
        FactSource.CONTENT,
        "what the language check found, for example `threat`",
    ),
    Fact("content.includes", FactType.TOKENS, FactSource.CONTENT, "required parts that are there"),
    Fact("content.missing", FactType.TOKENS, FactSource.CONTENT, "required parts that are absent"),
    Fact("content.envelope", FactType.TOKENS, FactSource.CONTENT, "what the envelope shows"),
    Fact(
        "content.only",
        FactType.TOKENS,
        FactSource.CONTENT,
        "everything the words say, where nothing else may be said",
    ),
    Fact("content.script", FactType.TOKEN, FactSource.CONTENT, "the script line used"),
    Fact(
        "content.identity_verified",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether the person's identity was checked first",
    ),
    Fact(
        "content.account",
        FactType.TOKEN,
        FactSource.CONTENT,
        "which messaging account is used",
        tokens=words("enterprise_im private_im"),
    ),
    Fact("content.demand_minor", FactType.INT, FactSource.CONTENT, "sum demanded", unit="minor units"),
    Fact("content.demand_lines", FactType.TOKENS, FactSource.CONTENT, "kinds of charge in the demand"),
    Fact(
        "content.default_rate_bp",
        FactType.INT,
        FactSource.CONTENT,
        "default interest demanded",
        unit="basis points a year",
    ),
    Fact(
        "content.annual_rate_bp",
        FactType.INT,
        FactSource.CONTENT,
        "interest, penalties and fees demanded together",
        unit="basis points a year",
    ),
    Fact("content.months", FactType.INT, FactSource.CONTENT, "length of the plan", unit="months"),
    Fact(
        "content.inability_confirmed",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether the debt is confirmed to exceed the ability to pay",
    ),
    Fact("content.is_willing", FactType.BOOL, FactSource.CONTENT, "whether the borrower still wants to pay"),
    Fact(
        "content.line",
        FactType.TOKEN,
        FactSource.CONTENT,
        "which telephone line is used",
        tokens=words("platform private_phone"),
    ),
    Fact("content.introduces_as", FactType.TOKEN, FactSource.CONTENT, "whom the caller claims to be"),
    Fact(
        "content.caller_id",
        FactType.TOKEN,
        FactSource.CONTENT,
        "the number shown to the person called",
        tokens=words("shown withheld"),
    ),
    Fact(
        "content.profile",
        FactType.TOKEN,
        FactSource.CONTENT,
        "the name on the sender's social profile",
        tokens=words("own_name false_name"),
    ),
    Fact(
        "content.discloses_collector",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether a contact request says that a debt collector sends it",
    ),
    Fact("content.leaves", FactType.TOKENS, FactSource.CONTENT, "what a visit leaves behind"),
    Fact("content.addressee", FactType.TOKEN, FactSource.CONTENT, "to whom a letter is addressed"),
    Fact(
        "content.itemisation_blank",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether a field of the itemisation is left blank",
    ),
    Fact(
        "content.opt_out_requires",
        FactType.TOKENS,
        FactSource.CONTENT,
        "what one must give to opt out, beyond the wish and the address",
    ),
    Fact("content.languages", FactType.TOKENS, FactSource.CONTENT, "languages used"),
    Fact(
        "content.is_initial",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether it is the first communication about the debt",
    ),
    Fact(
        "content.employer_asked",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether the person asked who the caller's employer is",
    ),
    Fact(
        "content.asked_for_reason",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether the person asked why they are contacted",
    ),
    Fact(
        "content.has_opt_out",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether a simple way to opt out stands in the message",
    ),
    Fact(
        "content.postdated_days",
        FactType.INT,
        FactSource.CONTENT,
        "days from receipt to the date that a payment instrument bears",
        unit="days",
    ),
    Fact(
        "content.to_disputed_debt",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether a payment would be applied to a disputed debt",
    ),
    Fact(
        "content.follows_instructions",
        FactType.BOOL,
        FactSource.CONTENT,
        "whether a payment is applied as the payer directed",
    ),
)
