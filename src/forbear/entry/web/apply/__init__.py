"""The application face: a borrower applies, sees the full cost first and names an emergency contact.

It accepts no contact's number that the borrower did not give, and nothing is agreed on the contact's behalf.
"""
