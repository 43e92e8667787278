"""The database: an embedded PostgreSQL in the data folder, and dump and restore of any PostgreSQL."""

from postroom.database.archive import dump, restore
from postroom.database.embedded import Embedded, Server, running
from postroom.database.wheel import binaries

__all__ = ["Embedded", "Server", "binaries", "dump", "restore", "running"]
