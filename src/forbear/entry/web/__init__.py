"""The pages: six faces that share nothing by import but the look.

No page answers without a sign-in, except those meant for the public, and none loads anything from another
host.
"""
