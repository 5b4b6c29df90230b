"""Ids that follow from what they name, so that no chance is needed and a second run writes the same row.

An id is not a secret: whoever knows the parts can work it out. Never use one as a token of access.
"""

from __future__ import annotations

import base64
import hashlib

ID_LENGTH = 26


def derive_id(namespace: str, *parts: str) -> str:
    """Return the id of `parts` in `namespace`: 26 characters of `a-z2-7` (130 bits of SHA-256).

    Every part is hashed behind its own length in bytes, so `("ab", "c")` and `("a", "bc")` differ. The order
    of the parts matters. Raises `ValueError` for an empty namespace or for no parts at all.
    """
    if not namespace or not parts:
        message = "an id needs a namespace and at least one part"
        raise ValueError(message)
    digest = hashlib.sha256()
    for text in (namespace, *parts):
        encoded = text.encode("utf-8")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return base64.b32encode(digest.digest()).decode("ascii").lower()[:ID_LENGTH]
