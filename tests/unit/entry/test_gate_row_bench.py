"""The bench of single decisions, on few questions: its figures mean something only if the engines agree."""

from __future__ import annotations

import pytest

from forbear import rulebooks
from forbear.entry.bench import gate_row, people, ten
from forbear.gate.row import decide
from forbear.rulebooks.decision import Decision


def test_the_document_tells_figures_ratios_machine_and_versions() -> None:
    document = gate_row.measure(proposals=60, persons=20, repeat=1)

    assert document["ten"]["mismatches"] == 0
    assert document["ten"]["forbear"]["per_s"] > 0
    assert document["ten"]["ratios"]["to-closures-40"] > 0
    assert document["ten"]["regorus"] == "not installed" or document["ten"]["ratios"]["to-regorus"] > 0
    assert document["full-cn"]["p50_us"] <= document["full-cn"]["p99_us"]
    assert document["machine"]["cores"] > 0
    assert document["versions"]["forbear"]


def test_two_engines_that_disagree_stop_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ten, "forty_closures", lambda items: [["bench-ten/1.hours"] for _ in items])

    with pytest.raises(gate_row.Disagreement, match="`forbear` disagrees"):
        gate_row.measure(proposals=60, persons=20, repeat=1)


@pytest.mark.parametrize("country", gate_row.COUNTRIES)
def test_the_people_of_the_bench_reach_permits_and_refusals(country: str) -> None:
    book = rulebooks.load()

    told = {decide(dossier, book).decision for dossier in people.dossiers(150, 7, country)}

    assert Decision.DENY in told
    assert told & {Decision.ALLOW, Decision.ALLOW_WITH_OBLIGATIONS}
