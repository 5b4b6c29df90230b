"""Reading the files of a rulebook: UTF-8, of bounded size, with a digest. Problems are collected, nothing is guessed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from forbear.rulebooks.reading.source import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

FILE_SIZE_MAX = 200_000


def read_text(item: Traversable, folder: str, problems: list[Problem]) -> str:
    """The text of a file; empty, with a problem noted, when it is too large or not UTF-8."""
    data = item.read_bytes()
    if len(data) > FILE_SIZE_MAX:
        problems.append(
            Problem(f"{folder}/{item.name}", 1, "is too large", "write one provision for each file")
        )
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(f"{folder}/{item.name}", 1, "is not UTF-8", "save it as UTF-8"))
        return ""


def digest_of(texts: Mapping[str, str]) -> str:
    """A short digest of named texts: the same names and texts give the same digest, in any order."""
    hashed = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            data = part.encode()
            hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.hexdigest()[:16]
