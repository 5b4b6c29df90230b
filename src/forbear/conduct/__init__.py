"""How we behaved: quality review, training and certificates, scores, oversight of agencies.

It looks back at what was done and says so. It contacts no borrower and changes no decision.
"""
