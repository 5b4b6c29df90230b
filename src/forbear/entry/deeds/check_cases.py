"""Put written cases to the gate, on both evaluators, and say which answers are not what the case expects.

It judges what the case says and nothing else; a case whose instruments are not shipped is skipped by name, never
passed. Every file is understood before the first question is asked: one error in one of them, and nothing is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from forbear.gate import columns
from forbear.gate.cases import Answer, Asked, asks_of, judge_said, said_in
from forbear.gate.cases.classes import classified
from forbear.gate.cases.judging import Said, counting_without_the_ask
from forbear.gate.cases.strict import Known, read_cases
from forbear.gate.frames.dossiers.columns import frames_of
from forbear.gate.next_instant import with_next
from forbear.gate.row import decide
from forbear.gate.verdict import override_of, safe_harbor_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook
    from forbear.rulebooks.reading.source import Problem

ENGINE = "engine/"
POLICY = "engine policy"
DISAGREE = "the two evaluators disagree"


class BadCases(ValueError):
    """a file of cases cannot be read"""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of the files: the answers, and the cases whose instruments are not shipped (case, instrument)."""

    answers: tuple[Answer, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def failed(self) -> tuple[Answer, ...]:
        """The answers that are not as expected, and those that the two evaluators do not share."""
        return tuple(answer for answer in self.answers if answer.wrong)

    @property
    def passed(self) -> tuple[Answer, ...]:
        """The answers that were expected and are so."""
        return tuple(answer for answer in self.answers if answer.expect is not None and not answer.wrong)

    def to_dict(self) -> dict[str, Any]:
        """Everything as one JSON-ready document."""
        return {
            "passed": len(self.passed),
            "failed": len(self.failed),
            "skipped": [{"case": case, "rulebook": name} for case, name in self.skipped],
            "asks": [answer.to_dict() for answer in self.answers],
        }


def check(files: Mapping[str, str], rulebook: Rulebook) -> Checked:
    """Answer every ask of the files (name to text). Raises `BadCases` with every error in any of them."""
    known = Known.beside(rulebook)
    cases: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    for file, text in files.items():
        found, faults = read_cases(text, file=file, known=known)
        cases += found
        problems += faults
    if problems:
        raise BadCases(problems)
    shipped = rulebook.versions
    skipped = [(case["id"], name) for case in cases for name in case["rulebook"] if name not in shipped]
    examined = [case for case in cases if all(name in shipped for name in case["rulebook"])]
    return Checked(_answers(examined, rulebook), tuple(skipped))


def _answers(cases: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> tuple[Answer, ...]:
    """The answers in the order of the cases and their asks; one frame for all asks under the same instruments."""
    places: list[list[Answer]] = []
    together: dict[tuple[str, ...], list[tuple[int, Asked]]] = defaultdict(list)
    for number, case in enumerate(cases):
        asks, untold = _asks_of(case)
        told = [
            _classified(case, index, rulebook) for index, ask in enumerate(case["asks"]) if "classify" in ask
        ]
        places.append([*untold, *told])
        for asked in asks:
            together[tuple(sorted(asked.rulebooks))].append((number, asked))
    for names, group in together.items():
        book = rulebook.only(names)
        by_columns = _by_columns([asked.dossier for _, asked in group], book)
        for (number, asked), said in zip(group, by_columns, strict=True):
            places[number].append(_answer(asked, cases[number], book, said))
    return tuple(answer for place in places for answer in sorted(place, key=lambda item: item.index))


def _asks_of(case: Mapping[str, Any]) -> tuple[tuple[Asked, ...], list[Answer]]:
    """The asks to be put; where they cannot be told, answers that say why.

    All words of the case are known by now: where the mapping stumbles the shortfall is ours. It is told with the
    asks of that case, which fail; the other cases are answered.
    """
    try:
        return asks_of(case), []
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
        why = f"the gate cannot tell what this case says ({type(fault).__name__}: {fault})"
        put = [index for index, ask in enumerate(case["asks"]) if "action" in ask]
        return (), [_unanswered(case, index, why) for index in put]


def _classified(case: Mapping[str, Any], index: int, rulebook: Rulebook) -> Answer:
    """The answer to an ask that classifies."""
    ask = case["asks"][index]
    try:
        found = classified(case, index, rulebook)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told with the ask, which fails
        return _unanswered(case, index, f"the gate could not classify this ({type(fault).__name__}: {fault})")
    said = Said(None, cites=found.cites, cls=found.cls)
    wrong = judge_said(said, ask["expect"]) if "expect" in ask else ()
    versions = rulebook.only(case["rulebook"]).versions
    return Answer(
        case["id"],
        index,
        case.get("title", ""),
        ask,
        None,
        said,
        row_equals_columns=True,
        wrong=wrong,
        versions=versions,
    )


def _unanswered(case: Mapping[str, Any], index: int, why: str) -> Answer:
    """An ask that got no answer, and so no two that are equal."""
    ask = case["asks"][index]
    return Answer(
        case["id"],
        index,
        case.get("title", ""),
        ask,
        None,
        Said(None),
        row_equals_columns=False,
        wrong=(why,),
    )


def _answer(
    asked: Asked, case: Mapping[str, Any], book: Rulebook, by_columns: Mapping[str, object] | None
) -> Answer:
    try:
        verdict = decide(asked.dossier, book)
        said = _with_counts(_with_releases(verdict, asked, book), asked, book)
        verdict = with_next(verdict, asked.dossier, book)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told with the ask, which fails
        why = f"the gate could not decide this ({type(fault).__name__}: {fault})"
        return _unanswered(case, asked.index, why)
    agree = by_columns == said_by_row(verdict)
    wrong = judge_said(said, asked.expect) if asked.expect else ()
    return Answer(
        asked.case_id,
        asked.index,
        case.get("title", ""),
        case["asks"][asked.index],
        verdict,
        said,
        row_equals_columns=agree,
        wrong=wrong if agree else (*wrong, DISAGREE),
        versions=verdict.versions,
    )


def _with_releases(verdict: Verdict, asked: Asked, book: Rulebook) -> Said:
    return replace(
        said_in(verdict),
        override=override_of(verdict, asked.dossier.ask, book),
        safe_harbor=safe_harbor_of(verdict, book),
    )


def _with_counts(said: Said, asked: Asked, book: Rulebook) -> Said:
    """The counts that only some cases ask for: before the contact asked about, and of one debt alone."""
    wanted = (asked.expect or {}).get("counts", {})
    earlier = counting_without_the_ask(book)
    if any(name.endswith("_before") for name in wanted):
        said = replace(said, before=decide(asked.dossier, earlier).counts)
    if not asked.by_debt:
        return said
    ask = asked.dossier.ask
    own = {ask.debt_elected} if ask.debt_elected else set(ask.debts)
    return replace(
        said,
        by_debt={
            debt: decide(dossier, book if own & set(dossier.ask.debts) else earlier).counts
            for debt, dossier in asked.by_debt.items()
        },
    )


def _by_columns(dossiers: Sequence[Dossier], book: Rulebook) -> list[dict[str, object] | None]:
    """What the columns say to each; `None` where they stumble, found by asking one by one."""
    try:
        return list(said_by_columns(dossiers, book))
    except Exception:  # noqa: BLE001 - a frame library has faults of many classes; the ask fails, visibly
        if len(dossiers) == 1:
            return [None]
        return [said for dossier in dossiers for said in _by_columns([dossier], book)]


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
