"""The units that laws count in, as filters over the event log.

Every law counts something else: calls that connected, calls that rang out, contacts made, talks. A unit is
a view over events with fine outcomes; nothing is ever counted in advance.
"""

from __future__ import annotations

from typing import Final

from forbear.rulebooks.terms import EventFilter, Events

ANSWERED: Final = frozenset(
    {"answered_then_dropped", "answered_recipient_hung_up", "answered_busy_no_conversation", "conversation"}
)
NOT_CONNECTED: Final = frozenset({"busy", "not_in_service"})
UNANSWERED: Final = frozenset(
    {
        "ring_no_answer",
        "busy",
        "voicemail_left",
        "voicemail_reached_no_message",
        "voicemail_reached_cannot_leave_message",
        "recorded_message_no_ring",
        "powered_off",
        "suspended_line",
        "assistant_answered",
    }
)
"""Nobody answered, though the number may be good. `not_in_service` says that the number is bad instead."""

CALL_OUTCOMES: Final = ANSWERED | NOT_CONNECTED | UNANSWERED | {"wrong_number", "refused"}
TALKED: Final = frozenset({"conversation", "replied", "met"})

_OUT: Final = frozenset({"out"})
_IN: Final = frozenset({"in"})
_CALL: Final = frozenset({"call"})
_TEXT: Final = frozenset({"sms", "social_private"})
_CONTACT: Final = frozenset(
    {"call", "sms", "email", "letter", "postcard", "visit", "app_push", "social_private", "social_public"}
)

_WRITTEN: Final = _TEXT | {"email", "letter", "postcard", "social_public"}
ARRIVING: Final = frozenset({"sent", "delivered", "read", "replied"})
"""A message that went off and did not come back."""

UNITS: Final[dict[str, Events]] = {
    "call_initiated": (EventFilter(channels=_CALL, directions=_OUT),),
    "call_connected": (EventFilter(channels=_CALL, directions=_OUT, outcomes=CALL_OUTCOMES - NOT_CONNECTED),),
    "call_left": (
        EventFilter(
            channels=_CALL,
            directions=_OUT,
            outcomes=CALL_OUTCOMES - NOT_CONNECTED - {"voicemail_reached_cannot_leave_message"},
        ),
    ),
    "effective_call": (EventFilter(channels=_CALL, directions=_OUT, outcomes=ANSWERED),),
    "unanswered_attempt": (
        EventFilter(channels=_CALL, directions=_OUT, outcomes=UNANSWERED | {"not_in_service"}),
    ),
    "failed_attempt": (
        EventFilter(
            channels=_CALL, directions=_OUT, outcomes=UNANSWERED | {"not_in_service"}, uncertain=False
        ),
    ),
    "conversation": (EventFilter(channels=_CALL, outcomes=frozenset({"conversation"})),),
    "text_message": (EventFilter(channels=_TEXT, directions=_OUT),),
    "email": (EventFilter(channels=frozenset({"email"}), directions=_OUT),),
    "written_message": (EventFilter(channels=_TEXT | {"email"}, directions=_OUT),),
    "letter": (EventFilter(channels=frozenset({"letter"}), directions=_OUT),),
    "visit": (EventFilter(channels=frozenset({"visit"}), directions=_OUT),),
    "contact_any": (EventFilter(channels=_CONTACT, directions=_OUT),),
    "contact_made": (
        EventFilter(channels=_CALL, directions=_OUT, outcomes=ANSWERED | {"voicemail_left"}),
        EventFilter(channels=_WRITTEN, directions=_OUT, outcomes=ARRIVING),
        EventFilter(channels=frozenset({"visit"}), directions=_OUT, outcomes=frozenset({"met"})),
    ),
    "reached": (
        EventFilter(channels=_CONTACT, directions=_IN, uncertain=False),
        EventFilter(channels=_CONTACT, outcomes=TALKED, uncertain=False),
        EventFilter(channels=_CALL, directions=_OUT, outcomes=ANSWERED, uncertain=False),
    ),
    "two_way": (
        EventFilter(channels=_CONTACT, directions=_IN, uncertain=False),
        EventFilter(channels=_CONTACT, outcomes=TALKED, uncertain=False),
    ),
}
"""Name of the unit to the events it is made of."""
