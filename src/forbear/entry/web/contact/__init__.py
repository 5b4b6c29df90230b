"""The emergency contact's face: who named you, what it means, yes, no, and stop with one tap.

It never says that there is a debt, and it offers no way to pay one.
"""
