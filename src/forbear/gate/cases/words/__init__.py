"""The closed words of the format, by path: which keys there are, which tokens each takes, what is free.

A path names keys from the case inwards (`asks.action.channel`); `*` stands for a key that is an id. A free value
has a kind: `#id`, `#text`, `#bool`, `#number`, `#date` (a day, or an instant with its offset), `#instant`,
`#clock` (a time of the day) and `#zone`. `#words` is free text where a single word written like a token must be
a known one. The tables say nothing of what a word means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forbear.gate.cases.words.asks import ASKS
from forbear.gate.cases.words.facts import FACTS
from forbear.gate.cases.words.ours import MORE, OURS
from forbear.gate.cases.words.story import STORY

CASE: Final = {
    "id": "#id",
    "title": "#text",
    "rulebook": "#instrument",
    "confidence": "high low medium",
    "kinds": (
        "agent attribution calendar condition consent content cooldown count effective_date event_model followup "
        "hold layering override pattern place precondition preference retain role tz verify window"
    ),
    "origin.kind": (
        "commentary_statement court_decision derived direct_application house_policy memory official_example "
        "official_faq regulator_guidance secondary_source statute_text verbatim_example"
    ),
    "origin.text": "#text",
    "origin.url": "#text",
    "asks.expect.cite": "#cite",
}

RECORDS: Final = frozenset(
    {
        "asks",
        "asks.classify.demands",
        "asks.classify.sequence",
        "facts.address_history",
        "facts.consents",
        "facts.debts",
        "facts.holds",
        "facts.known",
        "facts.location_evidence",
        "facts.persons",
        "facts.preferences",
        "timeline",
    }
)
"""Paths that hold a list of mappings."""

MANY: Final = frozenset(
    {
        "kinds",
        "rulebook",
        "timeline.debts",
        "timeline.conversation_debts",
        "facts.addresses.*.shared_by",
        "facts.consents.channels",
        "facts.consents.debts",
        "facts.contract_terms.collection_steps",
        "facts.flags",
        "facts.holds.debts",
        "facts.knowledge",
        "facts.persons.covers",
        "facts.persons.declared_by",
        "facts.preferences.days",
        "asks.action.debts",
        "asks.action.content.demand_lines",
        "asks.action.content.envelope",
        "asks.action.content.flags",
        "asks.action.content.includes",
        "asks.action.content.languages",
        "asks.action.content.missing",
        "asks.action.content.only",
        "asks.action.content.opt_out_requires",
        "asks.action.content.states",
        "asks.classify.intended_debts",
        "asks.classify.voicemail_items",
        "asks.expect.also_ok",
        "asks.expect.cite",
        "asks.expect.cls",
        "asks.expect.obligations",
    }
)
"""Paths that hold a list of values. One value alone is read as a list of one."""

ONE_WORD: Final = """
    asks.action.basis asks.action.channel asks.action.content.account asks.action.content.caller_id
    asks.action.content.form asks.action.content.introduces_as asks.action.content.line
    asks.action.content.profile asks.action.content.technology asks.action.known_location
    asks.action.place asks.action.purpose asks.action.type asks.classify.ev asks.classify.outcome
    asks.classify.query asks.expect.decision asks.expect.override asks.then confidence
    facts.addresses.*.evidence facts.addresses.*.place facts.addresses.*.source_code
    facts.addresses.*.status facts.addresses.*.type facts.consents.scope facts.debts.product
    facts.debts.status facts.holds.ground facts.holds.kind facts.holds.notice facts.lender.type
    facts.known.fact facts.location_evidence.source facts.persons.evidence facts.persons.liability_evidence
    facts.persons.role facts.persons.source_code facts.preferences.channel facts.preferences.kind
    facts.preferences.place timeline.address_place timeline.ev timeline.form timeline.outcome
    timeline.place timeline.purpose title
"""
SINGLE: Final = frozenset({"#bool", "#clock", "#date", "#id", "#instant", "#number", "#zone"})

FOR_PEOPLE: Final = frozenset(
    {
        "asks.action.template",
        "asks.classify.assume_receipt",
        "facts.consents.via",
        "facts.holiday_calendar",
        "facts.persons.declared_by",
        "facts.preferences.reason",
        "timeline.area",
        "timeline.attachment",
        "timeline.via",
    }
)
"""Told to whoever reads the case and looked at by nothing: a rule names its calendar itself, and says itself when receipt is assumed."""

REQUIRED: Final = {
    "": ("id", "rulebook", "asks"),
    "asks.action": ("channel", "to"),
    "asks.classify.demands": ("date",),
    "asks.classify.sequence": ("ev",),
    "facts.address_history": ("collector",),
    "facts.consents": ("person", "scope"),
    "facts.debts": ("id",),
    "facts.holds": ("person", "kind"),
    "facts.known": ("fact", "is"),
    "facts.location_evidence": ("source",),
    "facts.persons": ("id", "role"),
    "facts.preferences": ("person", "kind"),
    "facts.systems.recorder": ("down_from", "down_to"),
    "timeline": ("at", "ev"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What may stand at one path: closed tokens, and the kinds of free values."""

    tokens: frozenset[str]
    kinds: frozenset[str]


def _words_of(path: str, listed: str) -> Words:
    words = [*listed.split(), *OURS.get(path, "").split()]
    return Words(
        frozenset(word for word in words if not word.startswith("#")),
        frozenset(word for word in words if word.startswith("#")),
    )


VALUES: Final = {
    path: _words_of(path, listed) for path, listed in {**CASE, **FACTS, **STORY, **ASKS, **MORE}.items()
}

ONE: Final = frozenset(ONE_WORD.split()) | frozenset(
    path for path, words in VALUES.items() if words.kinds and words.kinds <= SINGLE and path not in MANY
)
"""Paths that hold one value. At every other path one or several are understood."""


def _keys_by_path() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path in VALUES:
        while path:
            path, _, key = path.rpartition(".")  # noqa: PLW2901 - climbs from a leaf to the case
            found.setdefault(path, set()).add(key)
    return {path: frozenset(keys) for path, keys in found.items()}


KEYS: Final = _keys_by_path()
"""The keys of each mapping; `*` alone stands for any id."""
