"""What the benchmarks of the gate measure: seeded questions, policies, and the references beside them.

Nothing here serves a person: the command `forbear bench` alone uses it. Figures are told with their reference of the same run,
and engines that disagree make the benchmark fail.
"""
