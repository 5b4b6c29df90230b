"""The bench of reserving, on few people: everything that it is to tell, and nobody granted too much."""

from __future__ import annotations

from time import perf_counter

import pytest

from forbear.storage.bench import gate_reserve


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_document_tells_rates_ratios_and_over_grants() -> None:
    document = gate_reserve.measure(
        operations=100, repeat=1, seconds=1, connections=(2,), each=20, clock=perf_counter
    )

    told = document["connections_2"]
    assert told["ours"]["per_s"] > 0
    assert told["ours"]["p50_ms"] <= told["ours"]["p99_ms"]
    assert told["ratio_to_bare_function"]["best"] > 0
    sets = document["sets"]
    assert min(sets[name]["per_s"] for name in ("whole", "decided_before", "server_alone", "copy_alone")) > 0
    assert sets["ratio_of_decided_before_to_server_alone"]["best"] > 0
    assert min(sets["parts_us"].values()) > 0
    assert document["repeatable_read"] == "refused"
    assert document["over_grants"] == 0
    assert document["durable"]
