"""What leaves the building: e-mail, messages, calls, letters and hand-over to agencies.

Every function that sends takes a permit and sends what the permit names, once. It cannot plan, and it never
guesses after a broken send: it says `uncertain` and leaves that to a person.
"""
