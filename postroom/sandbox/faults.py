"""What goes wrong on purpose: shares of requests, one-off faults in order, and whole-site states."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

SHARES = ("rate_429", "rate_503", "hang", "drop_answer", "done_late")
DELIVERY_SHARES = ("webhook_drop", "webhook_twice", "webhook_delay", "webhook_reorder")
MAIL_SHARES = ("smtp_hang_up", "smtp_451", "smtp_552")
OTHER_SHARES = ("lookup_silent", "webhook_early")
SECONDS = (
    *("done_late_seconds", "index_lag", "webhook_delay_seconds", "webhook_retry_seconds"),
    *("webhook_timeout", "smtp_latency"),
)
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
    administer           false: the API user does not administer Jira, and may not register webhooks

    webhook_drop         never sent, and never again: Jira has no replay
    webhook_twice        sent twice, with the same identifier
    webhook_delay        sent webhook_delay_seconds later
    webhook_reorder      sent after the next one, or after webhook_delay_seconds
    webhook_early        sent before the API answers the call that caused it (independent of the others)
    webhook_script       faults for the next deliveries that fit: [{"fault": "twice", "event": "comment_", "skip": 0}]
    webhook_retry_seconds, webhook_timeout     between two attempts, and for one
    comment_as_update    a comment also comes as jira:issue_updated, with its event type issue_commented

    smtp_hang_up         the mail is taken, but the connection is cut instead of the answer
    smtp_451, smtp_552   refused after its data
    smtp_rcpt            by address or its part before the @, the code that its RCPT gets: {"jane": 550}, or
                         the codes of the next ones in turn: {"jane@example.org": [451, 451]}; 250 for the rest
    smtp_data            what the next mails get after their data, in turn: [451, "hang_up", "cut", 250]; cut is
                         a connection that ends with the mail not taken
    smtp_latency         before each answer to RCPT and after the data
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
    administer: bool = True
    webhook_drop: float = 0.0
    webhook_twice: float = 0.0
    webhook_delay: float = 0.0
    webhook_delay_seconds: float = 1.0
    webhook_reorder: float = 0.0
    webhook_early: float = 0.0
    webhook_script: tuple[Mapping[str, Any], ...] = ()
    webhook_retry_seconds: float = 0.5
    webhook_timeout: float = 10.0
    comment_as_update: bool = False
    smtp_hang_up: float = 0.0
    smtp_451: float = 0.0
    smtp_552: float = 0.0
    smtp_rcpt: Mapping[str, Any] = field(default_factory=dict)
    smtp_data: tuple[Any, ...] = ()
    smtp_latency: float = 0.0


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

    def draw_delivery(self, event: str) -> str:
        """What happens to a delivery of a webhook: drop, twice, delay, reorder, or an empty string."""
        scripted = self._next("webhook_script", lambda entry: str(entry.get("event", "")) in event)
        return scripted or self._share(DELIVERY_SHARES).removeprefix("webhook_")

    def draw_early(self) -> bool:
        return self._random.random() < self.settings.webhook_early

    def draw_receiver(self, address: str) -> int:
        """The code that a receiver of mail gets."""
        local, asked = address.rpartition("@")[0].lower(), self.settings.smtp_rcpt
        name = next((each for each in (address.lower(), local) if each in asked), None)
        if name is None:
            return _CODES.get(local[:3], 250) if not local[3:4].isalnum() else 250
        if isinstance(asked[name], int):
            return int(asked[name])
        codes = list(asked[name]) or [250]
        self.settings = replace(self.settings, smtp_rcpt={**asked, name: codes[1:]})
        return int(codes[0])

    def draw_data(self) -> str:
        """What a mail gets after its data: a code, hang_up, or cut."""
        if self.settings.smtp_data:
            first = self.settings.smtp_data[0]
            self.settings = replace(self.settings, smtp_data=self.settings.smtp_data[1:])
            return str(first)
        return self._share(MAIL_SHARES).removeprefix("smtp_") or "250"

    def _share(self, names: Sequence[str] = SHARES) -> str:
        roll = self._random.random()
        for name in names:
            roll -= getattr(self.settings, name)
            if roll < 0:
                return name
        return ""

    def _scripted(self, method: str, path: str) -> str:
        return self._next(
            "script",
            lambda entry: entry.get("method", method) == method and str(entry.get("path", "")) in path,
        )

    def _next(self, script: str, fits: Callable[[Mapping[str, Any]], bool]) -> str:
        """The first fault of a script that fits is used up."""
        entries = getattr(self.settings, script)
        for n, entry in enumerate(entries):
            if fits(entry):
                before, after = entries[:n], entries[n + 1 :]
                skip = int(entry.get("skip", 0))
                kept = ({**entry, "skip": skip - 1},) if skip else ()
                left: Any = {script: (*before, *kept, *after)}
                self.settings = replace(self.settings, **left)
                return "" if skip else str(entry["fault"])
        return ""


_CODES = {"451": 451, "550": 550, "552": 552}


def is_lookup(method: str, path: str) -> bool:
    """Whether a request only looks for what an earlier one may have done."""
    return path in LOOKUPS or (method == "GET" and path.startswith("/issue/") and path.endswith("/comment"))


def _checked(name: str, value: Any) -> Any:
    known = {each.name: each for each in fields(Settings)}
    if name not in known:
        raise ValueError(f"There is no switch named {name!r}. Known: {', '.join(known)}.")
    if name in _SCRIPTS:
        return _checked_script(name, value)
    if name == "smtp_rcpt":
        return {str(address).lower(): codes for address, codes in dict(value).items()}
    if name == "smtp_data":
        return tuple(value)
    if name != "down" and not isinstance(value, (int, float, bool)):
        raise ValueError(f"{name} has to be a number or true/false, not {value!r}.")
    if name in (*SHARES, *DELIVERY_SHARES, *MAIL_SHARES, *OTHER_SHARES):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is a share: a number from 0 to 1, not {value!r}.")
    elif name in SECONDS and not 0 <= value <= 60:
        raise ValueError(f"{name} may be 0 to 60 seconds, not {value!r}.")
    return value


_SCRIPTS = {"script": SHARES, "webhook_script": tuple(each[len("webhook_") :] for each in DELIVERY_SHARES)}


def _checked_script(name: str, value: Any) -> tuple[Mapping[str, Any], ...]:
    entries = [{"fault": entry} if isinstance(entry, str) else dict(entry) for entry in value]
    wrong = [entry for entry in entries if entry.get("fault") not in (*_SCRIPTS[name], "")]
    if wrong:
        raise ValueError(f"A script entry needs a fault of {', '.join(_SCRIPTS[name])}: {wrong[0]}.")
    return tuple(entries)
