"""A worker's work in words, for a terminal. It shows no address and no name: a terminal is read over the shoulder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.entry.deeds.send_planned import Done
    from forbear.entry.worker.summary import Summary
    from forbear.outreach.planned import Uncertain

WORDS = {
    "sent": "sent",
    "failed": "not taken by the mail server",
    "uncertain": "uncertain: may have gone, will not be sent again",
    "refused": "refused by the gate",
    "put_off": "not now",
    "unsendable": "cannot be written",
    "lapsed": "no longer called for",
    "contended": "asked again shortly",
    "lost": "left to another worker",
}


def line_of(done: Done) -> str:
    """One line for one contact."""
    parts = [f"{done.plan_id}  {WORDS[done.what]}"]
    if done.until is not None:
        parts.append(f"until {done.until.isoformat(timespec='minutes')}")
    if done.rules:
        parts.append(f"({', '.join(done.rules[:3])})")
    elif done.what in {"failed", "unsendable", "lapsed", "uncertain"}:
        parts.append(f"({done.says})")
    return " ".join(parts)


def words_of(summary: Summary) -> list[str]:
    """The summary, a line each; lines that would say nought are left out, except the first."""
    what = summary.what
    lines = [f"Took up {summary.claimed} planned e-mails; sent {what['sent']}."]
    states = ("refused", "put_off", "failed", "uncertain", "unsendable", "lapsed")
    lines.extend(f"  {what[name]:>6}  {WORDS[name]}" for name in states if what[name])
    if summary.refused_by:
        lines.append("What stood in the way:")
        lines += [f"  {times:>6}  {rule}" for rule, times in summary.refused_by.most_common()]
    if summary.heard:
        heard = ", ".join(f"{meaning} {times}" for meaning, times in summary.heard.most_common())
        lines.append(f"Heard: {heard}.")
    if summary.planned_again or summary.found_uncertain:
        lines.append(
            f"Left by a worker that broke off: {summary.planned_again} planned again, {summary.found_uncertain} now uncertain "
            "(list them with --uncertain)."
        )
    if summary.stopped_because:
        lines.append(f"Stopped: {summary.stopped_because}.")
    return lines


def uncertain_words(found: Sequence[Uncertain]) -> list[str]:
    """The uncertain sends, a line each, and what to do."""
    if not found:
        return ["No send is uncertain."]
    lines = [
        f"Sends whose end nobody knows: {len(found)}. They are not sent again; look into each and record what you find."
    ]
    for one in found:
        since = one.since.isoformat(timespec="seconds") if one.since else "-"
        lines.append(f"  {one.plan_id}  {one.book}  {one.person_id}  since {since}  {one.why or ''}".rstrip())
    return lines
