"""What happened, provably: the tamper-evident log, recordings and packs that verify without us.

It adds and proves; it has no way to change or remove what was written.
"""
