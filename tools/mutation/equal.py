"""Changes that make no difference: listed by hand, each with the reason in one sentence.

One is known by its file, the function it stands in, and what was and what is instead, so that lines may move.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import yaml

from tools.mutation.changes import ROOT, Mutant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LIST: Final = ROOT / "tools" / "equal_mutants.yaml"
FIELDS: Final = ("file", "within", "was", "now")
Key = tuple[str, str, str, str]


def key(mutant: Mutant) -> Key:
    """What a mutant is known by."""
    return mutant.file, mutant.within, mutant.was, mutant.now


def read(every: Sequence[Mutant], path: Path = LIST) -> tuple[frozenset[Key], list[str]]:
    """The listed ones, and what is wrong with the list: one that is no more, that is twice there, or gives no reason."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    there = Counter(key(mutant) for mutant in every)
    listed, wrong = [], []
    for entry in entries:
        one = tuple(str(entry.get(name, "")) for name in FIELDS)
        listed.append((one[0], one[1], one[2], one[3]))
        said = f"{path.name}: `{one[2]}` → `{one[3]}` in `{one[1]}` of {one[0]}"
        if not entry.get("why"):
            wrong.append(f"{said}: say why it makes no difference")
        if there[listed[-1]] != int(entry.get("times", 1)):
            cure = "take the entry out, or mend its `times`"
            wrong.append(f"{said}: {there[listed[-1]]} mutants are so; {cure}")
    wrong += [f"{path.name}: listed twice: {one}" for one, times in Counter(listed).items() if times > 1]
    return frozenset(listed), wrong
