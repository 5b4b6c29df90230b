"""Write the schema that the migrations make together: src/forbear/storage/sql/schema.sql.

    .venv/bin/python tools/schema.py

Run it after a migration was added, and read the difference: it is what the migration does. `tests/storage/test_schema.py` fails while
the file and the migrations disagree. The text is the same from PostgreSQL 15 to 17.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from forbear.storage.migrations import migrate
from forbear.storage.postgres import EmbeddedServer, find_server

SCHEMA = Path(__file__).parents[1] / "src" / "forbear" / "storage" / "sql" / "schema.sql"
HEAD = "-- The schema that all migrations make together. Written by tools/schema.py; change a migration, not this file.\n"
# Lines in which versions of pg_dump differ, and which say nothing of the schema.
NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|)$")


def dump(url: str, pg_dump: Path) -> str:
    """Return the schema of a database as text that does not depend on the version of pg_dump."""
    run = [
        str(pg_dump),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--exclude-table=alembic_version",
        f"--dbname={url}",
    ]
    said = subprocess.run(run, check=True, capture_output=True, text=True)
    lines = [line for line in said.stdout.splitlines() if not NOISE.match(line)]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Migrate an empty database and write what came of it."""
    choice = find_server({"PATH": os.environ.get("PATH", os.defpath)})
    with tempfile.TemporaryDirectory(prefix="forbear-schema-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with EmbeddedServer(Path(folder) / "pg", choice, durable=False) as server:
            migrate(server.url)
            SCHEMA.write_text(dump(server.url, choice.tool("pg_dump")), encoding="utf-8")
    print(f"{SCHEMA} is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
