"""How one question is weighed: what the dossier shows, read through the terms of every rule in force.

The inside of the row evaluator (`forbear.gate.row`); the column evaluator takes its definitions from here. It
examines and counts; the answer is put together by `row`, and nothing here makes a permit.
"""
