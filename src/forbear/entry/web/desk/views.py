"""What the desk's templates show, made out of rows and verdicts. It reads nothing and decides nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from forbear.entry.web.look import figures
from forbear.entry.web.look.words import Lang, shipped_words
from forbear.entry.wiring import duty_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.entry.wiring import Rulebook

Row = dict[str, Any]
SHOWN_CLAUSES_MAX: Final = 3
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
LOW: Final = frozenset({"V3", "M", "D"})
MEDIUM: Final = frozenset({"V2", "S", "Q"})
PERMITTED: Final = ("allow", "allow_with_obligations")
BORROWER_ZONE: Final = "Asia/Shanghai"


def confidence_words(confidence: str, lang: Lang, *, house: bool = False) -> str:
    """Say how sure we are of a reading; a house rule needs no doubt, it is ours."""
    if house:
        return shipped_words().say(lang, "confidence.house")
    level = "low" if confidence in LOW else "medium" if confidence in MEDIUM else "high"
    return shipped_words().say(lang, f"confidence.{level}")


def clauses(says: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return (rule id, clause) of the first reasons against a contact, each clause once."""
    if not says:
        return []
    found: dict[str, str] = {}
    for finding in says.get("findings", []):
        if finding["decision"] not in PERMITTED:
            for cite in finding["cites"][:1]:
                found.setdefault(cite, finding["rule_id"])
    return [(rule, cite) for cite, rule in list(found.items())[:SHOWN_CLAUSES_MAX]]


def next_at(says: Mapping[str, Any] | None) -> datetime | None:
    """Return the next permitted instant that a verdict names, or None."""
    text = (says or {}).get("next_permitted_at")
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def verdict_view(verdict: Mapping[str, Any], lang: Lang, rulebook: Rulebook) -> Row:
    """Return what the verdict block shows: reasons with their explanation, duties, what was met, versions."""
    examined = {finding["rule_id"].partition("/")[0] for finding in verdict["findings"]}
    findings = [_finding(finding, lang, rulebook) for finding in verdict["findings"]]
    return {
        "decision": verdict["decision"],
        "against": [f for f in findings if f["decision"] not in PERMITTED],
        "satisfied": [f for f in findings if f["decision"] in PERMITTED],
        "obligations": [duty_in_words(duty, lang) for duty in verdict["obligations"]],
        "next_at": None if verdict["decision"] in PERMITTED else next_at(verdict),
        "versions": {name: version for name, version in verdict["versions"].items() if name in examined},
    }


def _finding(finding: Mapping[str, Any], lang: Lang, rulebook: Rulebook) -> Row:
    provision = rulebook.rule(finding["rule_id"])
    words = shipped_words()
    return {
        **finding,
        "facts": {
            words.token(lang, "fact", name): _value(value, lang) for name, value in finding["facts"].items()
        },
        "unknown": [words.token(lang, "fact", name) for name in finding["unknown"]],
        "cites": finding["cites"] or [finding["rule_id"]],
        "explain": provision.explain[lang] if provision else finding["rule_id"],
        "confidence_words": confidence_words(
            finding["confidence"], lang, house=finding["rule_id"].startswith("house-")
        ),
    }


def permit_words(duties: Sequence[str], lang: Lang) -> str:
    """Say yes, with what must be done."""
    if not duties:
        return shipped_words().say(lang, "verdict.yes")
    return shipped_words().say(
        lang, "verdict.yes_duties", duties=("；" if lang == "zh-CN" else "; ").join(duties)
    )


def _value(value: object, lang: Lang) -> str:
    words = shipped_words()
    if value is None or value in ([], ""):
        return words.say(lang, "never")
    if isinstance(value, bool):
        return words.say(lang, "value.true" if value else "value.false")
    if isinstance(value, str) and INSTANT.match(value):
        return figures.instant(datetime.fromisoformat(value), BORROWER_ZONE, lang, with_zone=True)
    if isinstance(value, list):
        return ("，" if lang == "zh-CN" else ", ").join(_value(item, lang) for item in value)
    for kind in ("channel", "role", "purpose", "product", "source", "answer", "special"):
        if f"{kind}.{value}" in words.texts:
            return words.say(lang, f"{kind}.{value}")
    return str(value)


def why(row: Row, lang: Lang, show_day: Any) -> str:  # noqa: ANN401 - the figure function of the page
    """Say in a few words why a case stands where it does in the worklist."""
    words = shipped_words()
    if row["asked_kind"]:
        kind = words.token(lang, "request", row["asked_kind"])
        key = "why.request" if row["owed"] else "why.asked"
        return words.say(lang, key, when=show_day(row["asked_at"].astimezone(UTC).date()), kind=kind)
    if row["unsure_plan"]:
        return words.say(lang, "why.uncertain")
    keys = {"opened": "why.new", "moved_up": "why.up", "moved_down": "why.down"}
    if row["move"] in keys:
        return words.say(lang, keys[row["move"]], bucket=row["bucket"])
    return words.say(
        lang, "why.planned" if row["says"] in ("allow", "allow_with_obligations") else "why.quiet"
    )


def event_view(event: Row, *, lang: Lang, currency: str, rulebook: Rulebook, figures: Any) -> Row:  # noqa: ANN401
    """Return one line of the timeline in words."""
    words = shipped_words()
    view = {**event, "verdict": None, "local_day": event["at"].astimezone(figures.zone).date()}
    match event["kind"]:
        case "contact":
            parts = [
                words.token(lang, "direction", event["direction"]),
                words.token(lang, "channel", event["channel"]),
                words.token(lang, "outcome", event["outcome"]),
            ]
            if event["role"] and event["role"] != "borrower":
                parts.append(words.token(lang, "role", event["role"]))
            view["text"] = " · ".join(parts)
        case "decision":
            if "unreadable" not in event:
                view["verdict"] = verdict_view(event["body"], lang, rulebook)
            view["text"] = words.say(
                lang,
                "event.gate",
                channel=words.token(lang, "channel", event["channel"]),
                role=words.token(lang, "role", event["role"]),
                decision="",
            ).rstrip(" ：:")
            if "unreadable" in event:
                view["text"] += words.say(lang, "event.unreadable")
        case "request":
            view["text"] = words.say(lang, "event.asked", kind=words.token(lang, "request", event["outcome"]))
        case "payment":
            key = "event.reversed" if event["outcome"] else "event.paid"
            view["text"] = words.say(lang, key, amount=figures.money(int(event["detail"]), currency, lang))
        case _:
            before, _, after = cast("str", event["detail"]).partition(">")
            named = {"from": words.token(lang, "bucket", before), "to": words.token(lang, "bucket", after)}
            view["text"] = words.say(lang, f"move.{event['outcome']}", **named)
    return view


def shown(events: Sequence[Row], show: str) -> list[Row]:
    """Return the events of one kind, or all."""
    kinds = {"contacts": "contact", "decisions": "decision", "requests": "request", "payments": "payment"}
    return [event for event in events if show not in kinds or event["kind"] == kinds[show]]
