"""What a text says: normalise it, find threats, disclosure, stop words and distress, explain in plain words.

One detector for what we send and what we hear. It knows no person and no case: it is given text and answers
about the text alone.
"""
