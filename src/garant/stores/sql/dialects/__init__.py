"""What differs between the engines: opening, locking, carrying keys, folding letters, rights, error codes."""

from __future__ import annotations

import sqlalchemy as sa

from garant.errors import StoreError
from garant.stores.sql.dialects.port import Dialect


def dialect_for(url: sa.URL) -> Dialect:
    """The dialect of a URL's engine; its driver is imported when a connection is opened."""
    match url.get_backend_name():
        case "sqlite":
            from garant.stores.sql.dialects.sqlite import SqliteDialect  # noqa: PLC0415 - only the engine in use

            return SqliteDialect()
        case "postgresql" | "postgres":
            from garant.stores.sql.dialects.postgresql import PostgresqlDialect  # noqa: PLC0415 - as above

            return PostgresqlDialect()
        case "mysql" | "mariadb":
            from garant.stores.sql.dialects.mariadb import MariadbDialect  # noqa: PLC0415 - as above

            return MariadbDialect()
        case other:
            raise StoreError(f"no adapter speaks {other}.", remedy="Garant speaks sqlite, postgresql, mysql, mariadb.")
