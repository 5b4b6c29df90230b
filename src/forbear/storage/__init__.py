"""PostgreSQL: the SQL files, the migrations, and the real side of every port. Decides nothing and asks no clock."""
