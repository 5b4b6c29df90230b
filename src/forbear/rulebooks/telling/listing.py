"""Rules as the command line shows them: JSON-ready, with uncertain readings marked, and rules that nobody wrote a case for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forbear.rulebooks.reading.source import Problem, read_yaml
from forbear.rulebooks.telling.lexicon import LOW_CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forbear.rulebooks.book import Instrument, Rule, Rulebook

UNCERTAIN = {"en": "  (our reading is uncertain)", "zh-CN": "（此解读把握不高）"}


def uncertain(confidence: str, lang: str) -> str:
    """The mark of a reading of low confidence; empty for another."""
    return UNCERTAIN[lang] if confidence in LOW_CONFIDENCE else ""


def answer_of(rule: Rule) -> str | None:
    """What its breach answers at the gate; `None` for a rule that stands beside the gate and answers nothing there."""
    return rule.decision.token if rule.at_gate else None


def head_of(item: Instrument) -> dict[str, Any]:
    """An instrument without its rules."""
    return {
        "id": item.instrument_id,
        "title": dict(item.title),
        "issuer": item.issuer,
        "force": item.force.value,
        "jurisdiction": item.jurisdiction,
        "valid_from": item.valid_from.isoformat(),
        "valid_to": item.valid_to.isoformat() if item.valid_to else None,
        "version": item.version,
        "confidence": item.confidence,
        "uncertain": item.confidence in LOW_CONFIDENCE,
    }


def rule_of(item: Instrument, rule: Rule) -> dict[str, Any]:
    """One version of a rule."""
    return {
        "id": rule.rule_id,
        "instrument": head_of(item),
        "kind": rule.kind,
        "cite": list(rule.cites),
        "decision": answer_of(rule),
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "confidence": rule.confidence,
        "uncertain": rule.confidence in LOW_CONFIDENCE,
        "read_on": rule.read_on.isoformat(),
        "explain": dict(rule.explain),
        "obligations": list(rule.obligations),
        "reading": rule.reading,
    }


def cases_missing(book: Rulebook, folder: Path) -> Iterator[Problem]:
    """A problem for each rule that nothing under `folder` tries.

    A rule's cases stand in `INSTRUMENT/ADDRESS.yaml`, as docs/guides/write-a-case.md says; a test that names the whole
    id of the rule counts as well. A file of cases that asks nothing counts for nothing.
    """
    named = "\n".join(
        path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.py"))
    )
    mirrors = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*.yaml"))}
    for source, rule_id in dict.fromkeys((rule.source, rule.rule_id) for rule in book.rules):
        found = [path for name, path in mirrors.items() if f"/{name}".endswith(f"/{rule_id}.yaml")]
        if any(_asks(path) for path in found) or f'"{rule_id}"' in named:
            continue
        where = str(found[0]) if found else source
        yield Problem(
            where,
            1,
            f"`{rule_id}` has no case that asks anything",
            f"write {folder}/{rule_id}.yaml with `asks`",
        )


def _asks(path: Path) -> bool:
    value = read_yaml(str(path), path.read_text(encoding="utf-8", errors="replace")).value
    cases = value.get("cases") if isinstance(value, dict) else None
    return any(isinstance(case, dict) and case.get("asks") for case in cases or ())
