"""Whose data, and for what: purposes, encryption, access and erasure.

It says who may read which fact for which purpose and returns the record of the access for storage to write in
the same transaction. It refuses every access for which no purpose was given.
"""
