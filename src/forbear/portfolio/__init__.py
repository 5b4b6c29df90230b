"""The nightly run: age every loan, open, move and close cases, propose contacts and ask the gate, in columns.

It works on whole books at once and plans; it sends nothing. It never trusts a stored counter: days past due
come from the schedule and the payments each time.
"""
