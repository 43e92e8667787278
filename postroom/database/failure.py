"""Why the database cannot run, in words for the person who has to mend it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from postroom.errors import BadConfiguration

FULL = "No space left on device"
ROOM = 4 << 20  # bytes; with less than this PostgreSQL cannot even write its log

SENTENCES = (
    (
        r"lock file .* already exists|Is another postmaster|pre-existing shared memory block",
        "Another PostgreSQL server works in {folder}/pg already. "
        "Stop it first: two on one folder would destroy it.",
    ),
    (
        r"shared memory|semaphores|Cannot allocate memory",
        "There is not enough (shared) memory for the database in {folder}. Free some memory, or raise the "
        "limit (Docker: --shm-size=128m and a higher --memory), then start again. Nothing was lost.",
    ),
    (
        r"No space left on device|Disk quota exceeded|File too large|File size limit exceeded",
        "The disk (or quota) that holds the data folder {folder} is full. Make at least 200 MB free there, "
        "or name another data folder, then start again. What was committed is safe.",
    ),
    (
        r"Read-only file system",
        "The data folder {folder} is on a read-only file system. "
        "Mount it for writing, or name another data folder.",
    ),
    (
        r"could not look up effective user ID|could not look up user",
        "PostgreSQL needs a user with a name, and the user number of this process has none on this system. "
        "Add it to /etc/passwd or start Postroom as another user. (Data folder: {folder})",
    ),
    (
        r"wrong ownership|invalid permissions",
        "{folder}/pg must belong to the user that runs PostgreSQL, with mode 0700. "
        "Somebody changed that: put it back with chown -R and chmod 0700.",
    ),
    (
        r"Permission denied|Operation not permitted|could not access directory",
        "The data folder {folder} cannot be read and written by the user {user}. Give it to that user; each "
        "folder above it must let that user pass (chmod o+x). Or name another data folder.",
    ),
)


def explained(said: str, folder: Path, user: str) -> BadConfiguration:
    """The error for what PostgreSQL or the system `said`, whose own last words follow."""
    if _is_full(folder) and not re.search(FULL, said):
        said = f"{said}\n{FULL}"
    own = " ".join(said.strip().splitlines()[-3:])[-500:] or "nothing"
    for pattern, sentence in SENTENCES:
        if re.search(pattern, said):
            return BadConfiguration(f"{sentence.format(folder=folder, user=user)} (It said: {own})")
    return BadConfiguration(
        f"PostgreSQL does not start in {folder}. It said: {own} The whole log: {folder}/postgres.log"
    )


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < ROOM
    return False


@contextmanager
def in_words(folder: Path, user: str) -> Iterator[None]:
    """Turns an OSError about the data folder into its BadConfiguration."""
    try:
        yield
    except OSError as error:
        raise explained(str(error), folder, user) from error
