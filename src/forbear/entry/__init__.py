"""The ways in: command line, API, pages, worker; the deeds they share; and the wiring of the real parts.

Here, and only here, the clock, the environment and chance are asked, and handed down as arguments. Only
`wiring` may know storage.
"""
