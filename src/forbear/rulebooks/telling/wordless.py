"""What has no words: raised rather than passed over, and caught where the whole is told as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forbear.domain.facts import FACTS
from forbear.rulebooks.telling.facts import ZH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.telling.lexicon import Pair


class NoWords(Exception):
    """a condition has a part that there are no words for"""


def only(value: Mapping[str, Any], *keys: str) -> None:
    """Raises `NoWords` where a mapping has any other key than these."""
    if set(value) - set(keys):
        raise NoWords


def named(name: str) -> Pair:
    """A fact in words; raises `NoWords` for one that is not in the vocabulary."""
    fact = FACTS.get(name)
    if fact is None:
        raise NoWords
    return fact.meaning, ZH.get(name, fact.meaning)
