"""Applications, products, servicing, payments and corrections.

It keeps a loan's own affairs in order, cent by cent. It contacts nobody and reads no clock.
"""
