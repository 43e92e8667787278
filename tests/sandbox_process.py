"""Starts the Jira look-alike as a process, for every test that needs one."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEADLINE = 15.0  # seconds for a start or a stop


class SandboxProcess:
    """`with SandboxProcess() as jira:` or `SandboxProcess().start(data=folder, drop_answer=0.05)`.

    After `stop` or `kill9` another `start` takes the same port again, so clients keep their URL.
    """

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.data: Path | None = None
        self.url = self.smtp = self.authorization = self.email = self.token = self.cloud_id = self.gateway = (
            ""
        )
        self.people: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SandboxProcess:
        return self if self._process else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self, data: Path | str | None = None, **faults: Any) -> SandboxProcess:
        """Start with a data folder (or with nothing kept) and these fault switches set."""
        self.data = Path(data) if data else self.data
        command = [sys.executable, "-m", "postroom.sandbox", *self.arguments]
        if self.data:
            command += ["--data", str(self.data), "--log"]
        if self.url:
            command += ["--port", self.url.rpartition(":")[2]]
        if self.smtp:
            command += ["--smtp-port", self.smtp.rpartition(":")[2]]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        vars(self).update(json.loads(self._first_line()))
        if faults:
            self.faults(**faults)
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        self._end(signal.SIGKILL)

    def faults(self, **switches: Any) -> dict[str, Any]:
        """Set fault switches (postroom/sandbox/faults.py names them) and return all of them."""
        return self.ask("PUT", "/sandbox/faults", switches)

    def no_faults(self) -> None:
        self.ask("DELETE", "/sandbox/faults")

    def reset(self) -> None:
        """No issues, comments, mails, log rows or faults any more."""
        self.ask("POST", "/sandbox/reset")

    def issues(self) -> list[dict[str, Any]]:
        return self.ask("GET", "/sandbox/issues")

    def log(self, after: int = 0) -> list[dict[str, Any]]:
        return self.ask("GET", f"/sandbox/log?after={after}")

    def sent(self) -> list[dict[str, Any]]:
        return self.ask("GET", "/sandbox/sent")

    def transactions(self, after: int = 0) -> list[dict[str, Any]]:
        """Every mail that was offered to the sink: the code per receiver, and what came after the data."""
        return self.ask("GET", f"/sandbox/smtp?after={after}")

    def deliveries(self, after: int = 0) -> list[dict[str, Any]]:
        """What was sent to webhooks, each with its attempts and how it ended."""
        return self.ask("GET", f"/sandbox/webhooks?after={after}")

    def as_person(self, name: str) -> str:
        """The Authorization header of somebody: bot, ada, bruno, chiara, frida, hanna; enid, gustav, ivo."""
        return self.people[name]

    def about(self) -> dict[str, Any]:
        """Among other things the people with their account ids, groups, roles and security levels."""
        return self.ask("GET", "/sandbox/about")

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the sandbox's own switchboard."""
        control = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=30)
        try:
            control.request(method, path, None if body is None else json.dumps(body))
            response = control.getresponse()
            answer = json.loads(response.read())
        finally:
            control.close()
        if response.status != 200:
            raise ValueError(answer.get("error", answer))
        return answer

    def _first_line(self) -> bytes:
        assert self._process and self._process.stdout
        line, deadline = b"", time.monotonic() + DEADLINE
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self._process.stdout], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                self._end(signal.SIGKILL)
                raise RuntimeError(f"The sandbox did not start; its first output was {line!r}.")
            line += piece
        return line

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            try:
                self._process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None
