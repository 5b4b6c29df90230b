"""The night's questions to the gate: what is known for each, and the answers beside them."""
