"""The request log: one row per request, kept in memory and appended to a file, for proofs to count from."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from postroom.sandbox.calls import Effect


class Record:
    """Rows are never changed. A request carried out late has two rows: the first with done = false, the
    second, with `late_of` naming the first, when the work was done."""

    def __init__(self, path: Path | None) -> None:
        self.rows: list[dict[str, Any]] = []
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if path else None
        if path:
            with path.open(encoding="utf-8") as lines:
                self.rows = [json.loads(line) for line in lines if line.endswith("\n")]
        self._next = self.rows[-1]["n"] + 1 if self.rows else 1

    def add(
        self,
        method: str,
        path: str,
        status: int | str,
        *,
        done: bool,
        fault: str = "",
        effect: Effect | None = None,
        late_of: int | None = None,
        account: str = "",
    ) -> int:
        """Append a row and return its number. `status` is what the caller saw, or why it saw nothing."""
        number = self._next
        row = {
            "n": number,
            "time": round(time.time(), 6),
            "method": method,
            "path": path,
            "status": status,
            "done": done,
            "fault": fault,
            "late_of": late_of,
            "account": account,
            "kind": effect.kind if effect else "",
            "key": effect.key if effect else "",
            "id": effect.id if effect else "",
            "text": effect.text if effect else "",
            "files": list(effect.files) if effect else [],
            "properties": dict(effect.properties) if effect else {},
        }
        self._next += 1
        self.rows.append(row)
        if self._file is not None:
            os.write(self._file, json.dumps(row, separators=(",", ":")).encode() + b"\n")
        return number

    def after(self, number: int) -> list[dict[str, Any]]:
        """The rows with a higher number."""
        first = self.rows[0]["n"] if self.rows else 1
        return self.rows[max(0, number - first + 1) :]

    def clear(self) -> None:
        """Forget the rows in memory and empty the file; numbers go on."""
        self.rows.clear()
        if self._file is not None:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
