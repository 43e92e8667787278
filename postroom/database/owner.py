"""Who runs the embedded PostgreSQL, and the folders that must be that user's own."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from postroom.errors import BadConfiguration

SERVANTS = ("nobody", "daemon", "www-data")
HOMES = Path("/var/lib/postroom")
SOCKET = "/.s.PGSQL.5432"
LONGEST_SOCKET = 107 if sys.platform == "linux" else 103  # sockaddr_un, without its closing NUL


@dataclass(frozen=True)
class Owner:
    """The user that owns the files and runs the processes. PostgreSQL refuses to run as root."""

    uid: int
    gid: int
    name: str

    @property
    def dropped(self) -> bool:
        """Are we root, and this somebody else?"""
        return os.geteuid() == 0

    @property
    def user(self) -> int | None:
        """For subprocess(user=...)."""
        return self.uid if self.dropped else None

    @property
    def group(self) -> int | None:
        """For subprocess(group=...)."""
        return self.gid if self.dropped else None

    @property
    def groups(self) -> list[int] | None:
        """For subprocess(extra_groups=...): none when dropped."""
        return [] if self.dropped else None

    def give(self, path: Path) -> None:
        """Make `path` this user's, where we are root."""
        if self.dropped:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def owner_of(folder: Path) -> Owner:
    """Ourselves; as root the owner of what is there already, else the first unprivileged user."""
    return _servant(folder) if os.geteuid() == 0 else _ourselves(folder)


def _ourselves(folder: Path) -> Owner:
    uid = os.geteuid()
    for place in (folder / "pg", folder):
        if place.exists() and place.stat().st_uid != uid:
            other = name_of(place.stat().st_uid)
            raise BadConfiguration(
                f"{place} belongs to the user {other}, and this process runs as {name_of(uid)}. "
                f"Start Postroom as root or as {other}, or hand the folder over (as root): "
                f"chown -R {name_of(uid)} {folder}"
            )
    return Owner(uid, os.getegid(), name_of(uid))


def _servant(folder: Path) -> Owner:
    data = folder / "pg"
    if data.exists():
        if data.stat().st_uid == 0:
            raise BadConfiguration(
                f"{data} belongs to root, and PostgreSQL does not run as root. "
                f"Hand it over to an unprivileged user: chown -R nobody {data}"
            )
        return Owner(data.stat().st_uid, data.stat().st_gid, name_of(data.stat().st_uid))
    theirs = folder.stat().st_uid
    for entry in pwd.getpwall():
        if theirs and entry.pw_uid == theirs:
            return Owner(entry.pw_uid, entry.pw_gid, entry.pw_name)
    for name in SERVANTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid, name)
    raise BadConfiguration(
        "PostgreSQL does not run as root, and this system has none of the users "
        f"{', '.join(SERVANTS)}. Start Postroom as an ordinary user."
    )


def name_of(uid: int) -> str:
    """A user as people call it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def make_data_folder(folder: Path) -> None:
    """Our own data folder; as root others may pass through it (0711) to what is theirs."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    if not folder.is_dir():
        raise BadConfiguration(f"{folder} is to be the data folder, but it is a file. Name another place.")


def open_the_way(folder: Path, owner: Owner) -> None:
    """Let `owner` pass through the data folder. Folders above it are not ours to change."""
    status = folder.stat()
    if owner.dropped and status.st_uid != owner.uid and not status.st_mode & 0o001:
        folder.chmod(stat.S_IMODE(status.st_mode) | 0o001)


def hand_over(handle: int, folder: Path) -> None:
    """A file that root made in `folder` belongs to whoever owns that, who may start Postroom next time."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.fchown(handle, status.st_uid, status.st_gid)


def digest(folder: Path) -> str:
    """Tells data folders apart where their whole path has no room."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def socket_folder(folder: Path) -> Path:
    """Where the server listens: `s` in the data folder, or a runtime folder where that path is too long."""
    near = folder / "s"
    if len(os.fsencode(near)) + len(SOCKET) <= LONGEST_SOCKET and "," not in str(near):
        return near
    runtime = "" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime or "/tmp") / f"postroom-{digest(folder)}"  # noqa: S108 - private and checked


def known_home(folder: Path) -> Path:
    """The folder that holds `pg` and `s`: the data folder, or where its `pg` links to."""
    link = folder / "pg"
    return link.readlink().parent if link.is_symlink() else folder


def make_home(folder: Path, owner: Owner) -> Path:
    """The same, chosen at the first start. Below a folder that only root may pass (/root) PostgreSQL's user
    could not reach its files: they go below /var/lib then, and `pg` in the data folder links to them."""
    data = folder / "pg"
    if data.exists() or data.is_symlink() or _reaches(owner, folder):
        return known_home(folder)
    HOMES.mkdir(mode=0o711, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=HOMES))
    home.chmod(0o711)
    data.symlink_to(home / "pg")
    return home


def _reaches(owner: Owner, folder: Path) -> bool:
    if not owner.dropped:
        return True
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', folder],
        cwd="/",
        env={},
        check=False,
        user=owner.user,
        group=owner.group,
        extra_groups=owner.groups,
    )
    return asked.returncode == 0


def make_private(folder: Path, owner: Owner) -> None:
    """A folder that nobody but `owner` may enter. One that is there already must be that, and no link."""
    try:
        folder.mkdir(mode=0o700)
        owner.give(folder)
    except FileExistsError:
        pass
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner.uid:
        raise BadConfiguration(
            f"{folder} is needed as a private folder of the user {owner.name}, but it belongs to "
            f"{name_of(status.st_uid)}. Look what it is and move it away, then start again."
        )
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)
