"""Facts of the ask itself: how, what for, to whom, by whom."""

from __future__ import annotations

from typing import Final

from forbear.domain.facts.kinds import CHANNELS, PERSON_ROLES, Fact, FactSource, FactType, words

FACTS: Final = (
    Fact("ask.channel", FactType.TOKEN, FactSource.ASK, "how the person would be contacted", tokens=CHANNELS),
    Fact("ask.purpose", FactType.TOKEN, FactSource.ASK, "what for, by the purposes of the case vocabulary"),
    Fact("ask.role", FactType.TOKEN, FactSource.ASK, "what the person is to the loan", tokens=PERSON_ROLES),
    Fact(
        "ask.actor",
        FactType.TEXT,
        FactSource.ASK,
        "id of who makes the contact: the lender, an agency, an assignee",
    ),
    Fact(
        "ask.place",
        FactType.TOKEN,
        FactSource.ASK,
        "where a visit goes",
        tokens=words("home employment inside_home domicile public work other"),
    ),
    Fact(
        "ask.action", FactType.TOKEN, FactSource.ASK, "an act that is no contact, for example `file_lawsuit`"
    ),
    Fact(
        "ask.technology",
        FactType.TOKEN,
        FactSource.ASK,
        "how a call is made",
        tokens=words("manual_live_agent autodialled prerecorded ai_voice"),
    ),
    Fact(
        "ask.form",
        FactType.TOKEN,
        FactSource.ASK,
        "dialogue or announcement",
        tokens=words("interactive informative"),
    ),
    Fact("ask.basis", FactType.TOKEN, FactSource.ASK, "the reason that somebody gives for an exception"),
    Fact("ask.in_reply_to", FactType.TEXT, FactSource.ASK, "id of the person's own contact that is answered"),
    Fact(
        "ask.is_about_debtor", FactType.BOOL, FactSource.ASK, "whether the person asked about is the debtor"
    ),
)
