"""What goes wrong on purpose: shares of requests, one-off faults in order, and whole-site states."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

SHARES = ("rate_429", "rate_503", "hang", "drop_answer", "done_late")
LOOKUPS = ("/search/jql", "/issue/bulkfetch", "/comment/list")


@dataclass(frozen=True)
class Settings:
    """The switches. Shares are 0..1 and exclude each other; times are seconds.

    rate_429, rate_503   refused, nothing done
    hang                 nothing done, never answered
    drop_answer          done, then the connection is cut
    done_late            connection cut at once, done up to done_late_seconds later
    lookup_silent        searches, bulkfetch and comment lists that are never answered
    script               faults for the next requests that fit, first come first served:
                         [{"fault": "drop_answer", "method": "POST", "path": "/comment", "skip": 0}]
    down                 true: everything answers 503; "refuse": every connection is cut at once
    """

    seed: int = 0
    rate_429: float = 0.0
    retry_after: float = 1.0
    retry_after_header: bool = True
    rate_503: float = 0.0
    latency: float = 0.0
    hang: float = 0.0
    drop_answer: float = 0.0
    done_late: float = 0.0
    done_late_seconds: float = 2.0
    index_lag: float = 0.0
    lookup_silent: float = 0.0
    writes_only: bool = True
    down: bool | str = False
    auth_refused: bool = False
    issue_write_limit: bool = True
    hide_users: bool = False
    upload_limit: int = 100 * 1024 * 1024
    attachments_enabled: bool = True
    script: tuple[Mapping[str, Any], ...] = ()


@dataclass
class Faults:
    """Draws the fault of each request. The same seed and order of requests give the same faults."""

    settings: Settings = field(default_factory=Settings)
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311

    def show(self) -> dict[str, Any]:
        return asdict(self.settings)

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Change the switches named; ValueError says which name or value is wrong."""
        self.settings = replace(self.settings, **{k: _checked(k, v) for k, v in wanted.items()})
        if "seed" in wanted:
            self._random = random.Random(self.settings.seed)  # noqa: S311

    def reset(self) -> None:
        self.settings = Settings()
        self._random = random.Random(0)  # noqa: S311

    def draw(self, method: str, path: str) -> str:
        """The name of the fault that meets this request, or an empty string. `path` is below /rest/api/3."""
        lookup = is_lookup(method, path)
        scripted = self._scripted(method, path)
        if scripted:
            return scripted
        if lookup and self._random.random() < self.settings.lookup_silent:
            return "hang"
        if self.settings.writes_only and (method == "GET" or lookup):
            return ""
        return self._share()

    def late_by(self) -> float:
        """Seconds after which a `done_late` request is carried out."""
        return self._random.uniform(0.5, 1.0) * self.settings.done_late_seconds

    def _share(self) -> str:
        roll = self._random.random()
        for name in SHARES:
            roll -= getattr(self.settings, name)
            if roll < 0:
                return name
        return ""

    def _scripted(self, method: str, path: str) -> str:
        for n, entry in enumerate(self.settings.script):
            if entry.get("method", method) == method and str(entry.get("path", "")) in path:
                before, after = self.settings.script[:n], self.settings.script[n + 1 :]
                skip = int(entry.get("skip", 0))
                kept = ({**entry, "skip": skip - 1},) if skip else ()
                self.settings = replace(self.settings, script=(*before, *kept, *after))
                return "" if skip else str(entry["fault"])
        return ""


def is_lookup(method: str, path: str) -> bool:
    """Whether a request only looks for what an earlier one may have done."""
    return path in LOOKUPS or (method == "GET" and path.startswith("/issue/") and path.endswith("/comment"))


def _checked(name: str, value: Any) -> Any:
    known = {each.name: each for each in fields(Settings)}
    if name not in known:
        raise ValueError(f"There is no switch named {name!r}. Known: {', '.join(known)}.")
    if name == "script":
        entries = [{"fault": entry} if isinstance(entry, str) else dict(entry) for entry in value]
        wrong = [entry for entry in entries if entry.get("fault") not in (*SHARES, "")]
        if wrong:
            raise ValueError(f"A script entry needs a fault of {', '.join(SHARES)}: {wrong[0]}.")
        return tuple(entries)
    if name != "down" and not isinstance(value, (int, float, bool)):
        raise ValueError(f"{name} has to be a number or true/false, not {value!r}.")
    if name in SHARES or name == "lookup_silent":
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is a share: a number from 0 to 1, not {value!r}.")
    elif name in ("done_late_seconds", "index_lag") and not 0 <= value <= 60:
        raise ValueError(f"{name} may be 0 to 60 seconds, not {value!r}.")
    return value
