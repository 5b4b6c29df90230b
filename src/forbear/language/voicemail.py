"""What a recorded message in English says, item by item, for laws that allow some items and no others.

A message is taken apart by what we recognise; whatever is left over is `something_else`, so a message is never
found narrower than it is. It knows no law and no person: which items are allowed is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import Final

from forbear.language.debt_words import debt_words

_PERSON: Final = r"[A-Z][a-zA-Z'’-]+(?:\s+[A-Z]\.?(?=\s))?(?:\s+[A-Z][a-zA-Z'’-]+){0,2}"
_FIRM: Final = r"[A-Z][\w&'’-]*(?:\s+(?:&|[A-Z0-9][\w&'’-]*)){0,5}(?:,\s+(?:Inc|LLC|Ltd|Co|Corp|LLP|PC))?"
_NUMBER: Final = (
    r"(?:\+?1[-.\s]?)?(?:\(\d{3}\)\s?|\d{3}[-.\s])\d{3}[-.\s]\d{4}(?:,?\s+(?i:ext(?:ension)?)\.?\s+\d{1,6})?"
)
_ZONE: Final = (
    r"(?:\s+(?:(?i:eastern|central|mountain|pacific|alaska|hawaii)"
    r"(?:\s+(?i:standard|daylight))?(?:\s+(?i:time))?|[ECMP][SD]?T)\b)?"
)
_CLOCK: Final = rf"\d{{1,2}}(?::\d{{2}})?\s*(?i:[ap]\.?m\b\.?|noon){_ZONE}"
_WEEKDAY: Final = r"(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
_MONTH: Final = r"(?i:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATE: Final = rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|{_WEEKDAY}"
_SOMEONE: Final = (
    r"(?i:any(?:one)?\s+of\s+our\s+(?:representatives|associates|agents|staff)|any\s+(?:representative|associate)"
    r"|one\s+of\s+our\s+(?:representatives|associates)|another\s+(?:representative|associate))"
)
_WHEN: Final = rf"(?i:today|tomorrow|any\s+(?:week)?day|weekdays|(?:on\s+)?{_WEEKDAY}(?:\s+(?:through|to)\s+{_WEEKDAY})?)"
_FOR: Final = (
    r"(?i:(?:this\s+(?:message|call)\s+is\s+for|(?:i\s+am|i['’]m)?\s*(?:calling|looking)\s+for"
    r"|trying\s+to\s+(?:reach|contact)|may\s+i\s+speak\s+(?:to|with)))"
)
_REPLY: Final = (
    r"(?i:(?:please\s+|kindly\s+|you\s+(?:can|may)\s+)?(?:contact|call|phone|reply\s+to|reach)\s+(?:me|us)(?:\s+back)?"
    r"|(?:please\s+|kindly\s+)?(?:call|reply)\s+back|(?:please\s+|kindly\s+)?return\s+(?:my|our|this)\s+call)"
)

_ITEMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (item, re.compile(pattern))
    for item, pattern in (
        (
            "from_a_debt_collector",
            r"(?i:(?:(?:this\s+(?:message\s+|call\s+)?is\s+)?(?:from\s+)?)\ba\s+debt\s+collect(?:or\b|ion\s+\w+))",
        ),
        (
            "agent_with_credit_card_receivables_group",
            r"(?i:(?:an?y?\s+)?(?:of\s+our\s+)?(?:agents?|representatives?|associates?)\s+(?:with|from|in|of)\s+(?:the|our)\s+credit\s+card\s+receivables?\s+\w+)",
        ),
        (
            "asks_for_particular_consumer",
            rf"{_FOR}\s+{_PERSON}",
        ),
        (
            "salutation",
            r"(?i:^\s*(?:hi|hello|good\s+(?:morning|afternoon|evening|day)|greetings)\b(?:\s+there)?)",
        ),
        (
            "date_and_time",
            rf"(?i:it\s+is(?:\s+now)?|it['’]s(?:\s+now)?|today\s+is)\s+(?:{_CLOCK}(?:,?\s+(?i:on)\s+(?:{_DATE}))?|{_DATE})",
        ),
        ("any_representative", rf"(?i:or\s+|and\s+)?{_SOMEONE}"),
        (
            "reply_request",
            _REPLY,
        ),
        ("person_name", rf"(?i:this\s+is|my\s+name\s+is|i\s+am|or|ask\s+for)\s+{_PERSON}"),
        (
            "business_name",
            rf"(?i:(?:i\s+am\s+)?(?:calling\s+)?(?:from|with|on\s+behalf\s+of))\s+(?i:the\s+)?{_FIRM}",
        ),
        ("callback_number", rf"(?i:at|on)?\s*{_NUMBER}"),
        (
            "reply_times",
            rf"(?i:or\s+)?(?:{_WHEN}\s+)?(?i:until|before|after|between|from)\s+{_CLOCK}(?:\s+(?i:to|and|until)\s+{_CLOCK})?|{_WHEN}",
        ),
    )
)
_JOINS: Final = re.compile(r"(?i:\b(?:and|or|at|on|the|of|is|to|thank\s+you|thanks|please)\b)|[\s.,;:!|]+")


def items_of(text: str) -> frozenset[str]:
    """The items that a message is made of; `something_else` where any word is left, `debt_information` where a word tells a debt."""
    left, found = text, set[str]()
    for item, pattern in _ITEMS:
        taken = pattern.sub(" | ", left)
        if taken != left:
            found.add(item)
            left = taken
    if _JOINS.sub("", left):
        found.add("something_else")
    if debt_words(text):
        found.add("debt_information")
    return frozenset(found)
