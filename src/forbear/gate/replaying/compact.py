"""A decision in few bytes, as canonical JSON, and everything it said made of them again.

Rules that were met are numbers in the list of their law (`replaying.law`); what a rule says beyond that, whatever stands against
the contact and every fact it rests on, is written out. What has its usual value is left out. The text is what is digested and
kept, byte for byte. It refuses nothing and decides nothing: a text that cannot be read is the error `Unreadable`.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.digests import canonical, plain, spelled
from forbear.gate.dossier import Ask
from forbear.gate.replaying.kept import seen_of
from forbear.gate.weighing.compiled.verdicts import Weighed
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Dossier
    from forbear.gate.finding import Finding
    from forbear.gate.replaying.law import Law
    from forbear.gate.verdict import Verdict

FORM: Final = 1
ANSWERS_MAX: Final = 10_000
ALLOW: Final = Decision.ALLOW.token


class Unreadable(Exception):
    """the text kept of a decision cannot be read"""


@dataclass(frozen=True, slots=True)
class Parts:
    """A past decision, JSON-ready: what `digests.ask_values`, `Verdict.to_dict` and `kept.seen_of` gave, and the facts."""

    ask: Mapping[str, Any]
    facts: Mapping[str, Any]
    verdict: Mapping[str, Any]
    seen: Mapping[str, Any]


def text_of(ask: Mapping[str, object], dossier: Dossier, verdict: Verdict, law: Law) -> str:
    """The canonical JSON of a decision: `answer`, `ask`, `facts`, `form`, `law`, `seen`. `ask` has the values of the dossier's ask."""
    said = {name: value for name, value in ask.items() if value != _USUAL[name]}
    return (
        f'{{"answer":{_answer(verdict, law)},"ask":{spelled(said)},"facts":{canonical(dossier.facts)},'
        f'"form":{FORM},"law":"{law.law_id}","seen":{spelled(seen_of(dossier))}}}'
    )


def parts_of(text: str, law: Law) -> Parts:
    """Everything the decision said. Raises `Unreadable`."""
    try:
        kept = json.loads(text)
        if kept["form"] != FORM:
            message = (
                f"a decision kept in form {kept['form']!r} cannot be read by this version; use a newer one"
            )
            raise Unreadable(message)
        return Parts({**_USUAL, **kept["ask"]}, kept["facts"], _verdict(kept["answer"], law), kept["seen"])
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        message = f"the text kept of a decision cannot be read: {fault!r}"
        raise Unreadable(message) from fault


def _usual() -> dict[str, object]:
    """What a question says that says nothing of its own; what must be given has no usual value."""
    found: dict[str, object] = {}
    for item in fields(Ask):
        if item.init:
            made = item.default if item.default_factory is MISSING else item.default_factory()
            found[item.name] = None if made is MISSING else plain(made)
    return found


_USUAL: Final = _usual()


def _answer(verdict: Verdict, law: Law) -> str:
    """The answer as JSON. Verdicts that say the same of the same rules, all of them met, share everything but their counts."""
    if not isinstance(verdict, Weighed):
        return canonical(_answer_values(verdict, law))
    outcome = verdict.outcome
    known = law.answers.get(id(outcome))
    if known is None:  # the outcome is kept beside it, so no other can have its id
        values = _answer_values(verdict, law)
        is_shared = all(isinstance(item, int) for item in values["found"])
        shared = canonical({**values, "counts": {}}).removeprefix('{"counts":{}') if is_shared else None
        if len(law.answers) >= ANSWERS_MAX:
            law.answers.clear()
        law.answers[id(outcome)] = known = (outcome, shared)
    if known[1] is None:
        return canonical(_answer_values(verdict, law))
    return f'{{"counts":{canonical(verdict.counts)}{known[1]}'


def _answer_values(verdict: Verdict, law: Law) -> dict[str, Any]:
    values: dict[str, Any] = {
        "counts": dict(verdict.counts),
        "decision": verdict.decision.token,
        "found": [_found(finding, law) for finding in verdict.findings],
    }
    rest = {
        "next_permitted_at": verdict.next_permitted_at.isoformat() if verdict.next_permitted_at else None,
        "never_because": None if verdict.never_because is None else list(verdict.never_because),
        "obligations": list(verdict.obligations) or None,
        "unknown": list(verdict.unknown) or None,
    }
    return values | {name: value for name, value in rest.items() if value is not None}


def _found(finding: Finding, law: Law) -> int | dict[str, object]:
    """The number of a rule that was met; else the number and what it said; of a rule that is in no list, all of it.

    `also` are citations beyond those of the rule: that what is not known is not allowed.
    """
    rule_id, cites, confidence = finding.rule_id, finding.cites, finding.confidence
    number, also = law.numbers.get((rule_id, cites, confidence)), cites[:0]
    if number is None:
        number, also = law.numbers.get((rule_id, cites[:-1], confidence)), cites[-1:]
    said = finding.to_dict()
    if number is None:
        return said
    if finding.decision is Decision.ALLOW and not (also or finding.unknown or finding.facts):
        return number
    extra = {"also": list(also)} if also else {}
    return {"rule": number, **{name: said[name] for name in ("decision", "facts", "unknown")}, **extra}


def _verdict(answer: Mapping[str, Any], law: Law) -> dict[str, Any]:
    findings = [_finding(item, law) for item in answer["found"]]
    return {
        "decision": answer["decision"],
        "findings": findings,
        "cites": _cites(findings),
        "obligations": answer.get("obligations", []),
        "unknown": answer.get("unknown", []),
        "counts": answer["counts"],
        "versions": dict(law.versions),
        "next_permitted_at": answer.get("next_permitted_at"),
        "never_because": answer.get("never_because"),
    }


def _finding(item: int | Mapping[str, Any], law: Law) -> dict[str, Any]:
    if isinstance(item, int):
        said: Mapping[str, Any] = {"rule": item, "decision": ALLOW, "unknown": [], "facts": {}}
    else:
        said = item
    if "rule" not in said:
        return dict(said)
    rule_id, cites, confidence = law.rules[said["rule"]]
    return {
        "rule_id": rule_id,
        "cites": [*cites, *said.get("also", ())],
        "decision": said["decision"],
        "unknown": said["unknown"],
        "facts": said["facts"],
        "confidence": confidence,
    }


def _cites(findings: list[dict[str, Any]]) -> list[str]:
    """Every citation, strictest finding first, each once, as `Verdict.cites`."""
    ordered = sorted(findings, key=lambda finding: -Decision.from_token(finding["decision"]))
    return list(dict.fromkeys(cite for finding in ordered for cite in finding["cites"]))
