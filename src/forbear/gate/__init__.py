"""May we contact this person, now, in this way, about this? Verdict, permit and obligations, each with citations.

The only place that answers the question and the only maker of permits. A missing fact, an error or a date
that no version of the law covers is a refusal. It cannot send, and it reads neither clock nor database: facts
come to it as arguments.
"""
