"""Facts of the address that would be used."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import POINT_SOURCES, Fact, FactSource, FactType, words

FACTS: Final = (
    Fact(
        "point.kind",
        FactType.TOKEN,
        FactSource.POINT,
        "what the address is",
        tokens=words("mobile landline email work_email address postal app enterprise_im"),
    ),
    Fact(
        "point.source",
        FactType.TOKEN,
        FactSource.POINT,
        "where the lender has the address from",
        tokens=POINT_SOURCES,
    ),
    Fact("point.is_invalid", FactType.BOOL, FactSource.POINT, "whether the address is proved not to work"),
    Fact(
        "point.place",
        FactType.TOKEN,
        FactSource.POINT,
        "where the address rings",
        tokens=words("home employment work other"),
    ),
    Fact(
        "point.is_persons", FactType.BOOL, FactSource.POINT, "false when it was found to be somebody else's"
    ),
    Fact(
        "point.is_shared",
        FactType.BOOL,
        FactSource.POINT,
        "whether several people are known to answer or read there",
    ),
    Fact(
        "point.employer_forbids",
        FactType.BOOL,
        FactSource.POINT,
        "whether calls at this place of work are known to be forbidden",
    ),
    Fact(
        "point.has_safe_harbor",
        FactType.BOOL,
        FactSource.POINT,
        "whether the person gave or used the address for this, or consented to it (12 CFR 1006.6(d)(4)(i), (5))",
    ),
    Fact(
        "point.route",
        FactType.TOKEN,
        FactSource.POINT,
        "how the collector came to the address",
        tokens=words("person creditor_notice prior_collector none"),
    ),
    Fact(
        "point.domain_is_public",
        FactType.BOOL,
        FactSource.POINT,
        "whether the e-mail domain is open to the general public",
    ),
    Fact(
        "point.led_to_disclosure",
        FactType.BOOL,
        FactSource.POINT,
        "whether somebody told us that others read what is sent there",
    ),
    Fact(
        "point.creditor_used",
        FactType.BOOL,
        FactSource.POINT,
        "whether the creditor used the address to communicate about the account",
    ),
    Fact(
        "point.prior_used",
        FactType.BOOL,
        FactSource.POINT,
        "whether the immediately prior collector used the address, with no opt-out",
    ),
    Fact(
        "point.prior_chain",
        FactType.BOOL,
        FactSource.POINT,
        "whether the prior collectors' chain began lawfully and was not broken",
    ),
    Fact(
        "point.has_voice_consent",
        FactType.BOOL,
        FactSource.POINT,
        "whether prior express consent to dialled or recorded calls and texts is on file",
    ),
    Fact(
        "point.checked_days",
        FactType.INT,
        FactSource.POINT,
        "days since the number was renewed or checked against reassignment",
        unit="calendar days",
    ),
    Fact("point.is_employers", FactType.BOOL, FactSource.POINT, "whether the employer provides the address"),
)
