"""The agency's face: the cases placed with it, under the lender's rules and eyes.

It shows no case of another agency, and nothing more of a person than the task needs.
"""
