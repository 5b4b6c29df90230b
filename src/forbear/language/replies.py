"""What a reply means: stop, dispute, hardship, paid already, wrong person, or something for a person to read.

Patterns, each with a name and a reason, so that every answer can be explained and shown in the text. It knows no
person and no case, and it never says that somebody agreed to anything: consent is not read out of free text.

A stop is easy to say here. A word of the short list alone in a sentence is one ("Stop. Thank you"), and so is any
plain wish not to be written to; the same word inside another wish ("we have got to STOP this bill") is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forbear.language.quoted import one_spelling, said_anew
from forbear.language.reply_patterns import PATTERNS, Pattern


class Meaning(StrEnum):
    """What was said. `other`: a person has to read it."""

    STOP = "stop"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    PAID_ALREADY = "paid_already"
    WRONG_PERSON = "wrong_person"
    OTHER = "other"


class Reach(StrEnum):
    """How far a stop goes: the medium it was said in, or every way of contact."""

    MEDIUM = "medium"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said: what, by which words, and why we read it so.

    `start` and `end` are code points in `Reading.text`; `quote` are the words there; `pattern` names the rule.
    """

    meaning: Meaning
    start: int
    end: int
    quote: str
    pattern: str
    why: str
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was said, the weightiest first. `text` is what the writer added, in one spelling."""

    text: str
    said: tuple[Said, ...]

    @property
    def meaning(self) -> Meaning:
        """The weightiest meaning, `other` when nothing was recognised."""
        return self.said[0].meaning if self.said else Meaning.OTHER

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """Every meaning once, the weightiest first; (`other`,) when nothing was recognised."""
        return tuple(dict.fromkeys(one.meaning for one in self.said)) or (Meaning.OTHER,)


_WEIGHT: Final = {meaning: place for place, meaning in enumerate((
    Meaning.WRONG_PERSON, Meaning.STOP, Meaning.DISPUTE, Meaning.PAID_ALREADY, Meaning.HARDSHIP, Meaning.OTHER,
))}  # fmt: skip
_SENTENCE: Final = re.compile(r"[^.!?;,\n。！？；，]+")
_POLITE: Final = re.compile(
    r"\b(?:please|pls|thank you|thanks|thank u|kindly|now|immediately|hi|hello|ok)\b|请|谢谢|麻烦|您好|你好|了|吧|啊|哦|!"
)
_STOP_WORDS: Final = frozenset({
    "stop", "stopall", "stop all", "stop it", "stop this", "stop everything", "unsubscribe", "unsubscribe me", "opt out", "optout",
    "opt-out", "remove", "remove me", "stop contact", "stop emails", "stop mail", "stop messages",
    "退订", "td", "退定", "拒收", "停", "停止", "停止联系", "停止发送", "取消订阅", "不要再发", "拒绝接收", "别烦我", "回复td", "回td",
})  # fmt: skip
_STOP_WHOLE: Final = frozenset(
    {"end", "quit", "cancel", "t", "n", "revoke", "取消", "结束", "滚", "tui ding", "tuiding"}
)
_NUMBERED: Final = re.compile(r"^(?:stop|td|退订|unsubscribe)[\s#:]*[0-9a-z]*\d[0-9a-z]*$")


def read_reply(text: str) -> Reading:
    """Say what a reply (the text part of a message) means. Quoted text is not read."""
    heard = one_spelling(said_anew(text))
    found = [*_stop_words(heard), *(said for pattern in PATTERNS if (said := _match(pattern, heard)))]
    found.sort(key=lambda said: (_WEIGHT[said.meaning], said.reach != Reach.ALL, said.start))
    return Reading(text=heard, said=tuple(found))


def _stop_words(heard: str) -> list[Said]:
    whole = _bare(heard)
    if whole in _STOP_WHOLE:
        why = "the whole reply is a word by which people end messages"
        return [Said(Meaning.STOP, 0, len(heard), heard, "stop-word-alone", why, Reach.MEDIUM)]
    for part in _SENTENCE.finditer(heard):
        bare = _bare(part.group())
        if bare in _STOP_WORDS or _NUMBERED.match(bare):
            why = "a stop word stands alone in its sentence"
            return [
                Said(
                    Meaning.STOP,
                    part.start(),
                    part.end(),
                    part.group().strip(),
                    "stop-word",
                    why,
                    Reach.MEDIUM,
                )
            ]
    return []


def _bare(text: str) -> str:
    return " ".join(_POLITE.sub(" ", text).strip(" \t\n.!?;,。！？；，~\"'*_-").split())


def _match(pattern: Pattern, heard: str) -> Said | None:
    for found in pattern.words.finditer(heard):
        before = heard[max(0, found.start() - 24) : found.start()]
        if pattern.unless_before is not None and pattern.unless_before.search(before):
            continue
        reach = Reach(pattern.reach) if pattern.reach else None
        return Said(
            Meaning(pattern.meaning),
            found.start(),
            found.end(),
            found.group(),
            pattern.name,
            pattern.why,
            reach,
        )
    return None
