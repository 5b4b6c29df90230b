"""Generated values that follow from what they are for: the same seed and the same parts always give the same value.

Each value is drawn on its own from a hash of (seed, parts), never from a running generator, so adding a field or a
loan changes no other value. It is not random enough for secrets and is used for none.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def draw(seed: int, *parts: str) -> int:
    """Return a whole number from 0 to 2**64 - 1: the first 8 bytes, big-endian, of SHA-256 of `seed|part|part…`."""
    text = "|".join((str(seed), *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def draw_between(seed: int, *parts: str, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, both included."""
    return low + draw(seed, *parts) % (high - low + 1)


def draw_from(seed: int, *parts: str, items: Sequence[Item]) -> Item:
    """Return one of `items`, each equally likely."""
    return items[draw(seed, *parts) % len(items)]


def is_drawn(seed: int, *parts: str, percent: int) -> bool:
    """Whether this one is among the `percent` of a hundred."""
    return draw(seed, *parts) % 100 < percent
