"""One ask with its answer: as one entry of a document, and in words for whoever wrote the case.

`ok` is true or false where something was expected, and empty where the ask only wanted to know. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.cases.judging import Said
    from forbear.gate.cases.story import Mapped
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

CITES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """One ask with its answer; `wrong` says why it is not what was expected, `verdict` is absent where there is none.

    Classes have no columns of their own: there `row_equals_columns` is true for want of two answers.
    """

    case_id: str
    index: int
    title: str
    ask: Mapped
    verdict: Verdict | None
    said: Said
    row_equals_columns: bool
    wrong: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def expect(self) -> Mapped | None:
        """What was expected, if anything."""
        return self.ask.get("expect")

    def to_dict(self) -> dict[str, Any]:
        """The answer as one JSON-ready entry of `asks`."""
        verdict = self.verdict
        following = verdict.next_permitted_at if verdict else None
        return {
            "case": self.case_id,
            "ask": self.index,
            "decision": self.said.decision,
            "cites": list(self.said.cites),
            "obligations": list(self.said.obligations),
            "counts": dict(self.said.counts),
            "cls": list(self.said.cls),
            "override": self.said.override,
            "safe_harbor": self.said.safe_harbor,
            "next_permitted_at": following.isoformat() if following else None,
            "unknown": list(verdict.unknown) if verdict else [],
            "rulebook_versions": dict(self.versions),
            "row_equals_columns": self.row_equals_columns,
            "ok": None if self.expect is None and not self.wrong else not self.wrong,
            "why": "; ".join(self.wrong),
        }

    def in_words(self, rulebook: Rulebook) -> str:
        """A few lines: which ask of which case, what was expected, what was said and by which clause, and what differs."""
        lines = [
            f"{self.case_id}, ask {self.index}: {self.title}".rstrip(": "),
            f"  asked     {self._asked()}",
        ]
        if self.expect is not None:
            lines.append(f"  expected  {_expected(self.expect)}")
        lines.append(f"  answered  {self._answered()}")
        if self.expect is None and self.verdict is not None:
            lines.append(f"            {self.verdict.in_words('en', rulebook)}")
        lines += [f"  differs   {why}" for why in self.wrong]
        return "\n".join(lines)

    def _asked(self) -> str:
        action = self.ask.get("action")
        if action is None:
            return "to classify"
        purpose = f" ({action['purpose']})" if "purpose" in action else ""
        return f"{self.ask['at']}, {action.get('type', action['channel'])} to {action['to']}{purpose}"

    def _answered(self) -> str:
        parts = [self.said.decision or ", ".join(self.said.cls) or "nothing"]
        cites = self.said.cites
        if cites:
            more = f" and {len(cites) - CITES_SHOWN} more" if len(cites) > CITES_SHOWN else ""
            parts.append(f"by {'; '.join(cites[:CITES_SHOWN])}{more}")
        if self.said.obligations:
            parts.append(f"with {', '.join(self.said.obligations)}")
        if self.said.counts:
            parts.append(", ".join(f"{name} {number}" for name, number in self.said.counts.items()))
        if self.verdict is not None and self.verdict.unknown:
            parts.append(f"not known: {', '.join(self.verdict.unknown)}")
        following = self.verdict.next_permitted_at if self.verdict and not self.verdict.permits else None
        if following is not None:
            parts.append(f"next at {following.isoformat()}")
        return "; ".join(parts)


def _expected(expect: Mapped) -> str:
    decisions = [expect["decision"]] if "decision" in expect else []
    parts = [" or ".join([*decisions, *expect.get("also_ok", ())]) or ", ".join(expect.get("cls", ()))]
    if expect.get("cite"):
        parts.append(f"by {'; '.join(expect['cite'])}")
    if expect.get("obligations"):
        parts.append(f"with {', '.join(expect['obligations'])}")
    if expect.get("counts"):
        parts.append(", ".join(f"{name} {number}" for name, number in expect["counts"].items()))
    if "note" in expect:
        parts.append(f"note: {expect['note']}")
    return "; ".join(parts)
