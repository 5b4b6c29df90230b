"""The ten conditions in the languages of other engines; an engine that is not installed is left out, and named by the caller.

They get features that are ready and say only whether contact is allowed; forbear and the closures also keep every reason.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from forbear.entry.bench.ten import Features

REGO: Final = """package ten
import rego.v1
default allow := false
in_hours if { input.weekday < 5; input.minute >= 480; input.minute < 1320 }
in_hours if { input.weekday >= 5; input.minute >= 540; input.minute < 1200 }
agreed if input.consent
agreed if input.channel == "call"
told if input.dpd <= 30
told if input.notice
allow if {
  in_hours
  input.day < 2
  input.week < 5
  input.last >= 240
  agreed
  not input.opted_out
  not input.in_need
  input.third_ok
  not input.attorney
  told
}
"""
CEDAR: Final = """permit(principal, action, resource) when {
  (if context.weekday < 5 then context.minute >= 480 && context.minute < 1320
   else context.minute >= 540 && context.minute < 1200) &&
  context.day < 2 && context.week < 5 && context.last >= 240 &&
  (context.consent || context.channel == "call") && !context.opted_out && !context.in_need &&
  context.third_ok && !context.attorney && (context.dpd <= 30 || context.notice)
};
"""


def regorus(items: Sequence[Features]) -> Callable[[], list[bool]] | None:
    """Rego by regorus, questions as JSON text; nothing when it is not installed."""
    library = _library("regorus")
    if library is None:
        return None
    engine = library.Engine()
    engine.add_policy("ten.rego", REGO)
    plain = [asdict(item) for item in items]

    def work() -> list[bool]:
        answers = []
        for item in plain:
            engine.set_input_json(json.dumps(item))
            answers.append(bool(engine.eval_rule("data.ten.allow")))
        return answers

    return work


def cedar(items: Sequence[Features]) -> Callable[[], list[bool]] | None:
    """Cedar by cedarpy, its policies parsed once; nothing when it is not installed."""
    library = _library("cedarpy")
    if library is None:
        return None
    policies = library.PolicySet.from_str(CEDAR)
    asked = [
        {"principal": 'U::"a"', "action": 'A::"contact"', "resource": 'P::"p"', "context": asdict(item)}
        for item in items
    ]
    return lambda: [bool(library.is_authorized(one, policies, []).allowed) for one in asked]


def _library(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
