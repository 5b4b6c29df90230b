"""Use cases that span several rooms: one deed a file, called alike by pages, API, command line and worker.

A deed is given its parts by `wiring`; it never imports storage, and it holds no rule of law of its own.
"""
