"""The bench of columns, on few questions: the gate and the hand-written predicates say the same."""

from __future__ import annotations

from forbear.entry.bench import gate_columns


def test_the_gate_and_the_hand_written_engines_agree_and_are_told_with_their_memory() -> None:
    document = gate_columns.measure(sizes=(500,), persons=60, repeat=1)

    assert len(document["proposals-500"]["answer"]) == 24
    assert document["proposals-500"]["ratios"]["to-columns-mask"] > 0
    assert document["counts-60"]["answer"]["720"] > 0
    assert document["counts-60"]["counts-numpy"]["peak_mib"] > 0
    assert document["words-60"]["answer"] == document["counts-60"]["answer"]
    assert sum(document["full-cn-60"]["answer"].values()) == 60
