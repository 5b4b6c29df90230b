"""`forbear bench gate-row`: decisions one at a time, all facts in memory, one process.

The ten-condition policy stands beside forty hand-written closures and other engines on the same questions; the full sets of China
and of the United States are told by their percentiles. Reasons and citations are read in every decision that is timed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear import rulebooks
from forbear.entry.bench import peers, people, ten
from forbear.entry.bench.timing import NOT_INSTALLED, in_turns, machine, one_by_one, versions
from forbear.gate.row import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forbear.entry.bench.ten import Features
    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

SEED: Final = 20261125
SLOW_MAX: Final = 2_000
"""The questions that the engines with a costly crossing get."""
COUNTRIES: Final = ("CN", "US")


class Disagreement(Exception):
    """two engines answered the same question differently"""


def measure(*, proposals: int, persons: int, repeat: int) -> dict[str, Any]:
    """The whole document; raises `Disagreement` when an engine answers otherwise than the hand-written conditions."""
    book = rulebooks.load()
    return {
        "bench": "gate-row",
        "seed": SEED,
        "repeat": repeat,
        "ten": _ten(proposals, repeat),
        **{
            f"full-{country.lower()}": {
                "persons": persons,
                **one_by_one(
                    lambda dossier: decide(dossier, book), people.dossiers(persons, SEED, country), repeat
                ),
            }
            for country in COUNTRIES
        },
        "machine": machine(),
        "versions": versions("forbear", "celine-regorus", "cedarpy"),
    }


def _ten(proposals: int, repeat: int) -> dict[str, Any]:
    book = rulebooks.load(ten.POLICY)
    dossiers = ten.dossiers(proposals, SEED)
    features = [ten.features_of(dossier) for dossier in dossiers]
    few = features[:SLOW_MAX]
    engines: dict[str, tuple[Callable[[], object], int]] = {
        "forbear": (lambda: _ours(dossiers, book), proposals),
        "closures-40": (lambda: ten.forty_closures(features), proposals),
        "all-by-hand": (lambda: ten.all_by_hand(dossiers), proposals),
    }
    absent: dict[str, Any] = {}
    for name, found in (("regorus", peers.regorus(few)), ("cedarpy", peers.cedar(few))):
        if found is None:
            absent[name] = NOT_INSTALLED
        else:
            engines[name] = (found, len(few))
    _compare(dossiers, features, book, {name: work for name, (work, _) in engines.items() if name in PEERS})
    figures = in_turns(engines, repeat)
    ours = figures["forbear"]["best_s"] / proposals
    ratios = {
        f"to-{name}": round(found["best_s"] / engines[name][1] / ours, 2)
        for name, found in figures.items()
        if name != "forbear"
    }
    return {"proposals": proposals, "mismatches": 0, **figures, **absent, "ratios": ratios}


PEERS: Final = frozenset({"regorus", "cedarpy"})


def _ours(dossiers: Sequence[Dossier], book: Rulebook) -> list[tuple[object, object]]:
    """The reasons and the citations of every question."""
    answers: list[tuple[object, object]] = []
    for dossier in dossiers:
        verdict = decide(dossier, book)
        answers.append((verdict.against, verdict.cites))
    return answers


def _compare(
    dossiers: Sequence[Dossier],
    features: Sequence[Features],
    book: Rulebook,
    others: dict[str, Callable[[], object]],
) -> None:
    by_hand = [frozenset(found) for found in ten.forty_closures(features)]
    verdicts = [decide(dossier, book) for dossier in dossiers]
    _equal("forbear", [_against(verdict) for verdict in verdicts], by_hand)
    # What stands against the contact is cited first.
    cited = [frozenset(verdict.cites[: len(verdict.against)]) for verdict in verdicts]
    _equal("forbear", cited, [frozenset(cites) for _, cites in ten.all_by_hand(dossiers)])
    for name, work in others.items():
        allowed = work()
        if not isinstance(allowed, list):
            raise Disagreement(name)
        _equal(name, allowed, [not reasons for reasons in by_hand[: len(allowed)]])


def _equal(name: str, found: Sequence[object], wanted: Sequence[object]) -> None:
    wrong = [number for number, (one, other) in enumerate(zip(found, wanted, strict=True)) if one != other]
    if wrong:
        message = f"`{name}` disagrees with the hand-written conditions on {len(wrong)} questions, first on number {wrong[0]}"
        raise Disagreement(message)


def _against(verdict: Verdict) -> frozenset[str]:
    return frozenset(finding.rule_id for finding in verdict.reasons)
