"""Put written cases to the gate, on both evaluators, and say which answers are not what the case expects.

It judges what the case says and nothing else; a case whose instruments are not shipped is skipped by name, never passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from forbear.gate import columns
from forbear.gate.cases import Asked, asks_of, judge
from forbear.gate.frames.dossiers.columns import frames_of
from forbear.gate.next_instant import with_next
from forbear.gate.row import decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

ENGINE = "engine/"
POLICY = "engine policy"


class BadCases(ValueError):
    """a file of cases cannot be read"""


@dataclass(frozen=True, slots=True)
class Answered:
    """One ask with its answer; `wrong` says why it is not what was expected (empty: it is, or nothing was expected)."""

    case_id: str
    index: int
    verdict: Verdict | None
    row_equals_columns: bool
    wrong: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The answer as one JSON-ready entry of `asks`."""
        said = self.verdict.to_dict() if self.verdict else {}
        shown = ("decision", "cites", "obligations", "counts", "next_permitted_at", "unknown")
        return {
            "case": self.case_id,
            "ask": self.index,
            **{name: said.get(name) for name in shown},
            "cls": [],
            "override": None,
            "safe_harbor": None,
            "rulebook_versions": said.get("versions", {}),
            "row_equals_columns": self.row_equals_columns,
            "ok": not self.wrong,
            "why": "; ".join(self.wrong),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a file: the answers, and the cases whose instruments are not shipped (case, instrument)."""

    answers: tuple[Answered, ...]
    skipped: tuple[tuple[str, str], ...]


def check(text: str, rulebook: Rulebook, *, source: str) -> Checked:
    """Answer every ask of a file of cases. Raises `BadCases` with the place where the file cannot be understood."""
    answers: list[Answered] = []
    skipped: list[tuple[str, str]] = []
    for case in _cases(text, source):
        named = case["rulebook"] if isinstance(case["rulebook"], list) else [case["rulebook"]]
        missing = [name for name in named if name not in rulebook.versions]
        if missing:
            skipped.extend((str(case["id"]), name) for name in missing)
            continue
        answers.extend(_answers(case, rulebook, source))
    return Checked(tuple(answers), tuple(skipped))


def _cases(text: str, source: str) -> list[Mapping[str, Any]]:
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        message = (
            f"{source}:{mark.line + 1 if mark else 1}: this is no YAML: {getattr(fault, 'problem', fault)}"
        )
        raise BadCases(message) from fault
    if not isinstance(read, dict) or not isinstance(read.get("cases"), list):
        message = f"{source}:1: there is no list `cases`"
        raise BadCases(message)
    for number, case in enumerate(read["cases"], 1):
        lacking = [key for key in ("id", "rulebook", "asks") if not isinstance(case, dict) or key not in case]
        if lacking:
            message = f"{source}: case {number} lacks {', '.join(f'`{key}`' for key in lacking)}"
            raise BadCases(message)
    return list(read["cases"])


def _answers(case: Mapping[str, Any], rulebook: Rulebook, source: str) -> list[Answered]:
    try:
        asks = asks_of(case)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        message = f"{source}: case `{case['id']}` cannot be understood: {type(fault).__name__} {fault}"
        raise BadCases(message) from fault
    found = [_answer(asked, rulebook) for asked in asks]
    put = {asked.index for asked in asks}
    for index, ask in enumerate(case["asks"]):
        if index not in put:
            wrong = ("this kind of ask (`classify`) is not answered yet",) if "expect" in ask else ()
            found.append(Answered(str(case["id"]), index, None, row_equals_columns=True, wrong=wrong))
    return sorted(found, key=lambda answer: answer.index)


def _answer(asked: Asked, rulebook: Rulebook) -> Answered:
    book = rulebook.only(asked.rulebooks)
    verdict = decide(asked.dossier, book)
    agree = said_by_columns([asked.dossier], book) == [said_by_row(verdict)]
    wrong = judge(verdict, asked.expect) if asked.expect else ()
    if not agree:
        wrong = (*wrong, "the two evaluators disagree")
    return Answered(asked.case_id, asked.index, with_next(verdict, asked.dossier, book), agree, wrong)


def said_by_row(verdict: Verdict) -> dict[str, object]:
    """Decision, rules by state, and counts of one verdict of the row evaluator."""
    told = [item for item in verdict.findings if not item.rule_id.startswith(ENGINE)]
    unknown = [item for item in told if item.cites[-1].startswith(POLICY)]
    return {
        "decision": int(verdict.decision),
        "unknown": sorted({item.rule_id for item in unknown}),
        "breached": sorted({item.rule_id for item in told if item.decision > 0 and item not in unknown}),
        "satisfied": sorted({item.rule_id for item in told if item.decision == 0}),
        "counts": dict(verdict.counts),
    }


def said_by_columns(dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[dict[str, object]]:
    """The same of the column evaluator, for each dossier."""
    found: list[dict[str, object]] = []
    for row in columns.decide(frames_of(dossiers), rulebook).to_dicts():
        said: dict[str, object] = {"decision": row["decision"]}
        for state in ("unknown", "breached", "satisfied"):
            said[state] = sorted(
                name.split("/", 1)[1] for name, value in row.items() if name.startswith(f"{state}/") and value
            )
        counts = {name: value for name, value in row.items() if name.startswith("count/")}
        said["counts"] = {name.split("/", 1)[1]: value for name, value in counts.items() if value is not None}
        found.append(said)
    return found
