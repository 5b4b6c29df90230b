"""The public face: articles, the calculator and how to reach us, for anybody.

It asks for no name and keeps no trace of who read what.
"""
