"""The words: money, calendars, loans, schedules, ageing, people, contact points, consent, cases and facts.

Values and arithmetic that every other package shares. It reads no clock, disk, network or chance, keeps no
state, and never holds money as a float: instants, ids and random choices are arguments.
"""
