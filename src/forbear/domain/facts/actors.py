"""Facts of who collects: the agency, the collector, the systems."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import Fact, FactSource, FactType, words

FACTS: Final = (
    Fact(
        "actor.kind",
        FactType.TOKEN,
        FactSource.ACTOR,
        "who collects",
        tokens=words("creditor agency debt_collector assignee"),
    ),
    Fact(
        "actor.is_listed",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether the agency is on the lender's public list",
    ),
    Fact(
        "visit.staff",
        FactType.INT,
        FactSource.ACTOR,
        "collectors who go on the visit together",
        unit="people",
    ),
    Fact(
        "collector.is_trained",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether the collector ever passed the training",
    ),
    Fact(
        "collector.trained_until",
        FactType.DATE,
        FactSource.ACTOR,
        "the last day of the collector's certificate",
    ),
    Fact(
        "actor.is_subcontractor",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether it works for another agency, not for the lender",
    ),
    Fact(
        "actor.is_assessed",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether an impact assessment was made before entrusting",
    ),
    Fact("actor.evaluated_on", FactType.DATE, FactSource.ACTOR, "the day of the agency's last evaluation"),
    Fact("actor.contract_until", FactType.DATE, FactSource.ACTOR, "the last day of the entrustment"),
    Fact(
        "actor.is_enforcement_agent",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether it is an enforcement agent told of a moratorium",
    ),
    Fact(
        "actor.is_own_employee",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether a class licensee's collector is its own employee",
    ),
    Fact("system.recorder_is_up", FactType.BOOL, FactSource.ACTOR, "whether the call recorder works"),
    Fact(
        "dialler.abandoned_24h_bp",
        FactType.INT,
        FactSource.ACTOR,
        "share of answered calls that the dialler abandoned in the last twenty-four hours",
        unit="basis points",
    ),
    Fact(
        "dialler.abandoned_30d_bp",
        FactType.INT,
        FactSource.ACTOR,
        "share of answered calls that the dialler abandoned in this campaign over thirty days",
        unit="basis points",
    ),
    Fact(
        "dialler.ring_seconds",
        FactType.INT,
        FactSource.ACTOR,
        "how long the dialler lets a call ring before it gives up",
        unit="seconds",
    ),
    Fact(
        "dialler.message_seconds",
        FactType.INT,
        FactSource.ACTOR,
        "how soon an abandoned call plays its information message",
        unit="seconds",
    ),
    Fact(
        "collector.is_approved",
        FactType.BOOL,
        FactSource.ACTOR,
        "whether the authority approved this collector by name",
    ),
    Fact(
        "lender.is_nifa_member",
        FactType.BOOL,
        FactSource.LENDER,
        "whether the lender signed the convention of the internet finance association",
    ),
)
