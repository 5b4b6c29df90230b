"""Facts of the lender and of the loans asked about."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import LENDER_KINDS, PRODUCTS, Fact, FactSource, FactType, words

FACTS: Final = (
    Fact("lender.kind", FactType.TOKEN, FactSource.LENDER, "what the lender is", tokens=LENDER_KINDS),
    Fact("lender.is_cba_member", FactType.BOOL, FactSource.LENDER, "member of the China Banking Association"),
    Fact(
        "lender.country",
        FactType.TOKEN,
        FactSource.LENDER,
        "where the lender is licensed",
        unit="ISO 3166-1 alpha-2",
    ),
    Fact(
        "lender.rests_today", FactType.BOOL, FactSource.LENDER, "whether the lender chose to rest on this day"
    ),
    Fact("loan.product", FactType.TOKEN, FactSource.LOAN, "kind of credit", tokens=PRODUCTS),
    Fact(
        "loan.country",
        FactType.TOKEN,
        FactSource.LOAN,
        "whose law the loan is under",
        unit="ISO 3166-1 alpha-2",
    ),
    Fact(
        "loan.days_past_due",
        FactType.INT,
        FactSource.LOAN,
        "days past due of the oldest unpaid instalment",
        unit="calendar days",
    ),
    Fact("loan.is_disputed", FactType.BOOL, FactSource.LOAN, "whether a dispute is open"),
    Fact("loan.is_time_barred", FactType.BOOL, FactSource.LOAN, "whether the claim is time-barred"),
    Fact(
        "loan.signed",
        FactType.DATE,
        FactSource.LOAN,
        "the day on which the contract was signed, of several the latest",
    ),
    Fact(
        "loan.balance_minor",
        FactType.INT,
        FactSource.LOAN,
        "what the ledger shows as owed",
        unit="minor units",
    ),
    Fact(
        "loan.cost_sheet",
        FactType.TOKENS,
        FactSource.LOAN,
        "the charges on the cost sheet that the borrower was shown; empty when none was shown",
    ),
    Fact(
        "loan.sheet_default_rate_bp",
        FactType.INT,
        FactSource.LOAN,
        "default interest on the cost sheet",
        unit="basis points a year",
    ),
    Fact(
        "loan.is_from_disclosure",
        FactType.BOOL,
        FactSource.LOAN,
        "whether a contract was signed on or after 2026-08-01, when cost sheets began",
    ),
    Fact(
        "loan.is_unlawful",
        FactType.BOOL,
        FactSource.LOAN,
        "whether the law does not protect the debt (usury)",
    ),
    Fact(
        "loan.status",
        FactType.TOKEN,
        FactSource.LOAN,
        "where the loan stands",
        tokens=words("open paid settled discharged_in_bankruptcy charged_off"),
    ),
    Fact(
        "loan.is_moratorium_debt",
        FactType.BOOL,
        FactSource.LOAN,
        "whether the debt is listed in a moratorium",
    ),
    Fact(
        "loan.collection_steps",
        FactType.TOKENS,
        FactSource.LOAN,
        "steps of collection that the contract foresees; unknown when it says nothing",
    ),
    Fact(
        "loan.unreachable_fails",
        FactType.INT,
        FactSource.LOAN,
        "failed calls a day after which the contract counts the debtor as unreachable; unknown when it says nothing",
        unit="calls",
    ),
    Fact(
        "loan.unreachable_days",
        FactType.INT,
        FactSource.LOAN,
        "days in a row with so many failed calls that the contract asks for; unknown when it says nothing",
        unit="days",
    ),
    Fact(
        "loan.has_documents",
        FactType.BOOL,
        FactSource.LOAN,
        "whether the documents that prove the debt are at hand",
    ),
)
