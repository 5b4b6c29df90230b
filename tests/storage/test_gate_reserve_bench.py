"""The bench of reserving, on few people: everything that it is to tell, and nobody granted too much."""

from __future__ import annotations

from time import perf_counter

import pytest

from forbear.storage.bench import gate_reserve


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_document_tells_rates_ratios_and_over_grants() -> None:
    document = gate_reserve.measure(operations=100, repeat=1, seconds=1, connections=(2,), clock=perf_counter)

    told = document["connections_2"]
    assert told["ours"]["per_s"] > 0
    assert told["ours"]["p50_ms"] <= told["ours"]["p99_ms"]
    assert told["ratio_to_bare_function"]["best"] > 0
    assert document["set_of_100"]["per_s"] > 0
    assert document["over_grants"] == 0
    assert document["durable"]
