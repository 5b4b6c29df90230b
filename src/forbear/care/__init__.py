"""What we owe people: stop requests, grace, plans, promises, disputes, complaints and verification.

It turns what a person said into facts that bind the gate at once. It cannot undo a person's no, and it never
treats silence as a yes.
"""
