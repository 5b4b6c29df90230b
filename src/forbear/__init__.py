"""Looking after consumer loans once the money has been lent: who is late, what may be said, and the proof.

The packages stand on a ladder, each importing only from rungs below it: entry, storage, portfolio, conduct,
strategy | outreach, lending | care | learning, evidence, privacy, gate, rulebooks | language, domain. The
house refuses one thing above all: to contact anybody without a permit that the gate made for exactly that
contact.
"""
