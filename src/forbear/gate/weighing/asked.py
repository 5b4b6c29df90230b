"""The facts that the ask itself states, and how they are read from it."""

from __future__ import annotations

from typing import Final

ABOUT_DEBTOR: Final = "ask.is_about_debtor"
ASK_ATTRIBUTES: Final = {
    "ask.channel": "ask.channel",
    "ask.purpose": "ask.purpose",
    "ask.role": "ask.role",
    "ask.actor": "ask.actor",
    "ask.place": "ask.place",
    "ask.action": "ask.action",
    "ask.technology": "ask.technology",
    "ask.form": "ask.form",
    "ask.basis": "ask.basis",
    "ask.in_reply_to": "ask.in_reply_to",
    ABOUT_DEBTOR: "(ask.person_id == ask.debtor_id)",
}
"""Facts of the ask are always known: the ask states all of them, and what it does not state is not so."""
