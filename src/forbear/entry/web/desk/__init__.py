"""The lender's desk: the worklist, the case, what was tried and what the gate said.

It shows a refusal with its clause and its next permitted time, and offers no button that goes round it.
"""
