"""PostgreSQL: the SQL files, the migrations and the real side of every port.

The only package that may hold a database driver, and all SQL stands in its `sql` folder. It decides nothing:
it writes a deed together with the record of its decision in one transaction, or writes neither.
"""
