"""The borrower's face: what is owed, plans, preferences, complaints and the evidence.

It shows a borrower their own affairs only.
"""
